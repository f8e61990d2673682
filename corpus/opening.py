"""A path in, its bytes out: unpacked, not too many, and not changed while they were read."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from pathlib import Path

from corpus.errors import CorpusError
from corpus.reading import PACKED
from corpus.settings import MAX_FILE_MB

MEGABYTE = 1_000_000
_TRIES = 3  # readings of a file that another program writes


def opened(path: Path, *, max_mb: int = MAX_FILE_MB) -> bytes:
    """The bytes of a file, unpacked where its name ends in `.gz`; never more than `max_mb` are held.

    Raises:
        CorpusError: it cannot be read, is too large (unpacked), damaged, or keeps changing; the message
            does not name the file.
    """
    try:
        data = _steady(path, limit=max_mb * MEGABYTE)
    except OSError as error:
        reason = error.strerror or error
        raise CorpusError(f"cannot be read ({reason}); check its permissions.") from None
    if path.name.lower().endswith(PACKED):
        return _unpacked(data, limit=max_mb * MEGABYTE)
    if data.startswith(b"PK\x03\x04"):
        _check_archive(data, limit=max_mb * MEGABYTE)
    return data


def too_large(size: int, limit: int, *, what: str = "it has") -> CorpusError:
    """What is said of a file over the limit; both are bytes."""
    return CorpusError(
        f"{what} {size / MEGABYTE:,.1f} MB and at most {limit // MEGABYTE:,} are read. "
        "Split it, or raise ROWCITE_MAX_FILE_MB."
    )


def _steady(path: Path, *, limit: int) -> bytes:
    for _ in range(_TRIES):
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > limit:
                raise too_large(before.st_size, limit)
            data = file.read(limit + 1)
            after = os.fstat(file.fileno())
        if len(data) == before.st_size and _stamp(before) == _stamp(after) == _stamp(path.stat()):
            return data
    raise CorpusError("changes while it is read; index again when nothing writes to it.")


def _stamp(state: os.stat_result) -> tuple[int, ...]:
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


def _unpacked(data: bytes, *, limit: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            plain = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"is no whole gzip file ({error}); pack it again.") from None
    if len(plain) > limit:
        raise too_large(len(plain), limit, what="unpacked, it has more than")
    return plain


def _check_archive(data: bytes, *, limit: int) -> None:
    """A member never gives more bytes than the archive's directory says, so that its sum is enough."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError, EOFError, OSError, NotImplementedError):
        return  # what it is, its reader says
    if size > limit:
        raise too_large(size, limit, what="unpacked, it has")
