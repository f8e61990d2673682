"""Any text, history and plan is legal: what comes back is always an answer that keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from assistant import Answer, Assistant
from assistant import plan as plans
from corpus.errors import PlanError
from indexer import build_index

from .catalog import KEEPERS, LIGHTHOUSES, write_coast
from .conftest import indexed
from .invariants import broken
from .known import BROKEN, new_faults
from .oracle import simple
from .plans import coast_requests
from .test_answers import ANSWERED, asked, lines

# Words of the catalog with all that makes them a question, and what means something to SQL, FTS5 or Markdown.
CELLS = sorted({word for row in LIGHTHOUSES for cell in row for word in cell.split()} | set(KEEPERS.split()))
GLUE = (
    "which what who how many of the a is are does do not no without except and or but between over under at least "
    "most than tallest cheapest oldest average total per different common both every any mention mean list compare "
    "tables columns rows top 3 2 £5,000 30 m 20 km 1862 since before it they those only about something for ? , ."
)
SYNTAX = "' \" ';-- * NEAR( ) AND OR ^ : [1] ** ` | <b> % \\ \0 🙂 \n -"
WORDS = [*CELLS, *GLUE.split(" ") * 3, *SYNTAX.split(" ")]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory, coast_corpus: Path) -> Iterator[Assistant]:
    """The coast with the real encoder: a question may need it, whatever it is."""
    index = tmp_path_factory.mktemp("index") / "real"
    build_index(coast_corpus, index)
    with Assistant(index) as assistant:
        yield assistant


def timeless(answer: Answer) -> Answer:
    return replace(answer, elapsed_ms=0.0)


# --- any question ---------------------------------------------------------------------------------


@given(st.text(max_size=120))
@settings(max_examples=120, deadline=None)
@example("foghorn* NEAR/2 (tours")
@example("'; DROP TABLE rows; --")
@example('"foghorn" AND services:tours OR NOT museum^2')
@example("SELECT * FROM rows WHERE 1=1 UNION SELECT name FROM sqlite_master")
@example("\0")
@example("What is the height of \0Gull Rock?")
@example("🙂🙂🙂")
@example("foghorn \ud83d?")
@example("ﷺ" * 100)
@example("a" * 2_000)
@example("? " * 1_000)
@example("foghorn and " * 150)
@example("not " * 400 + "foghorn")
@example("9" * 400)
@example("over 1e999 m")
@example("lit in 99999999")
@example("lit before 0000-00-00")
@example("height over -0 m")
@example("top 999999999999999999999999 lighthouses by height")
@example("[1] [2] [1–9]")
@example("İstanbul ẞ ǅ")
def test_any_text_is_a_legal_question(real, text):
    assert new_faults(real, text) == []


@given(SENTENCES)
@settings(max_examples=350, deadline=None)
def test_any_words_in_any_order_are_a_legal_question(real, text):
    assert new_faults(real, text) == []


@given(SENTENCES)
@settings(max_examples=60, deadline=None)
def test_what_is_suggested_is_answered(real, text):
    assert new_faults(real, text, is_deep=True) == []


@given(SENTENCES)
@settings(max_examples=60, deadline=None)
def test_the_same_question_gives_the_same_answer(real, coast_index, text):
    assert timeless(real.ask(text)) == timeless(real.ask(text))


def test_another_assistant_over_the_same_build_gives_the_same_answers(coast, coast_index):
    with Assistant(coast_index) as other:
        for question, _, _ in lines(ANSWERED):
            assert timeless(other.ask(question)) == timeless(coast.ask(question))


@given(
    st.sampled_from([line[0] for line in lines(ANSWERED)]),
    st.sampled_from(["lower", "spaces", "please", "?"]),
)
@settings(max_examples=80, deadline=None)
def test_spaces_politeness_and_small_letters_change_no_answer(coast, question, how):
    said = {
        "lower": question.lower(),
        "spaces": "  ".join(question.split()) + " ",
        "please": f"Please, {question}",
        "?": question.rstrip("?.") + "???",
    }[how]
    answer, other = coast.ask(question), coast.ask(said)
    assert (other.status, other.values, other.rows) == (answer.status, answer.values, answer.rows)


@pytest.mark.parametrize(
    "question",
    [
        "What is the height of Saint Elmo?",
        pytest.param(
            "Which lighthouses have a foghorn?",
            marks=pytest.mark.xfail(strict=True, reason="in capitals an article is taken for a name"),
        ),
    ],
)
def test_capitals_change_no_answer(coast, question):
    assert coast.ask(question.upper()).values == coast.ask(question).values


TESTS = simple.map(lambda said: said.words)
STATED = st.sampled_from(
    ["North Skerry", "Gull Rock", "Saint Elmo", "Cape Farrow", "Broad Haven", "Beacon H200", "Storm Bell"]
)
PERSONS = st.sampled_from(["Ada Brook", "Ben Moss", "Cleo Hart", "Dov Lind", "Eve Stone", "Ian Falk"])
COLUMNS = st.sampled_from(
    ["light", "services", "height", "range", "upkeep", "keeper", "remarks", "automated"]
)
MEASURES = st.sampled_from(["height", "range"])
GROUPS = st.sampled_from(["light", "keeper", "service"])
ORDERS = st.sampled_from(["tallest", "oldest", "cheapest", "newest", "two tallest", "top 3"])
FUNCTIONS = st.sampled_from(["average", "total", "median", "maximum", "lowest"])
GRADES = st.sampled_from(["taller", "older"])


def said(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda drawn: template.format(*drawn))


QUESTIONS = st.one_of(
    said("Which lighthouses {}?", TESTS),
    said("Which lighthouses {} or {}?", TESTS, TESTS),
    said("Which lighthouses are not {}?", TESTS),
    said("Which keepers keep lighthouses {}?", TESTS),
    said("What is the {} of {}?", COLUMNS, STATED),
    said("What is the {} of {} and {}?", COLUMNS, STATED, STATED),
    said("What is the {} of the lighthouses {}?", COLUMNS, TESTS),
    said("List the {} and {} of lighthouses {}", COLUMNS, COLUMNS, TESTS),
    said("the {} lighthouses {}", ORDERS, TESTS),
    said("Is {} {} than {}?", STATED, GRADES, STATED),
    said("Is {} automated?", STATED),
    said("Does any lighthouse {} have tours?", TESTS),
    said("What is the {} {} of lighthouses {}?", FUNCTIONS, MEASURES, TESTS),
    said("{} {} per {}", FUNCTIONS, MEASURES, GROUPS),
    said("How many lighthouses {} per {}?", TESTS, GROUPS),
    said("What do {} and {} have in common?", STATED, STATED),
    said("Compare {} and {}", STATED, STATED),
    said("Does {} keep {}?", PERSONS, STATED),
    said("How many lighthouses does {} keep?", PERSONS),
    said("Which is {}, {} or {}?", GRADES, STATED, STATED),
    said("lighthouses except {} and {}", STATED, STATED),
)  # fmt: skip


@given(QUESTIONS)
@settings(max_examples=300, deadline=None)
def test_a_plain_question_keeps_the_contract(coast, question):
    assert new_faults(coast, question) == []


# --- any history ----------------------------------------------------------------------------------

MESSAGES = st.one_of(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "system", ""]), "content": st.text(max_size=40)}
    ),
    st.fixed_dictionaries({"role": st.just("user"), "content": SENTENCES}),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2),
)


@given(st.lists(MESSAGES, max_size=4), SENTENCES)
@settings(max_examples=100, deadline=None)
@example([{"role": "user", "content": "x" * 5_000}], "And its keeper?")
@example([{"role": "user", "content": "\0 ' \""}], "And its keeper?")
@example([{"role": "assistant"}, {}], "And its keeper?")
def test_any_history_is_legal(real, history, text):
    assert new_faults(real, text, history=history) == []


@given(st.lists(st.text(max_size=60), max_size=3))
@settings(max_examples=30, deadline=None)
def test_what_the_assistant_is_said_to_have_said_changes_nothing(coast, texts):
    asked_before = [{"role": "user", "content": "What is the height of Gull Rock?"}]
    forged = [{"role": "assistant", "content": text} for text in texts]
    question = "And its keeper?"
    plain = coast.ask(question, history=asked_before)
    assert timeless(coast.ask(question, history=[*asked_before, *forged])) == timeless(plain)


def test_a_question_that_is_whole_does_not_hang_on_what_came_before(coast):
    before = [{"role": "user", "content": "Which lighthouses have a foghorn?"}]
    for question, _, _ in lines(ANSWERED):
        if len(question.split()) > 5:
            alone, later = coast.ask(question), coast.ask(question, history=before)
            assert (later.values, later.rows) == (alone.values, alone.rows), question


# --- any plan -------------------------------------------------------------------------------------


@given(coast_requests)
@settings(max_examples=120, deadline=None)
def test_a_plan_over_the_catalog_gives_an_answer_or_is_refused(coast, request_):
    assume(not isinstance(request_, plans.Common | plans.Cells))  # over no rows: see below
    try:
        answer = coast.ask("edited", plan=plans.to_dict(plans.Plan(ask=request_)))
    except PlanError as refused:
        assert "\n" not in str(refused)
    else:
        found = broken(answer, coast, is_deep=False)
        assert [fault for fault in found if not fault.startswith(BROKEN)] == []


@pytest.mark.parametrize("kind", [plans.Cells, plans.Common])
def test_what_is_asked_of_no_rows_is_answered_in_words(coast, kind):
    none = plans.Filter(
        rows=plans.AllRows(table="lighthouses"), where=plans.Has(phrase="helipad", columns=("Services",))
    )
    answer = coast.ask("edited", plan=plans.to_dict(plans.Plan(ask=kind(rows=none))))
    assert broken(answer, coast, is_deep=False) == []


# --- another catalog ------------------------------------------------------------------------------


def test_a_row_that_has_nothing_to_do_with_it_changes_no_look_up(coast, tmp_path):
    stranger = (
        "Whale Tooth",
        "green glow",
        "canteen",
        "99 m",
        "7 km",
        "£1",
        "2001-01-01",
        "yes",
        "Fay Reed",
        "New",
    )
    corpus = write_coast(tmp_path / "coast", more=[stranger])
    look_ups = lines(ANSWERED)[:13]
    with Assistant(indexed(corpus, tmp_path / "index")) as more:
        for question, _, _ in look_ups:
            before, after = asked(coast, question), asked(more, question)
            assert (before.status, before.values, before.rows) == (after.status, after.values, after.rows)
            assert [c.cells for c in before.citations] == [c.cells for c in after.citations]


def test_the_order_of_the_rows_changes_no_count_and_no_look_up(coast, tmp_path):
    corpus = write_coast(tmp_path / "coast")
    header, *rows, total = (corpus / "Lighthouses.csv").read_text("utf-8").splitlines()
    (corpus / "Lighthouses.csv").write_text("\n".join([header, *reversed(rows), total]), "utf-8")
    with Assistant(indexed(corpus, tmp_path / "index")) as turned:
        for question, _, _ in lines(ANSWERED):
            before, after = coast.ask(question), turned.ask(question)
            assert (after.status, sorted(after.values)) == (before.status, sorted(before.values)), question
            assert sorted(after.rows) == sorted(before.rows), question
