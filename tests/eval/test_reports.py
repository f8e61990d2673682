import json
import re

import pytest

from eval import run_command
from eval.cases import CaseError
from eval.command import main
from eval.comparing import changes_shown, compare, read_record
from eval.figures import figures
from eval.history import Kept, keep, read_history, trend
from eval.running import Result
from eval.scoring import Score, Verdict

FAST = ("--no-baselines",)


@pytest.fixture
def report(coast, tmp_path, capsys):
    """Runs the set with flags, and gives the page, the record and what was shown."""

    def run(*flags):
        page, record = tmp_path / "page.html", tmp_path / "record.json"
        assert main(["run", "--set", str(coast), "--html", str(page), "--json", str(record), *flags]) == 0
        return page.read_text(), json.loads(record.read_text()), capsys.readouterr().out

    return run


def test_the_page_is_one_file_that_loads_nothing_and_shows_failures(report):
    page, record, _ = report(*FAST)
    assert not re.findall(r"(?:src|href)=|https?://|@import|url\(", page)
    assert "What is the lamp of Cape Sorrow?" in page and "candle" in page and "Lamp: LED" in page
    assert page.count("<svg") == 4  # by kind, risk, and the trend of both sets
    assert "data-kind='lookup'" in page and "data-by='kind' data-value='lookup'" in page
    assert record["figures"]["measures"]["right"][0] == pytest.approx(0.6)
    assert record["commit"] in page


def test_held_questions_are_counted_and_shown_only_on_demand(report):
    page, record, _ = report(*FAST, "--show-failures")
    assert "Gull Rock?" not in page and "gas mantle" not in page and "1 more are held out" in page
    page, record, shown = report(*FAST, "--show-held", "--show-failures")
    assert all("gas mantle" in text for text in (page, json.dumps(record), shown))


def test_what_a_cell_says_cannot_become_markup(write_set, make_line, tmp_path, capsys):
    path = write_set(make_line("a", "Is <b>bold</b> <script>alert(1)</script> lit?", values=["<i>x</i>"]))
    page = tmp_path / "page.html"
    main(["run", "--set", str(path), "--html", str(page), *FAST])
    text = page.read_text()
    assert "<b>bold" not in text and "<i>x" not in text and text.count("<script>") == 1


def test_baselines_stand_beside_ours_in_the_same_run(report):
    page, record, shown = report("--kind", "filter")
    retrieval = record["figures"]["retrieval"]
    assert set(retrieval) == {"rowcite", "llamaindex", "bm25", "dense", "fused", "citations"}
    assert retrieval["rowcite"]["exact"][0] == 1
    assert "exact row set, %" in shown and "What planning adds" in page
    assert "Left out: 4 of 5 cases: of another kind." in shown
    assert record["left_out"] == ["4 of 5 cases: of another kind."]


def test_a_baseline_shows_what_got_better_and_worse(report, coast, tmp_path, capsys):
    report(*FAST)
    before = tmp_path / "before.json"
    (tmp_path / "record.json").rename(before)
    text = coast.read_text().replace('"candle"', '"LED"').replace('"values": ["oil"]', '"values": ["gas"]')
    coast.write_text(text)
    main(["run", "--set", str(coast), "--baseline", str(before), *FAST])
    shown = capsys.readouterr().out
    assert "better  c-3  lookup: wrong → right" in shown
    assert "worse   c-1  lookup: right → wrong" in shown
    assert "1 case better, 1 worse, of 5 in both." in shown


@pytest.fixture
def ran(make_case, make_answer):
    def run(**ways):
        return [
            Result(
                make_case(id=id_),
                Score(Verdict(way)),
                make_answer(),
                measures={"right": float(way == "right")},
            )
            for id_, way in ways.items()
        ]

    return run


def test_runs_are_compared_on_the_cases_that_both_have(ran):
    results = ran(a="right", b="right", c="abstained", e="right")
    before = {"cases": [{"id": id_, "verdict": way, "measures": {"right": float(way == "right")}}
              for id_, way in {"a": "right", "b": "wrong", "c": "right", "d": "right"}.items()]}  # fmt: skip
    found = compare(before, results, figures(results))
    assert [(one.id, one.is_better) for one in found.changes] == [("b", True), ("c", False)]
    assert (found.shared, found.only_before, found.only_now) == (3, 1, 1)
    [difference] = found.differences.values()
    assert (difference.mean, difference.n, difference.p) == (0, 3, 1)
    assert list(changes_shown(found))[-1].endswith("Not compared: 1 only before, 1 only now.")


def test_a_baseline_of_other_cases_or_no_record_is_refused(ran, tmp_path):
    results = ran(a="right")
    with pytest.raises(CaseError, match="shares no case"):
        compare({"cases": [{"id": "z", "verdict": "right"}]}, results, figures(results))
    for text in ("{", "[]", '{"cases": []}'):
        (tmp_path / "x.json").write_text(text)
        with pytest.raises(CaseError, match=r"x.json: "):
            read_record(tmp_path / "x.json")


def test_summaries_are_kept_by_commit_and_give_the_trend(tmp_path):
    def kept(commit, day, right):
        return Kept(
            commit,
            f"2026-01-0{day}",
            {"coast.dev": {"n": 4, "right": right, "wrong": 1, "abstained": 0}},
            {},
            {},
        )

    for one in (kept("bbb", 2, 3), kept("aaa", 3, 4), kept("ccc", 1, 2), kept("bbb", 2, 1)):
        keep(one, tmp_path)
    assert trend(read_history(tmp_path), "coast.dev") == [
        ("ccc", 0.5, 0.25),
        ("bbb", 0.25, 0.25),
        ("aaa", 1, 0.25),
    ]
    assert trend(read_history(tmp_path), "none") == []
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(CaseError, match=r"bad.json: .*Remove it"):
        read_history(tmp_path)


def test_a_run_is_kept_only_for_code_that_is_committed(coast, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run_command, "commit", lambda: "abc+")
    with pytest.raises(CaseError, match="changes that are in no commit"):
        main(["run", "--set", str(coast), "--keep", str(tmp_path / "kept"), *FAST])
    monkeypatch.setattr(run_command, "commit", lambda: "abc")
    assert main(["run", "--set", str(coast), "--keep", str(tmp_path / "kept"), *FAST]) == 0
    [one] = read_history(tmp_path / "kept")
    assert (one.commit, one.sets["coast.dev"]["right"]) == ("abc", 3)


def test_the_summaries_that_come_along_can_be_read():
    assert read_history(run_command.RESULTS)
