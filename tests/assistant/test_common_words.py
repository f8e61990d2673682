"""A word that hundreds of cells have is found wherever it stands: in a later column, and in a later table."""

from __future__ import annotations

import csv

import pytest

from assistant import Assistant
from assistant.containing import terms_with

from .conftest import indexed

MANY = 900


@pytest.fixture(scope="module")
def harbours(tmp_path_factory):
    corpus = tmp_path_factory.mktemp("harbours")
    arrivals = [(f"A-{at}", f"Waited {at} hours outside the stone harbour", at) for at in range(MANY)]
    pilots = [(f"Pilot {at}", f"Knows the {at}th bend of the stone harbour") for at in range(MANY)]
    pilots.append(("Stone harbours", "Retired"))
    ports = [("Brack", "Stone harbour"), ("Dunmore", "Jetty"), ("Ings", "Open stone harbour")]
    for name, header, rows in (
        ("arrivals", ("Arrival", "Note", "Tons"), arrivals),
        ("pilots", ("Pilot", "About"), pilots),
        ("ports", ("Port", "Kind"), ports),
    ):
        with (corpus / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows((header, *rows))
    with Assistant(indexed(corpus, tmp_path_factory.mktemp("index") / "harbours")) as assistant:
        yield assistant


def test_every_kind_of_term_that_has_a_common_word_is_found_and_few_are_read(harbours):
    build = harbours._build
    found = terms_with("stone harbour", build)
    asked = "SELECT DISTINCT t.kind, t.table_position, t.column_id FROM terms_fts AS f"
    every = build.query(
        f"{asked} JOIN terms AS t ON t.id = f.rowid WHERE f.terms_fts MATCH '\"stone harbour\"'"
    )
    assert {line[:3] for line in found} == set(every)
    assert len(found) == len(set(found)) < MANY / 2


def test_what_is_called_so_is_found_behind_hundreds_that_only_have_the_word(harbours):
    equal = {line[4] for line in terms_with("stone harbour", harbours._build) if line[-1] == 2}
    assert equal == {"Stone harbours", "Stone harbour"}


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Which ports are stone harbours?", ("Brack", "Ings")),
        ("Which ports have a stone harbour?", ("Brack", "Ings")),
        ("How many ports are a stone harbour?", ("2",)),
        ("How many arrivals mention a stone harbour?", (str(MANY),)),
    ],
)
def test_a_question_about_a_later_table_is_answered(harbours, question, values):
    answer = harbours.ask(question)
    assert answer.values == values, (answer.status, answer.reading, answer.text)
