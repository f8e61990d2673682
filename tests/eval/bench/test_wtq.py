import json

import pytest

from eval.bench.wtq import Question, main, verdict
from eval.scoring import Verdict

TABLE = "Light,Lamp,Range\nCape Sorrow,LED,18\nOld Nell,oil,7\nGull Rock,LED,22\n"
QUESTIONS = (
    ("q1", "What is the range of Old Nell?", ["7"], ["7.0"]),
    ("q2", "What is the lamp of Gull Rock?", ["gas"], ["gas"]),
    ("q3", "Who painted the Mona Lisa?", ["Leonardo"], ["Leonardo"]),
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "1.csv").write_text(TABLE)
    (tmp_path / "tables.json").write_text(
        json.dumps({"1.csv": {"title": 'Lights of "A/B" coast.', "caption": "All – 2020"}})
    )
    lines = [
        json.dumps({"id": i, "table": "1.csv", "question": q, "gold": g, "canon": c, "canon_type": "string"})
        for i, q, g, c in QUESTIONS
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines))
    return tmp_path


def test_the_shares_of_all_questions_are_shown_and_each_case_on_request(folder, tmp_path, capsys):
    assert main([str(folder), "--show", str(tmp_path / "cases.txt")]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["right", "1", "33.3%"] in shown
    assert ["wrong", "1", "33.3%"] in shown
    assert ["abstained", "1", "33.3%"] in shown
    cases = (tmp_path / "cases.txt").read_text()
    assert [line.split()[0] for line in cases.splitlines() if not line.startswith(" ") and line] == [
        "RIGHT", "WRONG", "ABSTAINED",
    ]  # fmt: skip
    assert "['LED']" in cases


def test_a_limit_asks_the_first_questions_only(folder, capsys):
    assert main([str(folder), "--limit", "1"]) == 0
    assert ["right", "1", "100.0%"] in [line.split() for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("status", "fields", "wanted"),
    [
        ("answered", {"values": ("7",)}, Verdict.RIGHT),
        ("partial", {"values": ("7",), "reason": "attribute_absent"}, Verdict.RIGHT),
        ("answered", {"values": ()}, Verdict.WRONG),
        ("partial", {"values": ("7",), "reason": "closest"}, Verdict.ABSTAINED),
        ("ambiguous", {}, Verdict.ABSTAINED),
        ("abstained", {}, Verdict.ABSTAINED),
        ("help", {}, Verdict.ABSTAINED),
    ],
)
def test_only_what_is_said_as_an_answer_is_judged(make_answer, status, fields, wanted):
    question = Question("q", "1.csv", "?", ("7 games",), ("7.0",))
    assert verdict(question, make_answer(status, **fields)) is wanted


def test_a_folder_without_the_benchmark_is_refused(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "Name the folder of the benchmark." in capsys.readouterr().err


def test_a_malformed_question_is_refused_with_its_line(folder, capsys):
    with (folder / "questions.jsonl").open("a") as file:
        file.write('\n{"id": 1}')
    assert main([str(folder)]) == 2
    assert "questions.jsonl, line 4: " in capsys.readouterr().err
