import io
import sys

from indexer import Progress
from ui import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(stages):
    with progress.shown_progress() as report:
        for stage in stages:
            report(stage)


STAGES = [
    Progress("reading", 1, 1, 3.0, 0.0),
    Progress("vectors", 0, 200, 0.0, None),
    Progress("vectors", 50, 200, 120.0, 1.25),
    Progress("vectors", 200, 200, 120.0, 0.0),
]


def test_without_a_terminal_a_stage_is_one_line_at_its_end(monkeypatch, capsys):
    run(STAGES)
    assert capsys.readouterr().err.splitlines() == ["Vectors: 200 of 200 (120 a second)"]


def test_a_long_stage_is_heard_of_every_few_seconds(monkeypatch, capsys):
    monkeypatch.setattr(progress, "_QUIET_SECONDS", 0.0)
    run(STAGES[1:3])
    assert capsys.readouterr().err.splitlines() == [
        "Vectors: 0 of 200",
        "Vectors: 50 of 200 (120 a second, 1 s left)",
    ]


def test_on_a_terminal_a_bar_shows_rate_and_time_left(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    run([*STAGES[:2], Progress("vectors", 50, 200, 120.0, 75.0)])
    shown = terminal.getvalue()
    assert "25%" in shown
    assert "120 a second, 1 min 15 s left" in shown
