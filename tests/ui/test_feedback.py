import json

from eval.cases import read_cases
from ui.cli import main
from ui.feedback import FILE, FeedbackStore


def test_feedback_becomes_draft_cases_that_the_evaluation_reads(own_index, tmp_path, capsys):
    store = FeedbackStore(own_index / FILE)
    history = [
        {"role": "user", "content": "What light does Holm have?"},
        {"role": "assistant", "content": "white"},
    ]
    store.add(question="What light does Holm have?", answer_status="answered", verdict="up")
    store.add(
        question="and Vinga?", answer_status="answered", verdict="down", comment="Blue!", history=history
    )
    assert main(["--index", str(own_index), "feedback", "export"]) == 0
    said = capsys.readouterr()
    up, down = [json.loads(line) for line in said.out.splitlines()]
    assert (up["question"], up["rows"], up["values"]) == (
        "What light does Holm have?",
        ["towers/holm"],
        ["white"],
    )
    assert (down["turns"], down["rows"], down["values"]) == (
        ["What light does Holm have?", "and Vinga?"],
        None,
        None,
    )
    assert "feedback-2: Blue!" in said.err
    cases = tmp_path / "drafts.jsonl"
    cases.write_text(said.out, "utf-8")
    assert [case.id for case in read_cases(cases)] == ["feedback-1", "feedback-2"]


def test_a_verdict_on_an_answer_that_ends_otherwise_today_leaves_the_gold_open(own_index, capsys):
    FeedbackStore(own_index / FILE).add(question="Who keeps Rigel?", answer_status="answered", verdict="up")
    assert main(["--index", str(own_index), "feedback", "export"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] is None


def test_without_feedback_nothing_is_printed_and_it_is_said(own_index, capsys):
    assert main(["--index", str(own_index), "feedback", "export"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "No feedback" in said.err


def test_models_name_the_encoder_and_that_no_language_model_answers(capsys, monkeypatch):
    assert main(["models"]) == 0
    shown = capsys.readouterr().out
    assert "MiniLM" in shown and "language model  none" in shown
    monkeypatch.setenv("ROWCITE_LLM_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("ROWCITE_LLM_MODEL", "some-model")
    assert main(["models"]) == 0
    assert "some-model at http://127.0.0.1:9/v1: set, but never asked" in capsys.readouterr().out
    assert main(["models", "--try"]) == 1
    said = capsys.readouterr()
    assert "a vector of 384 numbers" in said.out
    assert len(said.err.splitlines()) == 1


def test_settings_list_every_setting_and_no_key(capsys, monkeypatch):
    monkeypatch.setenv("ROWCITE_API_KEYS", "open-sesame,other")
    assert main(["settings"]) == 0
    shown = capsys.readouterr().out
    for name in ("root_path", "api_keys", "allow_anonymous", "rate_limit", "log", "llm_url", "llm_model"):
        assert f"\n{name} " in shown
    assert "2 set" in shown
    assert "sesame" not in shown
