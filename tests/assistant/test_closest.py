"""A need that no plan explains meets the rows closest in meaning, with the real encoder, or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant import Assistant, Reason, Status
from indexer import MiniLM

from .invariants import broken

HOMES = """House,Known for
Maple Court,Quiet garden flats for elderly people with a nurse on call
Dock Twelve,Converted warehouse lofts popular with artists and musicians
Hill Terrace,Family houses beside a primary school and a playground
Station Row,Small studios above the railway for commuters
Farm End,Cottages with stables where horses can be kept
"""


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    corpus = tmp_path_factory.mktemp("homes")
    (corpus / "homes.csv").write_text(HOMES, "utf-8")
    with Assistant.from_corpus(corpus) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("need", "row"),
    [
        ("I need something for a retired couple that wants care", "maple-court"),
        ("Something suitable for musicians and painters", "dock-twelve"),
        ("We want something for a family whose children go to school", "hill-terrace"),
        ("Can you recommend something for someone who rides ponies?", "farm-end"),
    ],
)
def test_a_need_is_met_with_the_rows_closest_in_meaning(homes, need, row):
    answer = homes.ask(need)
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.CLOSEST)
    assert answer.rows[0] == f"homes/{row}"
    assert len(answer.rows) <= 3
    assert broken(answer, homes) == []


def test_the_text_says_that_nothing_states_exactly_this(homes):
    text = homes.ask("I need something for a retired couple that wants care").text
    assert "closest" in text.lower()
    assert "Maple Court" in text


def test_nothing_close_enough_is_an_outcome(homes):
    answer = homes.ask("I need something for solving partial differential equations")
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.OUT_OF_SCOPE)
    assert broken(answer, homes) == []


@pytest.mark.parametrize(
    "question",
    [
        "How many are suitable for painters?",
        "Is anything good for ponies?",
        "Which is the best for toddlers?",
    ],
)
def test_the_closest_rows_never_stand_for_a_count_a_verdict_or_a_superlative(homes, question):
    answer = homes.ask(question)
    assert answer.reason is not Reason.CLOSEST
    assert broken(answer, homes) == []


def test_the_same_need_gives_the_same_rows(homes):
    first, second = (homes.ask("Something suitable for musicians and painters") for _ in range(2))
    assert (first.rows, first.text, first.plan) == (second.rows, second.text, second.plan)


def test_a_search_ranks_rows_by_meaning_and_by_words(homes):
    by_meaning = homes.search("ponies", k=3)
    assert [hit.rank for hit in by_meaning] == [1, 2, 3]
    assert by_meaning[0].row_id == "homes/farm-end"
    assert [hit.score for hit in by_meaning] == sorted((hit.score for hit in by_meaning), reverse=True)
    assert homes.search("warehouse", k=1)[0].row_id == "homes/dock-twelve"
    assert len(homes.search("a", k=50)) <= 5


def test_many_threads_are_answered_alike(homes):
    questions = [
        "What is Farm End known for?",
        "Something for ponies",
        "List homes.",
        "How many homes are there?",
    ]
    expected = {question: homes.ask(question).rows for question in questions}
    wrong: list[str] = []

    def ask_all() -> None:
        wrong.extend(question for question in questions * 5 if homes.ask(question).rows != expected[question])

    threads = [threading.Thread(target=ask_all) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_temporary_index_goes_with_its_assistant(tmp_path: Path):
    (tmp_path / "homes.csv").write_text(HOMES, "utf-8")
    assistant = Assistant.from_corpus(tmp_path / "homes.csv", index=tmp_path / "index")
    assistant.close()
    assert (tmp_path / "index" / "CURRENT").exists()  # named by the caller, so it stays


def test_a_question_that_waits_for_the_encoder_holds_up_no_other(
    homes: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_encoding, may_go_on = threading.Event(), threading.Event()
    encode = MiniLM.encode

    def slow(self: MiniLM, texts: Sequence[str]) -> object:
        is_encoding.set()
        assert may_go_on.wait(60)
        return encode(self, texts)

    monkeypatch.setattr(MiniLM, "encode", slow)
    needing = threading.Thread(target=homes.ask, args=("Something suitable for musicians and painters",))
    needing.start()
    assert is_encoding.wait(60)
    other = threading.Thread(target=homes.ask, args=("How many houses are there?",))
    other.start()
    other.join(60)
    is_held_up = other.is_alive()
    may_go_on.set()
    needing.join()
    other.join()
    assert not is_held_up
