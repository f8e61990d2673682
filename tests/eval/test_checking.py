import json

import pytest

from corpus import bundled_corpus
from eval.cases import bundled_sets, read_cases
from eval.catalogs import read_tables
from eval.checking import asked_about
from eval.command import main
from eval.drafting import misspelt
from eval.resolving import Rows

LED = {"table": "lights", "where": [["Lamp", "is", "LED"]]}


def shown(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    return code, capsys.readouterr().out


def test_a_set_without_fault_is_told_so(coast, write_set, make_line, capsys):
    path = write_set(
        make_line("a", "Which are LED?", gold=LED, rows=["lights/cape-sorrow", "lights/gull-rock"])
    )
    code, said = shown(capsys, "check", "--set", path)
    assert (code, "1 case over 1 catalog: nothing is wrong." in said) == (0, True)
    assert "no case asks about the rows lights/old-nell" in said
    assert "no case asks about the columns lights › Range" in said


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"rows": ["lights/old-nel"]}, "absent: No row 'lights/old-nel' .*Did you mean 'lights/old-nell'"),
        ({"cells": [["lights/old-nell", "Lmp"]]}, r"absent: No column 'Lmp' .*'Lamp'"),
        ({"gold": {"table": "light"}}, "absent: the gold query's table 'light' is not in"),
        ({"gold": LED, "rows": ["lights/gull-rock"]}, r"drifted: rows are .*the query gives \['lights/cape"),
        ({"gold": {**LED, "take": "count"}, "values": ["3"]}, r"drifted: values are \['3'\]; the query gives \['2'\]"),
        ({"values": ["gas"], "cells": [["lights/old-nell", "Lamp"]]}, "drifted: the value 'gas' is not in"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_case_is_told_with_file_and_line(write_set, make_line, capsys, fields, says):
    import re

    path = write_set("", make_line("a", "?", **fields))
    code, said = shown(capsys, "check", "--set", path)
    assert code == 1
    assert re.search(rf"coast.jsonl, line 2: {says}", said)


def test_repeated_and_ambiguous_cases_are_told(write_set, make_line, capsys):
    path = write_set(
        make_line("a", "Which are LED?", gold=LED),
        make_line("b", "which are led", gold=LED),
        make_line("c", "Which are LED?", values=["Old Nell"]),
    )
    code, said = shown(capsys, "check", "--set", path)
    assert code == 1
    assert "line 2: repeated: asks the same as" in said
    assert "line 3: ambiguous: asks the same as" in said
    assert "1 repeated, 1 ambiguous." in said


def test_drifted_labels_are_recomputed_where_that_is_asked_for(write_set, make_line, capsys):
    path = write_set(
        make_line("a", "?", gold=LED, rows=[], values=["x"]), make_line("b", "What?", values=["y"])
    )
    code, _ = shown(capsys, "check", "--set", path, "--write")
    first, second = (json.loads(line) for line in path.read_text().splitlines())
    assert code == 0
    assert first["rows"] == ["lights/cape-sorrow", "lights/gull-rock"]
    assert first["values"] == ["Cape Sorrow", "Gull Rock"]
    assert second["values"] == ["y"]


def test_gold_is_recomputed_when_the_catalog_changes(write_set, make_line, capsys):
    path = write_set(make_line("a", "Which lights have the lamp LED?", kind="filter", gold=LED))
    table = path.parent / "catalogs" / "coast" / "lights.csv"
    table.write_text(table.read_text() + "Far Point,LED,3\n")
    _, said = shown(capsys, "run", "--set", path, "--no-baselines")
    assert ["total", "1", "1", "0", "0"] in [line.split()[:5] for line in said.splitlines()]


def test_every_row_and_every_column_of_the_bundled_catalog_is_asked_about():
    rows = Rows(read_tables(bundled_corpus()))
    cases = [case for path in bundled_sets() for case in read_cases(path) if case.catalog == "bundled"]
    asked, columns = asked_about(cases, rows)
    tables = rows.catalog.tables
    assert [row.id for table in tables for row in table.rows if row.id not in asked] == []
    pairs = [(table.id, column.name) for table in tables for column in table.columns]
    assert [pair for pair in pairs if pair not in columns] == []


def test_the_bundled_sets_are_without_fault(capsys):
    code, said = shown(capsys, "check")
    assert code == 0, [line for line in said.splitlines() if ".held" not in line]


def test_a_draft_asks_in_every_way_and_passes_the_check_and_a_run(coast, tmp_path, capsys):
    corpus, out = coast.parent / "catalogs" / "coast", tmp_path / "draft.jsonl"
    code, said = shown(capsys, "draft", "--corpus", corpus, "--out", out)
    assert code == 0 and "Review each" in said
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert {line["kind"] for line in lines} == {"lookup", "list", "filter", "count", "negation", "refusal"}
    assert {"misspelt", "absent_attribute"} <= {tag for line in lines for tag in line["tags"]}
    assert all("generated" in line["tags"] for line in lines)
    assert shown(capsys, "check", "--corpus", corpus, "--set", out)[0] == 0
    code, said = shown(capsys, "run", "--corpus", corpus, "--set", out, "--no-baselines")
    assert code == 0 and f"total {len(lines)}" in " ".join(said.split())


def test_a_draft_is_the_same_each_time_and_overwrites_nothing(coast, tmp_path, capsys):
    corpus = coast.parent / "catalogs" / "coast"
    assert shown(capsys, "draft", "--corpus", corpus) == shown(capsys, "draft", "--corpus", corpus)
    with pytest.raises(Exception, match="is there already, perhaps reviewed"):
        main(["draft", "--corpus", str(corpus), "--out", str(coast)])


def test_a_misspelt_name_has_two_letters_changed_over():
    assert (
        sorted(misspelt("Cape Sorrow")) == sorted("Cape Sorrow") and misspelt("Cape Sorrow") != "Cape Sorrow"
    )
    assert misspelt("AWS") == ""


def test_rows_of_a_sheet_are_known_by_their_names_and_columns_by_their_values(coast, tmp_path, capsys):
    sheet = tmp_path / "mine.csv"
    sheet.write_text(
        "question,rows,values\nWhat lamp has Old Nell?,Old Nell,oil\nHow far does Gull Rock shine?,Gull Rock,22\n"
        "Tell me about Cape Sorrow,Cape Sorrow,\n"
    )
    code, said = shown(capsys, "check", "--corpus", coast.parent / "catalogs" / "coast", "--set", sheet)
    assert code == 0
    assert said == "3 cases over 1 catalog: nothing is wrong.\n"


def test_cases_that_nobody_reviewed_are_counted(write_set, make_line, capsys):
    path = write_set(make_line("a", "Which are LED?", gold=LED, tags=["generated"]))
    assert "1 case tagged 'generated': review them" in shown(capsys, "check", "--set", path)[1]
