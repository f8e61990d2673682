from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus.errors import BuildError
from indexer import build_index, check_build, open_build


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 6 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small file system")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("nothing may be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place: Path, *, but: int) -> Path:
    """A file that leaves so many bytes free."""
    disk = os.statvfs(place)
    path = place / "filler"
    path.write_bytes(b"\0" * (disk.f_bavail * disk.f_frsize - but))
    return path


@pytest.mark.parametrize("free", [0, 40_000, 200_000])
def test_a_full_disk_is_told_in_one_line_and_the_last_build_answers(
    small_disk, corpus, change, encoder, free
):
    index = small_disk / "index"
    first = build_index(corpus, index, encoder=encoder).build
    change("krill", "squid")
    filler = fill(small_disk, but=free)
    with pytest.raises(BuildError) as caught:
        build_index(corpus, index, encoder=encoder)
    assert "\n" not in str(caught.value)
    assert "cannot be written" in str(caught.value) and "Name another folder" in str(caught.value)
    with open_build(index, encoder=encoder) as build:
        assert build.id == first
        assert build.lexical("krill", k=1)[0].row_id == "animals/penguin"
        assert build.dense("krill", k=1)[0].row_id == "animals/penguin"
    assert {path.name for path in index.iterdir()} == {"CURRENT", "builds", "rowcite.lock"}
    filler.unlink()
    assert build_index(corpus, index, encoder=encoder).is_new
    assert check_build(index, corpus, encoder=encoder).findings == ()
