from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Catalog, IngestReport, read_catalog

Files = dict[str, str | bytes]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Files], Path]:
    """Puts files into a fresh folder and gives the folder."""

    def written(files: Files) -> Path:
        folder = tmp_path / "catalog"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return written


@pytest.fixture
def read(write) -> Callable[..., tuple[Catalog, IngestReport]]:
    """The catalog and the report of a folder with these files."""
    return lambda files, **options: read_catalog(write(files), **options)


@pytest.fixture
def table(read):
    """The only table of a folder with this one file."""

    def only(content: str | bytes, name: str = "things.csv", **more: str):
        catalog, report = read({name: content, **more})
        (found,) = catalog.tables
        return found, report

    return only
