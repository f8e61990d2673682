"""Two states of a catalog in, the rows and cells that differ out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BuildError
from corpus.settings import MAX_FILE_MB
from corpus.types import Row, Table

from .build import Build, open_build
from .encoder import Encoder
from .folder import sibling

State = Iterable[tuple[Table, tuple[Row, ...]]]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of a row that both states have; a column that one of them lacks gives None there."""

    row_id: str
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What is in `after` and not in `before`, and the reverse; row ids and cells in file order."""

    before: str
    after: str
    added: tuple[str, ...]
    changed: tuple[CellChange, ...]
    removed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no row and no cell differs."""
        return not (self.added or self.changed or self.removed)


def differences(
    index: Path, corpus: Path, *, encoder: Encoder | None = None, max_file_mb: int = MAX_FILE_MB
) -> tuple[Difference, ...]:
    """What the current build changed over the one before it, then what the corpus has changed since.

    The first is left out where no build came before, or where it is gone or damaged.

    Raises: BuildError where there is no build; CorpusError or SidecarError where the corpus cannot be read.
    """
    from corpus import read_catalog  # the parsers behind it take 0.15 s that opening a build saves

    with open_build(index, encoder=encoder) as build:
        found = []
        try:
            with sibling_build(build) as previous:
                found.append(compared(f"build {previous.id}", _of(previous), f"build {build.id}", _of(build)))
        except BuildError:
            pass
        catalog, _ = read_catalog(corpus, max_file_mb=max_file_mb)
        now = ((table, table.rows) for table in catalog.tables)
        found.append(compared(f"build {build.id}", _of(build), f"'{corpus}' now", now))
    return tuple(found)


def sibling_build(build: Build) -> Build:
    """The build that a build followed.

    Raises: BuildError where there was none, or where it cannot be opened any more.
    """
    previous = build.manifest.previous
    if previous is None:
        raise BuildError(f"No build came before {build.id}.")
    return Build(sibling(build.folder, previous))


def compared(before: str, old: State, after: str, new: State) -> Difference:
    """The difference of two states, named; rows are the same where their ids are."""
    was, now = dict(_rows(old)), dict(_rows(new))
    changed = (
        CellChange(row_id, column, was[row_id].get(column), cells.get(column))
        for row_id, cells in now.items()
        if row_id in was and was[row_id] != cells
        for column in dict.fromkeys([*was[row_id], *cells])
        if was[row_id].get(column) != cells.get(column)
    )
    return Difference(
        before,
        after,
        added=tuple(row_id for row_id in now if row_id not in was),
        changed=tuple(changed),
        removed=tuple(row_id for row_id in was if row_id not in now),
    )


def _of(build: Build) -> State:
    return ((table, build.table_rows(position)) for position, table in enumerate(build.tables))


def _rows(state: State) -> Iterator[tuple[str, dict[str, str]]]:
    for table, rows in state:
        for row in rows:
            yield row.id, {c.name: cell.text for c, cell in zip(table.columns, row.cells, strict=True)}
