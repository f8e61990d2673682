"""Cases in, the catalogs that they are about out: where they lie, and their tables."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus import Catalog, bundled_corpus, read_catalog
from corpus.words import slug
from eval.cases import BUNDLED, DATA, Case, CaseError


def catalog_folders(cases: Sequence[Case], *, corpus: Path | None = None) -> dict[str, Path]:
    """Where the catalogs of the cases lie: `bundled`, or in `catalogs/` beside the set or Rowcite's own sets.

    With a `corpus`, all cases are about that one; a case that names no catalog is.

    Raises:
        CaseError: a case names a catalog that is not there, or another than the `corpus`.
    """
    folders: dict[str, Path] = {}
    for case in cases:
        if corpus is not None and case.catalog not in ("", catalog_name(corpus)):
            wanted = f"the case is about the catalog '{case.catalog}', not about '{catalog_name(corpus)}'"
            raise CaseError(f"{case.place}: {wanted}. Correct 'catalog' or name that corpus: --corpus")
        if case.catalog not in folders:
            folders[case.catalog] = corpus if corpus is not None else _folder(case)
    return folders


def catalog_name(corpus: Path) -> str:
    """What cases call a corpus: `bundled`, or the name of its folder or file.

    >>> catalog_name(Path("tables/My Beers.csv"))
    'my-beers'
    """
    if corpus.resolve() == bundled_corpus().resolve():
        return BUNDLED
    resolved = corpus.resolve()
    return slug(resolved.stem if resolved.suffix and not resolved.is_dir() else resolved.name)


@contextmanager
def laid_out(folder: Path, *, has_sidecars: bool = True) -> Iterator[Path]:
    """The corpus, or a copy of it without its sidecars that goes when the block ends."""
    if has_sidecars:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="rowcite-eval-") as aside:
        copy = Path(aside) / folder.name
        if folder.is_dir():
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.toml"))
        else:
            shutil.copyfile(folder, copy)
        yield copy


def read_tables(folder: Path) -> Catalog:
    """The catalog in a folder.

    Raises:
        CorpusError: it holds no table.
    """
    return read_catalog(folder)[0]


def _folder(case: Case) -> Path:
    if not case.catalog:
        raise CaseError(f"{case.place}: the case names no catalog. Say which tables it is about: --corpus")
    beside = (case.file.parent / "catalogs" / case.catalog, DATA / "catalogs" / case.catalog)
    places = (bundled_corpus(),) if case.catalog == BUNDLED else beside
    found = next((place for place in places if place.exists()), None)
    if found is None:
        missing = f"no catalog '{case.catalog}' at '{places[0]}'"
        raise CaseError(f"{case.place}: {missing}. Put it there, correct the name, or say where: --corpus")
    return found
