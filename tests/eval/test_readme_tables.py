"""The README's figures are those that were kept, and are written by one command."""

import pytest

from eval import readme
from eval.cases import CaseError
from eval.command import main
from eval.history import RESULTS, read_history
from eval.readme import FIRST, LAST, README, tables, written


def test_the_readme_shows_the_newest_figures_kept():
    text = README.read_text("utf-8")
    assert written(text, tables(read_history(RESULTS)[-1])) == text


def test_figures_stand_between_their_markers_and_nowhere_else():
    text = f"before\n{FIRST}\nold\n{LAST}\nafter\n"
    once = written(text, "| new |")
    assert once == f"before\n{FIRST}\n\n| new |\n\n{LAST}\nafter\n"
    assert written(once, "| new |") == once
    with pytest.raises(CaseError, match="Put them around its figures"):
        written("nothing", "| new |")


@pytest.fixture
def measured(coast, tmp_path, monkeypatch, capsys):
    """The README that the command writes after a run of the lighthouses' set."""

    def asked(arguments):
        return main([*arguments, str(tmp_path / "results"), "--set", str(coast)])

    page = tmp_path / "README.md"
    page.write_text(f"{FIRST}\n{LAST}\n")
    monkeypatch.setattr("eval.run_command.commit", lambda: "abc")
    for name, value in (("README", page), ("RESULTS", tmp_path / "results"), ("evaluate", asked)):
        monkeypatch.setattr(readme, name, value)
    assert readme.main([]) == 0
    capsys.readouterr()
    return page


def test_one_command_measures_keeps_and_writes(measured):
    text = measured.read_text()
    assert "At commit abc:" in text
    assert "| `coast.dev` | 1 catalog | 4 | 3 | 1 | 0 | 3 | 1 |" in text
    assert "| **all held out** |  | 1 | 0 | 1 | 0 | 0 | 1 |" in text
    assert "| kind | questions | Rowcite | LlamaIndex over Chroma | BM25 | dense | fused |" in text
    assert "| **total** | 2 | 100 |" in text
    assert [line.split(" | ")[0] for line in text.splitlines() if line.endswith(" | 1.0000 |")] == [
        "| sidecars", "| spelling", "| meaning", "| lexical", "| dense",
    ]  # fmt: skip


def test_what_was_kept_is_written_without_measuring(measured):
    before = measured.read_text()
    measured.write_text(f"{FIRST}\n{LAST}\n")
    assert readme.main(["--kept"]) == 0
    assert measured.read_text() == before
