from __future__ import annotations

import subprocess
import sys

import pytest

from eval.bench import kills
from eval.bench.catalogs import edit_catalog, write_catalog
from eval.bench.process import BenchFault


def test_an_indexer_killed_at_twenty_random_moments_never_costs_the_index():
    done = subprocess.run(
        [sys.executable, "-m", "eval.bench.kills", "--times", "20"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("20 kills in ") and "nothing was left behind" in done.stdout


def test_what_is_left_behind_is_told(tmp_path):
    (tmp_path / "builds" / "one").mkdir(parents=True)
    kills._check_left(tmp_path)
    (tmp_path / "tmp-rowcite-x").mkdir()
    with pytest.raises(BenchFault, match="Left behind: tmp-rowcite-x"):
        kills._check_left(tmp_path)


def test_a_generated_catalog_has_its_rows_is_the_same_each_time_and_changes_by_the_share_asked_for(tmp_path):
    for name in ("one", "other"):
        write_catalog(tmp_path / name, 400)
    files = sorted((tmp_path / "one").iterdir())
    assert [path.stem for path in files] == ["deals", "depots", "makers", "models", "people"]
    assert all(path.read_bytes() == (tmp_path / "other" / path.name).read_bytes() for path in files)
    assert sum(len(path.read_text("utf-8").splitlines()) - 1 for path in files) == 400
    before = (tmp_path / "one" / "deals.csv").read_text("utf-8").splitlines()
    assert edit_catalog(tmp_path / "one", 0.01) == 4
    after = (tmp_path / "one" / "deals.csv").read_text("utf-8").splitlines()
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 4
