import json
import os

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from ui.chat_catalog import catalog_html, rows_html, view_of
from ui.chat_pages import mount_pages
from ui.chat_quality import quality_html, read_runs
from ui.chat_source import panel_html, row_source
from ui.chat_tables import View, page, window


@pytest.fixture(scope="module")
def pages(harbour):
    app = FastAPI()
    mount_pages(app, harbour)
    with TestClient(app) as client:
        yield client


def test_the_rows_around_a_cited_one_are_shown_wherever_it_stands(harbour):
    for number in (1, 2, 30, 125, 249, 250):
        table, row = harbour.row(f"trips/trip-{number:03}")
        shown = window(harbour, table, row)
        assert row.id in [one.id for one in shown.rows]
        assert shown.rows[0].name == f"Trip {shown.offset + 1:03}"
        assert (len(shown.rows), shown.total) == (40, 250)
    table, row = harbour.row("ferries/comet")
    assert len(window(harbour, table, row).rows) == 4


def test_a_window_says_which_rows_it_shows(harbour):
    html = panel_html(row_source("trips/trip-125", harbour), harbour)
    assert "rows 105 to 144 of 250 rows" in html
    assert html.count("class='is-here'") == 1


def test_a_table_is_sorted_by_number_and_by_text_with_the_unstated_last(harbour):
    names = [row.name for row in page(harbour, View("ferries", sort=1)).rows]
    assert names == ["Aurora", "Comet", "Borealis", "Dione"]
    names = [row.name for row in page(harbour, View("ferries", sort=1, is_descending=True)).rows]
    assert names == ["Borealis", "Comet", "Aurora", "Dione"]
    found = page(harbour, View("trips", sort=2, is_descending=True, offset=100))
    assert len(found.rows) == 100
    passengers = [row.cells[2].number.low for row in found.rows]
    assert passengers == sorted(passengers, reverse=True)


def test_a_search_finds_rows_that_hold_all_its_words_whatever_their_case(harbour):
    assert [row.name for row in page(harbour, View("ferries", query="SKERRY vin")).rows] == ["Borealis"]
    html = rows_html(View("trips", query="comet"), harbour)
    assert "83 rows that hold the words, of 250" in html
    assert "No row holds “&lt;zzz&gt;”" in rows_html(View("trips", query="<zzz>"), harbour)


def test_the_catalog_says_what_each_column_means_and_escapes_its_cells(bundled, harbour):
    html = catalog_html("chip-vendors", bundled)
    assert "What the columns mean" in html
    assert all(column.description in html for column in bundled.tables()[1].columns)
    assert "aria-current=true" in html
    rows = rows_html(view_of({"table": "ferries"}), harbour)
    assert "<img" not in rows
    assert "&lt;img src=x onerror=alert(1)&gt;" in rows
    assert "href='rows/ferries/aurora'" in rows
    assert "no such table" in rows_html(View("<b>"), harbour)


@pytest.mark.parametrize(
    "data", [{"sort": True}, {"sort": "1"}, {"sort": 99}, {"offset": -5}, {"offset": "x"}]
)
def test_a_view_that_makes_no_sense_is_the_plain_one(harbour, data):
    assert "4 rows" in rows_html(view_of({"table": "ferries", **data}), harbour)


def test_a_row_has_a_page_with_its_cells_its_place_and_its_neighbours(pages):
    got = pages.get("/rows/ferries/borealis")
    assert got.status_code == 200
    assert "ferries.csv, line 3" in got.text
    assert "href='../../rows/ferries/aurora'" in got.text
    assert "Comet →" in got.text
    assert "&lt;img src=x" in got.text
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert "<script" not in got.text


def test_a_row_that_is_not_there_is_404_and_says_which_is_near(pages):
    got = pages.get("/rows/ferries/auror<b>")
    assert got.status_code == 404
    assert "ferries/aurora" in got.text
    assert "<b>" not in got.text


def test_a_row_s_page_is_served_before_the_chat(bundled_server):
    got = httpx.get(f"{bundled_server.url}/rows/cloud-gpu-providers/aws")
    assert (got.status_code, "On-demand, reserved, spot" in got.text) == (200, True)


def run(right, wrong, abstained, **more):
    group = {"n": right + wrong + abstained, "right": right, "wrong": wrong, "abstained": abstained}
    return {"commit": "abc", "total": group, "kinds": {"count": group}, "sets": {"<b>": group}, **more}


def test_without_a_run_the_quality_tab_names_the_command(tmp_path):
    assert "rowcite eval run" in quality_html(tmp_path)


def test_the_last_run_is_shown_with_the_change_since_the_one_before(tmp_path):
    old = run(6, 2, 2, commit="old1", measured_at="2026-01-01T00:00:00+00:00")
    new = run(9, 0, 1, commit="new1", measured_at="2026-02-01T00:00:00+00:00")
    (tmp_path / "a.json").write_text(json.dumps(new), "utf-8")
    (tmp_path / "b.json").write_text(json.dumps(old), "utf-8")
    (tmp_path / "c.json").write_text("{", "utf-8")
    (tmp_path / "d.json").write_text('{"total": 3}', "utf-8")
    assert [one.commit for one in read_runs(tmp_path)] == ["new1", "old1"]
    html = quality_html(tmp_path)
    assert "90 %" in html
    assert "+30.0 points" in html
    assert "6 of 10" in html
    assert "<b>" not in html.replace("<b>90 %</b>", "").replace("<b>0 %</b>", "").replace("<b>10 %</b>", "")


def test_runs_without_a_time_go_by_their_files(tmp_path):
    for at, name in enumerate(("later", "sooner")):
        (tmp_path / f"{name}.json").write_text(json.dumps(run(1, 0, 0, commit=name)), "utf-8")
        os.utime(tmp_path / f"{name}.json", (1000 - at, 1000 - at))
    assert [one.commit for one in read_runs(tmp_path)] == ["later", "sooner"]
