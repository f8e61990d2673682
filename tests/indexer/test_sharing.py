"""How many values columns share is counted while indexing, and agrees with the rows."""

from __future__ import annotations

from itertools import product

import pytest

from indexer import build_index, open_build


@pytest.fixture(scope="module")
def build(tmp_path_factory, encoder):
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "boats.csv").write_text(
        "Boat,Harbour,Colours\nNell,Port Sorrow,red; blue\nOtter,Gull Bay,red\nTern,Port Sorrow,\n"
    )
    (corpus / "harbours.csv").write_text("Harbour,Flag\nPort Sorrow,blue\nGull Bay,Red\nFar Point,green\n")
    build_index(corpus, corpus.parent / "index", encoder=encoder)
    with open_build(corpus.parent / "index") as found:
        yield found


def test_the_values_that_two_columns_share_are_counted_once_each(build):
    held: dict[int, set[str]] = {}
    for column, text in build.query("SELECT column_id, folded FROM parts WHERE folded <> ''"):
        held.setdefault(column, set()).add(text)
    shared = {(one, other): len(held[one] & held[other]) for one, other in product(held, repeat=2)}
    counted = {(one, other): count for one, other, count in build.query("SELECT * FROM shared_values")}
    assert counted == {pair: count for pair, count in shared.items() if count}


def test_the_values_that_name_rows_are_counted_by_table(build):
    names = {table.id: at for at, table in enumerate(build.tables)}
    [[harbour]] = build.query(
        "SELECT id FROM columns WHERE name = 'Harbour' AND table_position = ?", [names["boats"]]
    )
    counted = {(column, table): count for column, table, count in build.query("SELECT * FROM shared_names")}
    assert counted[harbour, names["harbours"]] == 2


def test_the_words_of_the_terms_are_kept_once(build):
    words = [word for (word,) in build.query("SELECT word FROM words")]
    every = {word for (text,) in build.query("SELECT folded FROM terms") for word in text.split()}
    assert sorted(words) == sorted(every)
