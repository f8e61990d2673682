"""Lists and counts asked in plain English equal what is reckoned by hand from the catalog's text."""

from __future__ import annotations

from hypothesis import assume, given, settings

from assistant import Status

from .invariants import broken
from .oracle import double, simple


def judge(assistant, said):
    """The statuses of a list and of a count, both checked where they are answered."""
    statuses = []
    for question in (f"lighthouses {said.words}", f"How many lighthouses {said.words}?"):
        answer = assistant.ask(question)
        statuses.append(answer.status)
        if answer.status is Status.ANSWERED:
            names = [assistant.row(row_id)[1].name for row_id in answer.rows]
            assert names == said.names(), answer.reading
            assert answer.values == (tuple(names) if "How" not in question else (str(len(names)),))
            coverage = answer.coverage
            assert (coverage.total, coverage.matched, coverage.unknown) == (12, len(names), said.unknown())
            assert broken(answer, assistant, is_deep=False) == []
    return statuses


@given(simple)
@settings(max_examples=200, deadline=None)
def test_one_test_is_always_understood_and_right(coast, said):
    assert judge(coast, said) == [Status.ANSWERED, Status.ANSWERED]


@given(double)
@settings(max_examples=250, deadline=None)
def test_two_tests_are_never_answered_wrongly(coast, said):
    # “kept by A and kept by B” asks for both to most people; “without X and kept by A” is in test_answers.
    assume(said.words.count("kept by") < 2)
    assume(not ("without" in said.words and said.words.find("without") < said.words.find("kept by")))
    judge(coast, said)
