import os
import shutil

import pytest

from eval.bench import paint


@pytest.mark.browser
@pytest.mark.skipif(
    shutil.which("chromium") is None and os.environ.get("CI") != "true",
    reason="No Chromium: install chromium.",
)
def test_the_first_paint_of_the_real_chat_is_measured(monkeypatch, capsys):
    monkeypatch.setattr(paint, "_OPENED", 1)
    paint.main([])
    assert "| first paint of the chat |" in capsys.readouterr().out


def test_without_chromium_the_benchmark_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert paint.main([]) == 1
    assert "Install chromium" in capsys.readouterr().err
