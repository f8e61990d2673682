import io
import json
import os
import signal
import subprocess
import sys

import pytest
from filelock import FileLock

from assistant import Assistant
from indexer import open_build
from ui.cli import build_parser, main

from .conftest import environment

HEAVY = "torch transformers sentence_transformers gradio chromadb llama_index"


def one_line(captured):
    """The only line on stderr."""
    [line] = captured.err.splitlines()
    return line


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 0
    assert "rowcite serve --port 8000" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", ["index", "ask", "chat", "search", "serve", "mcp", "feedback", "models", "check", "settings"]
)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--corpus PATH" in capsys.readouterr().out


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("rowcite ")


@pytest.mark.parametrize("wrong", [["fly"], ["ask"], ["search", "x", "-k", "0"], ["serve", "--prot", "1"]])
def test_wrong_use_ends_with_2(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    assert "rowcite" in capsys.readouterr().err


def test_the_places_may_stand_before_and_after_the_command():
    before = build_parser().parse_args(["--corpus", "a", "--index", "b", "ask", "x"])
    after = build_parser().parse_args(["ask", "x", "--corpus", "a", "--index", "b"])
    assert (before.corpus, before.index) == (after.corpus, after.index) == ("a", "b")


# --- ask


def test_an_answer_as_json_is_the_answer_object(bundled_index, capsys):
    assert main(["--index", str(bundled_index), "ask", "What is Groq's differentiator?", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    with Assistant.open(index=bundled_index) as assistant:
        expected = assistant.ask("What is Groq's differentiator?").to_dict()
    assert {**said, "elapsed_ms": 0} == {**expected, "elapsed_ms": 0}
    [cited] = said["citations"]
    assert (cited["line"], cited["file"]) == (14, "ai_compute_economics_players.md")


def test_json_is_utf_8_without_escapes(bundled_index, rowcite):
    done = rowcite(
        "--index",
        bundled_index,
        "ask",
        "--json",
        "Which providers offer spot pricing?",
        PYTHONIOENCODING="ascii",
    )
    assert "“spot”" in done.out


def test_what_the_catalog_does_not_say_ends_with_3(bundled_index, capsys):
    assert main(["--index", str(bundled_index), "ask", "Who is the CEO of NVIDIA?", "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["status"], said["reason"]) == ("abstained", "attribute_absent")


def test_the_question_may_come_as_several_words(bundled_index, capsys):
    assert main(["--index", str(bundled_index), "ask", "Tell", "me", "about", "CoreWeave"]) == 0
    assert "[1] Cloud GPU Providers › CoreWeave" in capsys.readouterr().out


def test_an_empty_question_is_wrong_use(capsys):
    assert main(["ask", "  "]) == 2
    assert one_line(capsys.readouterr()).startswith("rowcite: The question is empty.")


def test_bytes_that_are_no_text_are_a_question_too(bundled_index, tmp_path):
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "--index",
        str(bundled_index),
        "ask",
        b"Who is \xff\xfe?",
        "--json",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert done.returncode == 3
    assert json.loads(done.stdout)["status"] == "abstained"


def test_a_question_that_needs_no_vector_is_quick_and_imports_nothing_heavy(bundled_index, tmp_path):
    program = (
        "import sys; from ui.cli import main;"
        "code = main(['--index', sys.argv[1], 'ask', 'Which providers offer spot pricing?', '--json']);"
        f"heavy = [name for name in '{HEAVY}'.split() if name in sys.modules];"
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(bundled_index)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["rows"] == ["cloud-gpu-providers/aws", "cloud-gpu-providers/azure"]


def test_no_index_yet_is_built_first_and_said(lighthouses, tmp_path, rowcite):
    done = rowcite("--corpus", lighthouses, "ask", "What is the light of Holm?", "--json")
    assert done.code == 0
    assert json.loads(done.out)["values"] == ["white"]
    assert done.err.startswith("No index in '.rowcite' yet: building one from")
    with open_build(tmp_path / ".rowcite") as build:
        assert build.row_count(0) == 3


# --- what is wrong is one line


def test_a_corpus_that_is_missing_or_empty_is_wrong_use(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    for corpus in ("nowhere", "empty"):
        assert main(["--corpus", corpus, "index"]) == 2
        assert corpus in one_line(capsys.readouterr())


def test_ragged_rows_are_reported_with_their_lines_and_refused_when_strict(tmp_path, capsys):
    corpus = tmp_path / "towers"
    corpus.mkdir()
    (corpus / "towers.csv").write_text("tower,light\nSkerry,red\nHolm\n", "utf-8")
    index = str(tmp_path / "index")
    assert main(["--corpus", str(corpus), "--index", index, "index"]) == 0
    assert "warning: towers.csv, line 3:" in capsys.readouterr().out
    (corpus / "towers.csv").write_text("tower,light\nSkerry,red\nHolm,white,dim\n", "utf-8")
    assert main(["--corpus", str(corpus), "--index", index, "index", "--strict"]) == 2
    assert "towers.csv, line 3" in capsys.readouterr().err
    assert main(["--corpus", str(corpus), "--index", index, "ask", "How many towers are there?"]) == 0
    assert "2" in capsys.readouterr().out
    assert main(["--corpus", str(corpus), "--index", index, "index"]) == 0
    report = capsys.readouterr().out
    assert "refusal: towers.csv, line 3:" in report
    assert "2 rows read = 1 kept + 0 totals + 1 refused" in report


def test_an_index_of_another_corpus_is_not_answered_from(own_index, tmp_path, capsys):
    (tmp_path / "other").mkdir()
    assert main(["--corpus", "other", "--index", str(own_index), "ask", "x"]) == 1
    assert "was built from" in one_line(capsys.readouterr())
    assert main(["--index", str(own_index), "ask", "What is the light of Holm?"]) == 0


def test_an_index_of_another_format_is_not_answered_from(own_index, capsys):
    [manifest] = own_index.glob("builds/*/manifest.json")
    manifest.write_text(manifest.read_text("utf-8").replace('"format": ', '"format": 99'), "utf-8")
    assert main(["--index", str(own_index), "ask", "x"]) == 1
    assert "Run: rowcite index --rebuild" in one_line(capsys.readouterr())


def test_an_index_that_cannot_be_written_ends_with_1(lighthouses, tmp_path, capsys):
    (tmp_path / "taken").write_text("a file", "utf-8")
    assert main(["--corpus", str(lighthouses), "--index", "taken", "index"]) == 1
    assert "taken" in one_line(capsys.readouterr())


def test_a_second_writer_is_turned_away_and_the_last_build_answers(own_index, lighthouses, capsys):
    with FileLock(own_index / "rowcite.lock"):
        assert main(["--corpus", str(lighthouses), "--index", str(own_index), "index", "--rebuild"]) == 1
        assert "Another process is indexing" in one_line(capsys.readouterr())
        assert main(["--index", str(own_index), "ask", "What is the light of Holm?"]) == 0


def test_a_setting_that_is_none_names_its_variable(monkeypatch, capsys):
    monkeypatch.setenv("ROWCITE_PORT", "eighty")
    assert main(["settings"]) == 2
    assert "ROWCITE_PORT" in one_line(capsys.readouterr())


# --- the other commands


def test_check_tells_a_current_index_from_a_changed_corpus_and_a_damaged_build(tmp_path, own_index, capsys):
    corpus = tmp_path / "towers"
    corpus.mkdir()
    arguments = ["--corpus", str(corpus), "--index", str(own_index), "check"]
    (corpus / "towers.md").write_text("# T\n\n| A | B |\n|---|---|\n| x | y |\n", "utf-8")
    assert main(arguments) == 1
    assert "not current" in capsys.readouterr().out
    [rows] = own_index.glob("builds/*/rows.sqlite")
    rows.unlink()
    assert main(arguments) == 1
    assert "not whole" in capsys.readouterr().out


def test_an_answer_from_tables_that_have_changed_since_says_so_and_a_touch_is_no_change(tmp_path, capsys):
    table, index = tmp_path / "tables" / "towers.csv", tmp_path / "index"
    table.parent.mkdir()
    table.write_text("Tower,Light\nHolm,white\n")
    assert main(["index", "--corpus", str(table.parent), "--index", str(index)]) == 0
    asked = ["ask", "What is the light of Holm?", "--index", str(index)]
    later = table.stat().st_mtime + 60
    os.utime(table, (later, later))
    capsys.readouterr()
    assert main(asked) == 0
    assert capsys.readouterr().err == ""
    table.write_text("Tower,Light\nHolm,red\n")
    os.utime(table, (later, later))
    assert main(asked) == 0
    told = capsys.readouterr()
    assert "white" in told.out
    assert told.err.endswith("answers are of then. Run: rowcite index\n")
    table.unlink()
    table.parent.rmdir()
    assert main(asked) == 0
    assert capsys.readouterr().err == ""


def test_check_of_a_current_index_ends_with_0(bundled_index, capsys):
    assert main(["--index", str(bundled_index), "check"]) == 0
    assert "whole and current" in capsys.readouterr().out


def test_indexing_again_changes_nothing(own_index, lighthouses, capsys):
    assert main(["--corpus", str(lighthouses), "--index", str(own_index), "index"]) == 0
    assert "Nothing has changed" in capsys.readouterr().out


def test_search_ranks_rows_from_1(bundled_index, capsys):
    assert main(["--index", str(bundled_index), "search", "deterministic latency", "-k", "3", "--json"]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits[0]["row_id"] == "cloud-gpu-providers/groq"
    assert main(["--index", str(bundled_index), "search", "deterministic latency", "-k", "1"]) == 0
    assert "Cloud GPU Providers › Groq" in capsys.readouterr().out


def test_settings_lists_values_and_where_they_came_from(monkeypatch, capsys):
    monkeypatch.setenv("ROWCITE_INDEX", "kept")
    monkeypatch.setenv("ROWCITE_INDX", "slip")
    assert main(["--corpus", "tables", "settings"]) == 0
    captured = capsys.readouterr()
    rows = {line.split()[0]: line.split()[1:3] for line in captured.out.splitlines()}
    assert rows["corpus"] == ["tables", "flag"]
    assert rows["index"] == ["kept", "environment"]
    assert rows["port"] == ["7860", "default"]
    assert "ROWCITE_INDX" in captured.err


def test_chat_keeps_on_until_the_end_of_input(bundled_index, monkeypatch, capsys):
    asked = []
    original = Assistant.ask

    def ask(self, question, *, history=(), plan=None):
        asked.append([message["content"] for message in history])
        return original(self, question, history=history, plan=plan)

    monkeypatch.setattr(Assistant, "ask", ask)
    lines = "\n/help\n/fly\n/examples\nTell me about Groq\nTell me about AWS\n/new\nTell me about Azure\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert main(["--index", str(bundled_index), "chat"]) == 0
    captured = capsys.readouterr()
    assert "No command '/fly'" in captured.err
    assert "[1] Cloud GPU Providers › Azure" in captured.out
    assert [len(history) for history in asked] == [0, 2, 0]
    assert asked[1][0] == "Tell me about Groq"


def test_quit_leaves_the_chat(lighthouse_index, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("/quit\nTell me about Holm\n"))
    assert main(["--index", str(lighthouse_index), "chat"]) == 0
    assert "Holm" not in capsys.readouterr().out


def test_ctrl_c_in_a_chat_is_quiet(lighthouse_index, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "--index", str(lighthouse_index), "chat"],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED="1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.readline().startswith(b"Lighthouses of the north")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, b"")


def test_a_reader_that_leaves_early_is_no_error(bundled_index, tmp_path):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--index", str(bundled_index), "ask", "Tell me about Groq"],
        cwd=tmp_path,
        env=environment(),
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
