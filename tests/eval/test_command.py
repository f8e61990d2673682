import json

import pytest

from eval.cases import CaseError
from eval.command import main
from eval.sets import read_sets


def test_a_run_counts_by_kind_and_by_set(coast, capsys):
    assert main(["run", "--set", str(coast), "--no-baselines"]) == 0
    shown = [line.split()[:5] for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert ["lookup", "3", "1", "2", "0"] in shown
    assert ["refusal", "1", "1", "0", "0"] in shown
    assert ["coast.held", "1", "0", "1", "0"] in shown
    assert shown.count(["total", "5", "3", "2", "0"]) == 2


def test_failures_are_shown_for_dev_and_never_for_held(coast, capsys):
    main(["--set", str(coast), "--no-baselines", "--show-failures"])
    shown = capsys.readouterr().out
    assert "c-3" in shown and "What is the lamp of Cape Sorrow?" in shown and "candle" in shown
    assert "c-5" not in shown and "Gull Rock?" not in shown and "gas mantle" not in shown


def test_the_record_holds_every_case_but_not_what_held_ones_are(coast, tmp_path, capsys):
    path = tmp_path / "record.json"
    main(["--set", str(coast), "--no-baselines", "--json", str(path)])
    assert capsys.readouterr().out
    text = path.read_text()
    record = json.loads(text)
    assert "gas mantle" not in text and "Gull Rock?" not in text
    assert [case["id"] for case in record["cases"]] == ["c-1", "c-2", "c-3", "c-4", "c-5"]
    assert record["cases"][2]["got"]["values"] == ["LED"]
    assert record["total"]["right"] == 3
    assert record["sets"]["coast.dev"]["n"] == 4
    assert record["kinds"]["refusal"]["right"] == 1
    assert record["settings"]["without"] == []
    assert record["machine"]["cores"] >= 1


def test_a_record_that_cannot_be_written_is_told(coast, tmp_path):
    with pytest.raises(CaseError, match=r"cannot be written .*--json"):
        main(
            [
                "--set",
                str(coast),
                "--no-baselines",
                "--kind",
                "refusal",
                "--json",
                str(tmp_path / "none" / "record.json"),
            ]
        )


def test_an_error_raised_by_a_question_is_counted_and_shown(coast, monkeypatch, capsys):
    from assistant import Assistant

    def broken(self, question, **more):
        raise ZeroDivisionError("a stage is broken")

    monkeypatch.setattr(Assistant, "ask", broken)
    main(["--set", str(coast), "--no-baselines", "--kind", "refusal", "--show-failures"])
    shown = capsys.readouterr().out
    assert "raised:   ZeroDivisionError: a stage is broken" in shown
    assert "1 of the wrong ones raised an error" in shown


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        ({}, ["c-1", "c-2", "c-3", "c-4", "c-5"]),
        ({"split": "held"}, ["c-5"]),
        ({"split": "dev", "kinds": ["lookup", "filter"]}, ["c-1", "c-2", "c-3"]),
    ],
)
def test_cases_are_chosen_by_split_and_kind(coast, choice, ids):
    assert [case.id for case in read_sets([coast], **choice).cases] == ids


def test_a_choice_that_leaves_nothing_names_the_kinds_there_are(coast):
    with pytest.raises(CaseError, match=r"None of 5 cases .* filter, lookup, refusal"):
        read_sets([coast], kinds=["lokup"])


def test_a_flag_that_does_not_exist_is_wrong_use(capsys):
    with pytest.raises(SystemExit) as left:
        main(["run", "--splt", "dev"])
    assert left.value.code == 2
    assert "--splt" in capsys.readouterr().err
