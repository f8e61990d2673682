from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter

import pytest

from corpus.types import Catalog, Cell, Column, Kind, Period, Quantity, Row, Table, Value
from corpus.words import stems
from indexer.passages import passages, row_body, row_header
from indexer.postings import best_rows
from indexer.rows import RowFile
from indexer.store import write_rows


def text(said: str, *parts: str | Value) -> Cell:
    values = tuple(part if isinstance(part, Value) else Value(part) for part in parts)
    return Cell(said, values or (Value(said),))


UNSTATED = Cell("—", is_stated=False)

SHIPS = Table(
    id="ships",
    name="Ships",
    description="Sailing ships",
    columns=(
        Column("Ship", Kind.TEXT),
        Column("Rig", Kind.LIST, aliases=("sails",), synonyms={"gaff": ("gaff rig",)}),
        Column("Length", Kind.NUMBER, unit="m", description="Over all"),
        Column("Launched", Kind.DATE),
    ),
    rows=(
        Row(
            "ships/vasa",
            "Vasa",
            (
                Cell("Vasa", (Value("Vasa"),), link="vasa.html"),
                text("Square, Gaff (aft)", "Square", Value("Gaff", "aft")),
                Cell("~69 m", (Value("~69 m"),), number=Quantity(69, 69, "m", is_approximate=True)),
                Cell("1628", (Value("1628"),), date=Period(dt.date(1628, 1, 1), dt.date(1628, 12, 31))),
            ),
            "ships.csv",
            2,
            aliases=("Wasa", "vasa"),
        ),
        Row(
            "ships/joshua",
            "Joshua",
            (
                text("Joshua"),
                text("gaff"),
                Cell("from 12", (Value("from 12"),), number=Quantity(12, None)),
                UNSTATED,
            ),
            "ships.csv",
            3,
        ),
    ),
    source="ships.csv",
    aliases=("vessels",),
    totals=(
        Row(
            "ships/total",
            "Total",
            (text("Total"), UNSTATED, Cell("81 m", (Value("81 m"),), number=Quantity(81, 81, "m")), UNSTATED),
            "ships.csv",
            4,
            is_total=True,
        ),
    ),
)
CREWS = Table(
    "crews",
    "Crews",
    "",
    (Column("Size", Kind.NUMBER),),
    (
        Row(
            "crews/row-1",
            "row 1",
            (Cell("12.5", (Value("12.5"),), number=Quantity(12.5, 12.5)),),
            "crews.csv",
            2,
        ),
    ),
    "crews.csv",
    key=None,
)
FLEET = Catalog("Fleet", "Ships and crews", (SHIPS, CREWS), "bytes")


@pytest.fixture
def fleet(tmp_path, encoder):
    reached = []
    write_rows(tmp_path / "rows.sqlite", FLEET, passages(FLEET, encoder), progress=reached.append)
    assert reached == [3, 4]
    file = RowFile(tmp_path / "rows.sqlite")
    yield file
    file.close()


def terms_of(fleet, kind):
    return fleet.query(
        "SELECT t.text, t.target, c.name, t.row_number FROM terms AS t"
        " LEFT JOIN columns AS c ON c.id = t.column_id WHERE t.kind = ? ORDER BY t.id",
        (kind,),
    )


def test_tables_and_rows_come_back_as_they_were_written(fleet):
    assert fleet.tables == tuple(replace(table, rows=(), totals=()) for table in FLEET.tables)
    assert fleet.table_rows(0) == SHIPS.rows
    assert fleet.table_rows(1) == CREWS.rows
    assert fleet.row("ships/total") == (fleet.tables[0], SHIPS.totals[0])


def test_totals_are_kept_apart(fleet):
    assert fleet.row_count(0) == 2
    assert fleet.query("SELECT row_id FROM rows WHERE is_total") == [("ships/total",)]
    assert fleet.query("SELECT id FROM vectors ORDER BY id") == [
        ("crews/row-1",), ("ships/joshua",), ("ships/vasa",)
    ]  # fmt: skip
    assert fleet.query("SELECT row_number FROM places ORDER BY place") == [(3,), (1,), (0,)]
    assert fleet.query("SELECT count(*) FROM terms WHERE text = 'Total'") == [(0,)]


def test_rows_are_numbered_through_the_catalog_with_totals_after_the_rows(fleet):
    lines = fleet.query("SELECT number, row_id, position FROM rows ORDER BY number")
    assert lines == [
        (0, "ships/vasa", 0),
        (1, "ships/joshua", 1),
        (2, "ships/total", 0),
        (3, "crews/row-1", 0),
    ]


def test_numbers_and_dates_keep_both_ends_and_what_is_open_or_missing(fleet):
    cells = fleet.query(
        "SELECT c.low, c.high, c.unit, c.is_approximate, c.starts, c.ends, c.is_stated, c.link"
        " FROM cells AS c JOIN columns AS k ON k.id = c.column_id"
        " WHERE c.row_number < 2 AND k.position IN (2, 3) ORDER BY c.row_number, k.position"
    )
    assert cells == [
        (69.0, 69.0, "m", 1, None, None, 1, ""),
        (None, None, None, 0, "1628-01-01", "1628-12-31", 1, ""),
        (12.0, None, "", 0, None, None, 1, ""),
        (None, None, None, 0, None, None, 0, ""),
    ]


