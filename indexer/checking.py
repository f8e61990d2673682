"""A build in, what is wrong with it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BuildError, EncoderError
from corpus.settings import MAX_FILE_MB
from corpus.words import stems

from .build import Build, open_build
from .digest import catalog_digest
from .encoder import Encoder, encoder_named
from .folder import ROWS
from .manifest import REBUILD, file_sha256
from .passages import row_body, row_header

_SAME = 0.999  # cosine of a stored vector with itself, less the rounding of 32-bit numbers


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether the current build can be trusted; `findings` are sentences, none where all is well.

    `build` is its id, "" where no build can be opened.
    """

    build: str
    is_whole: bool
    is_current: bool
    findings: tuple[str, ...]


def check_build(
    index: Path, corpus: Path, *, encoder: Encoder | None = None, max_file_mb: int = MAX_FILE_MB
) -> CheckReport:
    """Check the current build against its manifest, its own rows, and the corpus as it is now.

    Raises: CorpusError or SidecarError where the corpus cannot be read.
    """
    chosen = encoder if encoder is not None else encoder_named()
    try:
        build = open_build(index, encoder=chosen)
    except BuildError as error:
        return CheckReport("", False, False, (str(error),))
    with build:
        faults = findings(build)
        if file_sha256(build.folder / ROWS) != build.manifest.sha256:
            faults.append(f"'{build.folder / ROWS}' is not as it was written. {REBUILD}")
        changes = _changes(build, corpus, chosen, max_file_mb=max_file_mb)
        return CheckReport(build.id, not faults, not changes, (*faults, *changes))


def findings(build: Build) -> list[str]:
    """What is wrong with a build by itself: its counts, and a row that each retriever has to find."""
    manifest = build.manifest
    try:
        [(tables, rows, totals, vectors)] = build.query(
            "SELECT (SELECT count(*) FROM tables), (SELECT count(*) FROM rows WHERE is_total = 0),"
            " (SELECT count(*) FROM rows WHERE is_total), (SELECT count(*) FROM vectors)"
        )
        counts = (
            ("tables", manifest.tables, tables),
            ("rows", manifest.rows, rows),
            ("totals", manifest.totals, totals),
            ("passages", manifest.vectors, vectors),
            ("vectors", manifest.vectors, build.vectors().count()),
        )
        found = [
            f"The build has {there} {what}, its manifest says {said}. {REBUILD}"
            for what, said, there in counts
            if said != there
        ]
        if manifest.rows and not found:
            found = [*_lexical(build), *_dense(build)]
    except BuildError as error:
        return [str(error)]
    return found


def _lexical(build: Build) -> list[str]:
    [(row_id,)] = build.query("SELECT row_id FROM rows WHERE is_total = 0 ORDER BY number DESC LIMIT 1")
    table, row = build.row(row_id)
    text = f"{row_header(table, row)} {row_body(table, row)}"
    hits = build.lexical(text, k=build.manifest.rows)
    if stems(text) and row_id not in {hit.row_id for hit in hits}:
        return [f"The word index does not find '{row_id}' by its own text. {REBUILD}"]
    return []


def _dense(build: Build) -> list[str]:
    [(passage_id,)] = build.query("SELECT id FROM vectors ORDER BY row_number DESC, id DESC LIMIT 1")
    stored = build.vectors().vectors([passage_id]).get(passage_id)
    nearest = build.vectors().nearest(stored, k=1) if stored else []
    if not nearest or nearest[0][1] < _SAME:
        return [f"The vectors do not find '{passage_id}' by its own vector. {REBUILD}"]
    return []


def _changes(build: Build, corpus: Path, encoder: Encoder, *, max_file_mb: int) -> list[str]:
    from corpus import read_catalog  # the parsers behind it take 0.15 s that opening a build saves

    manifest = build.manifest
    try:
        if encoder.fingerprint != manifest.encoder_fingerprint:
            was = f"'{manifest.encoder}', not with '{encoder.name}' as it is here"
            return [f"The build was made with the encoder {was}. Run: rowcite index"]
        catalog, _ = read_catalog(corpus, max_file_mb=max_file_mb)
        if catalog.fingerprint != manifest.fingerprint:
            return [f"'{corpus}' has changed since {manifest.created}. Run: rowcite index"]
        if catalog_digest(catalog, encoder) != manifest.digest:
            return [f"'{corpus}' is read differently since {manifest.created}. Run: rowcite index"]
    except EncoderError as error:
        return [str(error)]
    return []
