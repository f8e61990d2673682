"""What a build says about itself, read and written as manifest.json."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import BuildError

from .schema import FORMAT

REBUILD = "Run: rowcite index --rebuild"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build was made from and what it holds.

    `digest` is equal for equal catalogs under the same format and encoder; `fingerprint` is the corpus's;
    `size` and `sha256` are of rows.sqlite; `previous` is the build that this one followed.
    """

    format: int
    build: str
    digest: str
    created: str
    corpus: str
    fingerprint: str
    catalog_name: str
    catalog_description: str
    encoder: str
    encoder_fingerprint: str
    dimension: int
    tables: int
    rows: int
    totals: int
    vectors: int
    size: int
    sha256: str
    previous: str | None = None


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest as indented JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def read_manifest(path: Path) -> Manifest:
    """The manifest in a file.

    Raises: BuildError where there is none, where it is damaged, or where it is of another format.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BuildError(f"'{path}' is missing. {REBUILD}") from error
    except OSError as error:
        raise BuildError(
            f"'{path}' cannot be read ({error.strerror}). Give yourself access to it."
        ) from error
    try:
        version = msgspec.json.decode(data, type=_Format).format
        if version == FORMAT:
            return msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BuildError(f"'{path}' is damaged. {REBUILD}") from error
    raise BuildError(f"'{path}' has format {version}, this Rowcite reads format {FORMAT}. {REBUILD}")


def file_sha256(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Format:
    format: int