def test_parts_are_the_atomic_values_with_their_qualifiers(fleet):
    parts = fleet.query(
        "SELECT p.row_number, p.position, p.text, p.qualifier, p.folded FROM parts AS p"
        " JOIN columns AS k ON k.id = p.column_id WHERE k.name = 'Rig' ORDER BY 1, 2"
    )
    assert parts == [
        (0, 0, "Square", "", "square"),
        (0, 1, "Gaff", "aft", "gaff"),
        (1, 0, "gaff", "", "gaff"),
    ]


def test_terms_name_tables_columns_and_rows_with_their_aliases_once(fleet):
    assert terms_of(fleet, "table")[:2] == [("Ships", "Ships", None, None), ("vessels", "Ships", None, None)]
    assert ("sails", "Rig", "Rig", None) in terms_of(fleet, "column")
    assert terms_of(fleet, "row") == [
        ("Vasa", "Vasa", None, 0), ("Wasa", "Vasa", None, 0), ("Joshua", "Joshua", None, 1)
    ]  # fmt: skip


def test_terms_have_each_distinct_value_qualifier_and_synonym_of_a_column(fleet):
    values = [line for line in terms_of(fleet, "value") if line[2] == "Rig"]
    assert values == [
        ("Square", "Square", "Rig", None), ("Gaff", "Gaff", "Rig", None), ("gaff rig", "Gaff", "Rig", None)
    ]  # fmt: skip
    assert terms_of(fleet, "qualifier") == [("aft", "aft", "Rig", None)]


def test_terms_have_each_distinct_stated_cell(fleet):
    cells = [line[0] for line in terms_of(fleet, "cell") if line[2] in ("Rig", "Launched")]
    assert cells == ["gaff", "Square, Gaff (aft)", "1628"]


def test_terms_of_one_kind_and_column_stand_side_by_side_with_short_ones_first(fleet):
    ends = [end for (end,) in fleet.query("SELECT id FROM term_runs ORDER BY id")]
    lines = fleet.query("SELECT id, kind, table_position, column_id, size FROM terms ORDER BY id")
    runs = [[line[1:] for line in lines if start < line[0] <= end] for start, end in pairwise([-1, *ends])]
    assert sum(map(len, runs)) == len(lines)
    assert all(len({line[:3] for line in run}) == 1 and run == sorted(run, key=itemgetter(3)) for run in runs)
    of = [run[0][:3] for run in runs]
    assert len(set(of)) == len(of)


def test_a_term_can_be_found_folded_and_squashed(fleet):
    found = fleet.query("SELECT folded, squashed, stems, size FROM terms WHERE text = 'gaff rig'")
    assert found == [("gaff rig", "gaffrig", "gaff rig", 2)]


@pytest.mark.parametrize(
    ("phrase", "found"),
    [("gaff aft", True), ("squares", True), ("square gaff", False)],
)
def test_phrases_match_within_a_part_and_never_across_parts(fleet, phrase, found):
    hits = fleet.query(
        "SELECT t.text FROM terms_fts AS f JOIN terms AS t ON t.id = f.rowid"
        " WHERE f.terms_fts MATCH ? AND t.text = 'Square, Gaff (aft)'",
        (f'"{" ".join(stems(phrase))}"',),
    )
    assert bool(hits) == found


def test_numbers_with_a_point_are_one_token_of_the_vocabulary(fleet):
    assert fleet.query("SELECT doc FROM terms_vocab WHERE term = '12.5'") == [(2,)]
    assert fleet.query("SELECT rowid FROM terms_vocab WHERE term = 'ǂ'") != []


def test_the_words_of_a_row_are_those_of_its_text_and_its_aliases(fleet):
    def found(word):
        return {row_id for row_id, _ in best_rows(fleet, [word], k=9)}

    assert found("wasa") == {"ships/vasa"}
    assert found("ship") == {"ships/vasa", "ships/joshua"}
    assert found("launch") == {"ships/vasa"}


def test_the_text_of_a_row_names_its_table_and_row_and_leaves_out_what_is_not_stated():
    vasa, joshua = SHIPS.rows
    assert row_header(SHIPS, vasa) == "Ships — Vasa."
    assert row_body(SHIPS, vasa) == "Ship: Vasa. Rig: Square, Gaff (aft). Length: ~69 m. Launched: 1628."
    assert row_body(SHIPS, joshua) == "Ship: Joshua. Rig: gaff. Length: from 12."
    assert row_header(CREWS, CREWS.rows[0]) == "Crews."


def test_a_catalog_without_rows_can_be_written(tmp_path, encoder):
    empty = Catalog("Empty", "", (replace(SHIPS, rows=(), totals=()),), "none")
    write_rows(tmp_path / "rows.sqlite", empty, passages(empty, encoder), progress=lambda _: None)
    file = RowFile(tmp_path / "rows.sqlite")
    assert file.row_count(0) == 0
    assert file.table_rows(0) == ()
    file.close()
