"""A corpus in, a published build out."""

from __future__ import annotations

import datetime as dt
import gc
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BuildError
from corpus.settings import MAX_FILE_MB
from corpus.types import Catalog, IngestReport

from .build import Build, open_build
from .checking import findings
from .digest import catalog_digest
from .encoder import Encoder, encoder_named
from .filling import fill
from .folder import (
    CHROMA,
    MANIFEST,
    ROWS,
    current_build,
    free_name,
    new_aside,
    publish,
    remove_build,
    tidy,
    unwritable,
    writing,
)
from .manifest import Manifest, file_sha256, write_manifest
from .passages import passages
from .progress import Meter, Progress
from .schema import FORMAT
from .server import read_place
from .store import write_rows

Listener = Callable[[Progress], None]

_ID_LENGTH = 12  # of 64 hexadecimal digits: no two of a million builds are expected to share them


@dataclass(frozen=True, slots=True)
class Outcome:
    """What indexing did: `embedded` texts were encoded, `reused` vectors came from the last build.

    `rows` does not count totals. `is_new` is False where the current build was already of this catalog, and
    nothing was written.
    """

    build: str
    report: IngestReport
    rows: int
    embedded: int
    reused: int
    is_new: bool
    seconds: float


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Cyclic garbage is not looked for: nothing here makes any, and looking takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collecting()
def build_index(
    corpus: Path,
    index: Path,
    *,
    encoder: Encoder | None = None,
    rebuild: bool = False,
    strict: bool = False,
    max_file_mb: int = MAX_FILE_MB,
    chroma_url: str | None = None,
    progress: Listener | None = None,
) -> Outcome:
    """Read a corpus and publish a build of it, reusing what the last build has of it.

    `rebuild` reuses nothing; `chroma_url` names the server that keeps the vectors, by default the index does.
    Killed at any point, the index answers from its last build.

    Raises: CorpusError or SidecarError where the corpus cannot be read; BuildError where the index cannot be
    written or another process is writing; EncoderError where the encoder's weights are not there.
    """
    started = time.monotonic()
    chosen = encoder if encoder is not None else encoder_named()
    from corpus import read_catalog  # the parsers behind it take 0.15 s that opening a build saves

    reading = Meter(progress, "reading", total=1)
    catalog, report = read_catalog(corpus, strict=strict, max_file_mb=max_file_mb)
    reading.reach(1)
    digest = catalog_digest(catalog, chosen)
    with writing(index):
        last = _last_build(index, chosen)
        try:
            if last is not None and not rebuild and _is_of(last, digest, chroma_url):
                manifest, embedded, is_new = last.manifest, 0, False
            else:
                manifest, embedded = _make(
                    index,
                    catalog,
                    encoder=chosen,
                    digest=digest,
                    corpus=str(corpus),
                    last=last,
                    rebuild=rebuild,
                    chroma_url=chroma_url,
                    progress=progress,
                )
                is_new = True
        finally:
            if last is not None:
                last.close()
        tidy(index, keep=(manifest.build, manifest.previous))
    reused = manifest.vectors - embedded
    seconds = time.monotonic() - started
    return Outcome(manifest.build, report, manifest.rows, embedded, reused, is_new, seconds)


def _make(
    index: Path,
    catalog: Catalog,
    *,
    encoder: Encoder,
    digest: str,
    corpus: str,
    last: Build | None,
    rebuild: bool,
    chroma_url: str | None,
    progress: Listener | None,
) -> tuple[Manifest, int]:
    """Make and publish a build; gives its manifest and how many texts were encoded."""
    _tidy_before(index, last)
    aside = new_aside(index)
    try:
        rows = sum(len(table.rows) for table in catalog.tables)
        totals = sum(len(table.totals) for table in catalog.tables)
        texts = passages(catalog, encoder)
        meter = Meter(progress, "rows", total=rows + totals)
        with ThreadPoolExecutor(1) as beside:  # the encoder works outside the interpreter's lock
            written = beside.submit(write_rows, aside / ROWS, catalog, texts, progress=meter.reach)
            embedded = fill(
                aside / CHROMA,
                texts,
                encoder=encoder,
                last=None if rebuild else last,
                chroma_url=chroma_url,
                listener=progress,
            )
            written.result()
        checking = Meter(progress, "checking", total=1)
        manifest = Manifest(
            format=FORMAT,
            build=free_name(index, digest[:_ID_LENGTH]),
            digest=digest,
            created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            corpus=corpus,
            fingerprint=catalog.fingerprint,
            catalog_name=catalog.name,
            catalog_description=catalog.description,
            encoder=encoder.name,
            encoder_fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            tables=len(catalog.tables),
            rows=rows,
            totals=totals,
            vectors=len(texts),
            size=(aside / ROWS).stat().st_size,
            sha256=file_sha256(aside / ROWS),
            previous=last.id if last is not None else None,
        )
        write_manifest(aside / MANIFEST, manifest)
        with Build(aside, encoder=encoder) as build:
            if found := findings(build):
                raise BuildError(f"The new build was given up, the last one stays: {found[0]}")
        checking.reach(1)
        publish(index, aside, manifest.build)
    except sqlite3.OperationalError as error:  # a full or failing disk, as SQLite sees it
        raise unwritable(index, OSError(str(error))) from error
    finally:
        if aside.exists():
            remove_build(aside)
    return manifest, embedded


def _is_of(build: Build, digest: str, chroma_url: str | None) -> bool:
    place = read_place(build.folder / CHROMA)
    return build.manifest.digest == digest and (place.url if place else None) == chroma_url


def _last_build(index: Path, encoder: Encoder) -> Build | None:
    try:
        return open_build(index, encoder=encoder)
    except BuildError:
        return None  # none yet, or one that cannot be read: the next one is made without it


def _tidy_before(index: Path, last: Build | None) -> None:
    try:
        current = current_build(index).name
    except BuildError:
        current = None
    tidy(index, keep=(current, last.manifest.previous if last is not None else None))
