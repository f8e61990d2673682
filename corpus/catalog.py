"""A folder or a file in, its catalog and the ingest report out."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.delimited import DelimitedReader
from corpus.errors import CorpusError
from corpus.files import CorpusFiles, File, corpus_files
from corpus.jsonfiles import JsonReader
from corpus.markdown import MarkdownReader
from corpus.naming import column_names, free_name, free_slug
from corpus.parquet import ParquetReader
from corpus.reading import MAX_COLUMNS, RawFile, RawTable, Reader, table_name
from corpus.records import too_wide
from corpus.settings import MAX_FILE_MB
from corpus.sidecar import Sidecar, check_names, parse_sidecar
from corpus.synonyms import enrich
from corpus.tables import Built, build_table
from corpus.types import Catalog, IngestReport, Notice
from corpus.workbook import WorkbookReader

READERS: tuple[Reader, ...] = (
    MarkdownReader(), DelimitedReader(), JsonReader(), WorkbookReader(), ParquetReader()
)  # fmt: skip


def bundled_corpus() -> Path:
    """The folder of the catalog that comes with Rowcite."""
    return Path(__file__).parent / "data"


def fingerprint(path: Path, *, max_file_mb: int = MAX_FILE_MB, readers: Sequence[Reader] = READERS) -> str:
    """What `read_catalog(path)` gives as the catalog's fingerprint, without reading its tables.

    Raises:
        CorpusError: as for `read_catalog`.
    """
    return corpus_files(path, suffixes=_suffixes(readers), max_mb=max_file_mb).fingerprint


def read_catalog(
    path: Path,
    *,
    strict: bool = False,
    max_file_mb: int = MAX_FILE_MB,
    readers: Sequence[Reader] = READERS,
) -> tuple[Catalog, IngestReport]:
    """The catalog at `path`, a folder (all files below it, in path order) or one file, and what it took.

    A file over `max_file_mb` (unpacked, where it is packed) is refused; the others are read.

    Raises:
        CorpusError: nothing there, or no table; under `strict` any refusal or warning.
        SidecarError: a sidecar does not follow its schema or names what is not there.
    """
    with _without_collection():
        return _catalog(path, strict=strict, max_file_mb=max_file_mb, readers=readers)


@contextmanager
def _without_collection() -> Iterator[None]:
    """No garbage is looked for meanwhile: millions of cells would be gone over again and again."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _catalog(
    path: Path, *, strict: bool, max_file_mb: int, readers: Sequence[Reader]
) -> tuple[Catalog, IngestReport]:
    files = corpus_files(path, suffixes=_suffixes(readers), max_mb=max_file_mb)
    notices = list(files.notices)
    read = [(file, _named(_read(file, readers, max_mb=max_file_mb), file=file.name)) for file in files.tables]
    for file, raw in read:
        notices += raw.notices
        if not raw.tables and not raw.notices and Path(file.name).stem.lower() != "readme":
            notices.append(Notice(file.name, 1, "not used: it holds no table.", is_refusal=False))
    sidecars = _sidecars(files, read)

    built = _build(read, sidecars)
    notices += [notice for one in built for notice in one.notices]
    ragged = frozenset(notice.file for notice in notices if notice.is_refusal)
    if not any(one.count.kept for one in built) and (ragged or not built):
        raise CorpusError(_nothing(path, notices, what="rows" if built else "tables"))
    tables, absences = enrich([one.table for one in built], sidecars, ragged=ragged)
    notices += absences
    if strict and notices:
        first = min(notices, key=_place)
        more = f" And {len(notices) - 1} more." if len(notices) > 1 else ""
        raise CorpusError(f"{first.file}, line {first.line}: {first.message}{more}")
    notices += [remark for one in built for remark in one.remarks]
    notices.sort(key=_place)
    name, description = _title(path, files, read, sidecars)
    catalog = Catalog(name, description, tables, files.fingerprint)
    return catalog, IngestReport(tuple(one.count for one in built), tuple(notices))


def _suffixes(readers: Sequence[Reader]) -> tuple[str, ...]:
    return tuple(suffix for reader in readers for suffix in reader.suffixes)


def _read(file: File, readers: Sequence[Reader], *, max_mb: int) -> RawFile:
    reader = next(reader for reader in readers if file.name.lower().endswith(reader.suffixes))
    if isinstance(reader, ParquetReader):  # only it can tell how much its file unpacks to
        reader = ParquetReader(max_mb=max_mb)
    return reader.read(file.data, file=file.name)


def _named(raw: RawFile, *, file: str) -> RawFile:
    """The file with a name of its own for every table: two under one heading get numbers.

    One that is too wide is refused here, before anything is made of its cells.
    """
    tables: list[RawTable] = []
    notices = list(raw.notices)
    for table in raw.tables:
        name = free_name(table.name, [other.name for other in tables])
        if len(table.header) > MAX_COLUMNS:
            notices.append(Notice(file, table.line, too_wide(name), is_refusal=True))
        else:
            tables.append(replace(table, name=name))
    return replace(raw, tables=tuple(tables), notices=tuple(notices))


def _sidecars(files: CorpusFiles, read: Sequence[tuple[File, RawFile]]) -> list[Sidecar]:
    sidecars = []
    for file, about in files.sidecars:
        sidecar = parse_sidecar(file.data, file=file.name, files=about)
        reach = [raw for other, raw in read if other.name in about]
        if any(notice.is_refusal and not raw.tables for raw in reach for notice in raw.notices):
            # The tables that it names may be those of a file that could not be read, which is said already.
            sidecars.append(sidecar)
            continue
        check_names(
            sidecar, [(table.name, column_names(table.header)) for raw in reach for table in raw.tables]
        )
        sidecars.append(sidecar)
    return sidecars


def _build(read: Sequence[tuple[File, RawFile]], sidecars: Sequence[Sidecar]) -> list[Built]:
    built: list[Built] = []
    taken: set[str] = set()
    for file, raw in read:
        for table in raw.tables:
            said = [
                sidecar.entry.tables[table.name]
                for sidecar in sidecars
                if file.name in sidecar.files and table.name in sidecar.entry.tables
            ]
            id = free_slug(table.slug or table.name, taken, fallback=f"table-{len(built) + 1}")  # noqa: A001
            built.append(build_table(table, file=file.name, id=id, said=said))
    return built


def _place(notice: Notice) -> tuple[str, int]:
    return notice.file, notice.line


def _title(
    path: Path, files: CorpusFiles, read: Sequence[tuple[File, RawFile]], sidecars: Sequence[Sidecar]
) -> tuple[str, str]:
    """The catalog's name and description: a sidecar's, else its only document's, else the path's name."""
    titled = [raw for _, raw in read if raw.title]
    document = titled[0] if len(titled) == 1 else RawFile(())
    spoken = path.resolve().name if files.is_folder else path.name
    name = next((one.entry.name for one in sidecars if one.entry.name), document.title)
    description = next(
        (one.entry.description for one in sidecars if one.entry.description), document.description
    )
    return name or (spoken.replace("_", " ") if files.is_folder else table_name(spoken)), description


def _nothing(path: Path, notices: Sequence[Notice], *, what: str) -> str:
    if not notices:
        return f"No {what} in '{path}'. Put a Markdown, CSV, JSON or XLSX file with a header and rows there."
    first = next((notice for notice in notices if notice.is_refusal), notices[0])
    more = f" and {len(notices) - 1} more" if len(notices) > 1 else ""
    place = f"{first.file}, line {first.line}"
    return f"No {what} in '{path}': {place}: {first.message.rstrip('.')}{more}. Mend that first."
