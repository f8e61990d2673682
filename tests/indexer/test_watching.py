from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from indexer.watching import changes, signature


def test_a_change_is_told_once_and_only_when_it_has_come_to_rest(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("A,B\n")
    told = changes(tmp_path, interval=0.05)
    next(told)

    def grow():
        for _ in range(8):
            with path.open("a") as file:
                file.write("1,2\n")
            time.sleep(0.03)

    writer = threading.Thread(target=grow)
    writer.start()
    next(told)
    writer.join()
    assert path.read_text().count("1,2") == 8


@pytest.mark.parametrize("change", ["new", "gone", "edited", "renamed"])
def test_a_file_that_comes_goes_or_changes_changes_the_signature(tmp_path, change):
    (tmp_path / "deep").mkdir()
    path = tmp_path / "deep" / "a.csv"
    path.write_text("A\n")
    before = signature(tmp_path)
    assert signature(tmp_path) == before != signature(tmp_path / "nowhere")
    if change == "new":
        (tmp_path / "b.csv").write_text("B\n")
    elif change == "gone":
        path.unlink()
    elif change == "edited":
        path.write_text("AB\n")
    else:
        path.rename(tmp_path / "c.csv")
    assert signature(tmp_path) != before


def test_the_command_follows_a_folder_past_what_it_cannot_read_until_it_is_stopped(corpus, change, tmp_path):
    command = [sys.executable, "-m", "ui.cli", "index", "--watch", "--strict"]
    places = ["--corpus", str(corpus), "--index", str(tmp_path / "index")]
    watcher = subprocess.Popen(
        [*command, *places], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    )
    try:
        assert watcher.stdout is not None

        def until(start):
            for line in watcher.stdout:
                if line.startswith(start):
                    return line
            raise AssertionError(watcher.stderr.read())

        assert "7 vectors made" in until("Build ")
        until("Watching")
        change("krill", "squid")
        assert "1 vector made, 6 reused" in until("Build ")
        until("Watching")
        (corpus / "keepers.csv").write_text('Keeper,Shift\nAda,"Monday",extra,cells\n')
        until("Watching")
        change("squid", "shrimp")
        until("Watching")
        (corpus / "keepers.csv").unlink()
        assert "1 vector made" in until("Build ")
    finally:
        watcher.send_signal(signal.SIGINT)
        _, errors = watcher.communicate(timeout=60)
    assert watcher.returncode == 0
    assert "The last build stays." in errors
