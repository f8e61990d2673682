"""A corpus path in, the files below it out: tables, sidecars, and what is neither."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.opening import opened
from corpus.reading import PACKED, plain_name
from corpus.settings import MAX_FILE_MB
from corpus.types import Notice

SIDECAR = ".toml"
CATALOG_SIDECAR = "catalog.toml"


@dataclass(frozen=True, slots=True)
class File:
    """One file: its path relative to the corpus (posix), and its bytes, unpacked where it ends in `.gz`."""

    name: str
    data: bytes

    @property
    def stem(self) -> str:
        """The name without its ending: a sidecar has the same as its tables."""
        return plain_name(self.name).rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class CorpusFiles:
    """The files of a corpus in path order; each of the `sidecars` comes with the table files it is about."""

    tables: tuple[File, ...]
    sidecars: tuple[tuple[File, frozenset[str]], ...]
    notices: tuple[Notice, ...]
    is_folder: bool

    @property
    def fingerprint(self) -> str:
        """The SHA-256 over the names and bytes of all files that are read, sidecars too."""
        digest = hashlib.sha256()
        for file in (*self.tables, *(sidecar for sidecar, _ in self.sidecars)):
            for part in (file.name.encode("utf-8", "surrogateescape"), file.data):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
        return digest.hexdigest()


def corpus_files(path: Path, *, suffixes: Iterable[str], max_mb: int = MAX_FILE_MB) -> CorpusFiles:
    """All files that a corpus is read from: those below a folder, hidden ones skipped, or one file.

    What cannot be read, is larger than `max_mb` or a link out of the folder is refused by name.

    Raises:
        CorpusError: there is nothing at `path`, or no file with one of the `suffixes`.
    """
    endings = tuple(suffixes)
    wanted = ", ".join(ending for ending in endings if not ending.endswith(PACKED))
    if not _exists(path):
        raise CorpusError(f"No corpus at '{path}'. Name a folder of tables or one file ({wanted}).")
    if path.is_dir():
        root, names, notices = path, *_names_below(path)
    elif path.is_file():
        if not path.name.lower().endswith(endings):
            raise CorpusError(f"'{path}' is not a kind of file that is read here. Name one of: {wanted}.")
        beside = path.with_name(plain_name(path.name)).with_suffix(SIDECAR)
        root, notices = path.parent, []
        names = [path.name, *([beside.name] if beside.is_file() else [])]
    else:
        raise CorpusError(
            f"'{path}' is neither a folder nor a file. Name a folder of tables or one file ({wanted})."
        )

    tables: list[File] = []
    toml: list[File] = []
    for name in names:
        ending = name.lower()
        if not ending.endswith((*endings, SIDECAR)):
            notices.append(_warning(name, f"not read: only {wanted} and their {SIDECAR} sidecars are."))
            continue
        try:
            file = File(name, opened(root / name, max_mb=max_mb))
        except CorpusError as error:
            notices.append(_refusal(name, str(error)))
            continue
        (toml if ending.endswith(SIDECAR) else tables).append(file)
    sidecars = []
    for file in toml:
        is_wide = path.is_dir() and file.name == CATALOG_SIDECAR
        about = frozenset(table.name for table in tables if is_wide or table.stem == file.stem)
        if about:
            sidecars.append((file, about))
        else:
            advice = f"rename it to {CATALOG_SIDECAR} or remove it"
            notices.append(
                _warning(file.name, f"not read: no table of that name stands beside it; {advice}.")
            )
    if not tables:
        reason = notices[0] if notices else None
        detail = f" ({reason.file}: {reason.message.rstrip('.')})" if reason else ""
        raise CorpusError(f"No table files in '{path}'{detail}. Put {wanted} files there.")
    # The catalog-wide sidecar comes first, so that a file's own has the last word.
    sidecars.sort(key=lambda pair: (pair[0].name != CATALOG_SIDECAR, pair[0].name))
    return CorpusFiles(tuple(tables), tuple(sidecars), tuple(notices), path.is_dir())


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError) as error:  # a name that is too long, or a folder above that is closed
        raise CorpusError(f"'{path}' cannot be looked at ({error}). Name another folder or file.") from None


def _names_below(folder: Path) -> tuple[list[str], list[Notice]]:
    names: list[str] = []
    notices: list[Notice] = []

    def report(error: OSError) -> None:
        where = Path(error.filename or folder).relative_to(folder).as_posix()
        notices.append(_refusal(where, f"folder cannot be read ({error.strerror}); check its permissions."))

    for where, folders, files in os.walk(folder, onerror=report):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        for name in folders:
            linked = Path(where, name)
            if linked.is_symlink():
                advice = "put its files into the corpus, or name it as the corpus"
                message = f"not read: it is a link to a folder; {advice}."
                notices.append(_refusal(linked.relative_to(folder).as_posix(), message))
        for name in files:
            full = Path(where, name)
            relative = full.relative_to(folder).as_posix()
            if name.startswith("."):
                continue
            if full.is_symlink() and not full.resolve().is_relative_to(folder.resolve()):
                message = "not read: it is a link out of the corpus folder; put a copy there."
                notices.append(_refusal(relative, message))
            elif full.is_file():
                names.append(relative)
            else:  # a pipe would never end, a broken link has nothing
                notices.append(_warning(relative, "not read: it is no ordinary file."))
    return sorted(names), notices


def _refusal(file: str, message: str) -> Notice:
    return Notice(file, 1, message, is_refusal=True)


def _warning(file: str, message: str) -> Notice:
    return Notice(file, 1, message, is_refusal=False)
