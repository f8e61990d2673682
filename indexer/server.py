"""Where a build's vectors are when a Chroma server keeps them: read and written as chroma/server.json."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import BuildError

from .manifest import REBUILD

_FILE = "server.json"


@dataclass(frozen=True, slots=True)
class Place:
    """One collection of a server: http(s)://host[:port][/tenant/database] and the collection's name."""

    url: str
    collection: str


def new_place(folder: Path, url: str) -> Place:
    """A collection's name that nobody has yet, written into a new folder."""
    place = Place(url, f"rowcite-{uuid.uuid4().hex}")
    folder.mkdir()
    (folder / _FILE).write_bytes(msgspec.json.encode(place) + b"\n")
    return place


def read_place(folder: Path) -> Place | None:
    """Where the vectors of a Chroma folder are, None where they are in it.

    Raises: BuildError where the file that says so is damaged.
    """
    try:
        return msgspec.json.decode((folder / _FILE).read_bytes(), type=Place)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BuildError(f"'{folder / _FILE}' is damaged. {REBUILD}") from error
