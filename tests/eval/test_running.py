from pathlib import Path

import pytest

from assistant import Assistant
from corpus import bundled_corpus
from eval.cases import CaseError, read_cases
from eval.catalogs import catalog_folders
from eval.running import Setup, play, run
from eval.scoring import Verdict


def test_every_case_is_asked_over_its_catalog_and_scored(coast):
    cases = read_cases(coast)
    seen = []
    results = run(cases, catalog_folders(cases), progress=lambda done, n: seen.append((done, n)))
    assert [result.case for result in results] == list(cases)
    assert [result.verdict.value for result in results] == ["right", "right", "wrong", "right", "wrong"]
    assert results[0].score.are_cells_cited is True
    assert seen == [(n, 5) for n in range(1, 6)]


def test_without_sidecars_their_names_are_unknown(write_set, make_line):
    cases = read_cases(write_set(make_line("a", "What is the lamp of Nelly?", values=["oil"])))
    folders = catalog_folders(cases)
    [known] = run(cases, folders)
    [unknown] = run(cases, folders, setup=Setup(without=frozenset({"sidecars"})))
    assert (known.verdict, unknown.verdict) == (Verdict.RIGHT, Verdict.ABSTAINED)
    assert (folders["coast"] / "lights.toml").exists()


def test_an_error_in_one_case_is_told_and_the_others_go_on(coast, monkeypatch):
    ask = Assistant.ask

    def broken(self, question, **more):
        if "Mona Lisa" in question:
            raise ZeroDivisionError("a stage is broken")
        return ask(self, question, **more)

    monkeypatch.setattr(Assistant, "ask", broken)
    cases = read_cases(coast)
    results = run(cases, catalog_folders(cases))
    assert [result.answer is None for result in results] == [False, False, False, True, False]
    assert results[3].verdict is Verdict.WRONG
    assert results[3].fault == "ZeroDivisionError: a stage is broken"


def test_a_gold_row_that_the_catalog_lacks_is_refused_with_its_place(write_set, make_line):
    cases = read_cases(write_set(make_line("a", "?"), make_line("b", "?", rows=["lights/old-nel"])))
    with pytest.raises(CaseError, match=r"coast.jsonl, line 2: No row .*Did you mean 'lights/old-nell'\?"):
        run(cases, catalog_folders(cases))


def test_a_gold_cell_of_an_absent_row_is_refused(write_set, make_line):
    cases = read_cases(write_set(make_line("a", "?", cells=[["lights/none", "Lamp"]])))
    with pytest.raises(CaseError, match="line 1: No row 'lights/none'"):
        run(cases, catalog_folders(cases))


def test_a_catalog_that_is_not_there_is_refused_with_its_place(write_set, make_line):
    cases = read_cases(write_set(make_line("a", "?", catalog="desert")))
    with pytest.raises(CaseError, match=r"coast.jsonl, line 1: no catalog 'desert'"):
        catalog_folders(cases)


def test_the_bundled_catalog_needs_no_folder_beside_the_set(write_set, make_line):
    cases = read_cases(write_set(make_line("a", "?", catalog="bundled")))
    assert catalog_folders(cases) == {"bundled": bundled_corpus()}


def test_a_conversation_hands_earlier_turns_and_answers_on(tmp_path: Path, monkeypatch, make_answer):
    heard = []

    def ask(self, question, *, history=()):
        heard.append((question, [dict(message) for message in history]))
        return make_answer(text=f"about {question}")

    monkeypatch.setattr(Assistant, "ask", ask)
    last = play(("one", "two", "three"), Assistant.__new__(Assistant))
    assert last.text == "about three"
    assert heard == [
        ("one", []),
        ("two", [{"role": "user", "content": "one"}, {"role": "assistant", "content": "about one"}]),
        (
            "three",
            [
                {"role": "user", "content": "one"},
                {"role": "assistant", "content": "about one"},
                {"role": "user", "content": "two"},
                {"role": "assistant", "content": "about two"},
            ],
        ),
    ]
