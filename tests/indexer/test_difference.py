from __future__ import annotations

import argparse
import shutil

import pytest

from corpus.settings import load_settings
from indexer import CellChange, build_index, differences
from ui import check_command


@pytest.fixture
def index(corpus, tmp_path, encoder):
    build_index(corpus, tmp_path / "index", encoder=encoder)
    return tmp_path / "index"


def edit(change):
    change("krill", "squid")
    change('Camel,"grass, thorns",500 kg,Hot and sandy deserts\n', 'Yak,"grass",300 kg,High plateaus\n')


def test_rows_added_and_removed_and_every_changed_cell_are_told_before_and_after_indexing(
    corpus, index, change, encoder
):
    edit(change)
    [waiting] = differences(index, corpus)
    build_index(corpus, index, encoder=encoder)
    published, nothing = differences(index, corpus)
    for difference in (waiting, published):
        assert difference.added == ("animals/yak",)
        assert difference.removed == ("animals/camel",)
        assert difference.changed == (CellChange("animals/penguin", "Diet", "fish, krill", "fish, squid"),)
    assert nothing.is_empty and not published.is_empty


def test_a_new_column_is_a_change_of_every_cell(corpus, index):
    path = corpus / "keepers.csv"
    path.write_text('Keeper,Shift,Age\nAda,"Monday, Tuesday",36\nGrace,"Friday, Sunday",\n', "utf-8")
    [difference] = differences(index, corpus)
    assert difference.changed == (
        CellChange("keepers/ada", "Age", None, "36"),
        CellChange("keepers/grace", "Age", None, ""),
    )


def test_without_an_earlier_build_only_the_corpus_is_compared(corpus, index, change, encoder):
    assert [one.is_empty for one in differences(index, corpus)] == [True]
    first = next((index / "builds").iterdir())
    edit(change)
    build_index(corpus, index, encoder=encoder)
    shutil.rmtree(first)
    assert [one.is_empty for one in differences(index, corpus)] == [True]


def test_the_command_shows_a_line_a_change(corpus, index, change, capsys):
    edit(change)
    settings = load_settings({"corpus": str(corpus), "index": str(index)})
    assert check_command.run(argparse.Namespace(diff=True), settings, {}) == 1
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith("From build ") and first.endswith("now: 1 added, 1 changed, 1 removed")
    assert lines[:3] == [
        "+ animals/yak",
        "~ animals/penguin, Diet: “fish, krill” → “fish, squid”",
        "- animals/camel",
    ]
    assert "whole, but not current" in lines[-1]
