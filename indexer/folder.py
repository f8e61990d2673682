"""The folder of an index: its builds, the pointer to the current one, and who may write.

<index>/CURRENT        the name of the build to open; replaced atomically, so it is never half written
<index>/rowcite.lock   held by the one writer; the system frees it when that process dies
<index>/builds/<id>/   manifest.json, rows.sqlite, chroma/; never changed once CURRENT has named it
<index>/tmp-rowcite-…/ a build in the making, removed by the next writer if its own died
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from corpus.errors import BuildError

from .server import read_place

if sys.platform != "win32":  # there an open file cannot be deleted anyway
    import fcntl

# What stands in the folder of one build.
MANIFEST, ROWS, CHROMA = "manifest.json", "rows.sqlite", "chroma"

_CURRENT, _LOCK, _BUILDS, _ASIDE = "CURRENT", "rowcite.lock", "builds", "tmp-rowcite-"


def current_build(index: Path) -> Path:
    """The folder of the build to open.

    Raises: BuildError where there is no index.
    """
    try:
        name = (index / _CURRENT).read_bytes().decode("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BuildError(f"No index in '{index}'. Run: rowcite index") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"'{index / _CURRENT}' cannot be read. Run: rowcite index --rebuild") from error
    if not name or Path(name).name != name or name in (".", ".."):
        raise BuildError(f"'{index / _CURRENT}' is damaged. Run: rowcite index --rebuild")
    return index / _BUILDS / name


def sibling(build: Path, name: str) -> Path:
    """The folder of another build of the same index."""
    return build.parent / name


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the index as its only writer; the folder is made where there is none.

    Raises: BuildError where another process writes, where this one may not, or where the folder is of
    something else.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        if (index / _BUILDS).exists() and not (index / _LOCK).exists():
            raise BuildError(f"'{index / _BUILDS}' is not of an index. Name an empty or a new folder.")
        lock = FileLock(index / _LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        message = (
            f"Another process is indexing into '{index}'. Wait until it is done, or name another folder."
        )
        raise BuildError(message) from error
    except OSError as error:
        raise unwritable(index, error) from error
    try:
        yield
    except OSError as error:
        raise unwritable(index, error) from error
    finally:
        lock.release()


def unwritable(index: Path, error: OSError) -> BuildError:
    """The error to raise where the system refuses to write into an index."""
    reason = error.strerror or str(error)
    return BuildError(
        f"The index cannot be written to '{index}' ({reason}). Name another folder, or mend that."
    )


def new_aside(index: Path) -> Path:
    """An empty folder beside the builds to make the next one in."""
    return Path(tempfile.mkdtemp(prefix=_ASIDE, dir=index))


def free_name(index: Path, name: str) -> str:
    """`name`, or `name-2`, `name-3`, … where builds of that name are still there."""
    number = 1
    candidate = name
    while (index / _BUILDS / candidate).exists():
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def publish(index: Path, aside: Path, name: str) -> None:
    """Make the finished build the current one. Killed at any point, the index has one whole current build."""
    for path in (*aside.rglob("*"), aside):
        _sync(path)
    (index / _BUILDS).mkdir(exist_ok=True)
    aside.rename(index / _BUILDS / name)
    _sync(index / _BUILDS)
    pointer = index / f"{_ASIDE}{_CURRENT}"
    pointer.write_text(f"{name}\n", "utf-8")
    _sync(pointer)
    os.replace(pointer, index / _CURRENT)  # noqa: PTH105 - the name of the system call says what is relied on
    _sync(index)


def tidy(index: Path, *, keep: Collection[str | None]) -> None:
    """Remove what dead writers left and all builds but `keep` and those that someone has open."""
    for path in index.glob(f"{_ASIDE}*"):
        if path.is_dir():
            remove_build(path)
        else:
            path.unlink(missing_ok=True)
    for path in (index / _BUILDS).glob("*"):
        if path.name not in keep and not _is_open(path):
            remove_build(path)


def remove_build(folder: Path) -> None:
    """Remove a build or what there is of one, and its vectors from the server that keeps them."""
    try:
        place = read_place(folder / CHROMA)
    except BuildError:
        place = None
    if place is not None:
        from .vectors import remove_collection  # importing Chroma takes a second

        remove_collection(place)
    shutil.rmtree(folder, ignore_errors=True)


def hold_open(build: Path) -> IO[bytes]:
    """A file whose being open keeps writers from removing the build.

    Raises: OSError where the build is gone.
    """
    file = (build / MANIFEST).open("rb")
    if sys.platform != "win32":
        fcntl.flock(file, fcntl.LOCK_SH)
    return file


def _is_open(build: Path) -> bool:
    if sys.platform == "win32":
        return False
    try:
        with (build / MANIFEST).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # no manifest: a dead writer's
    return False


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
