"""An index in, whether its corpus has changed since out, told cheaply."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import CorpusError
from corpus.settings import MAX_FILE_MB

from .folder import MANIFEST, current_build
from .manifest import read_manifest


def has_corpus_changed(index: Path, *, max_file_mb: int = MAX_FILE_MB) -> bool:
    """Whether the files that the current build was made from hold something else by now.

    Cost: a look at each file's time. Only where one is later than the build are the files read, for a touch
    changes nothing. False where they cannot be read: the build answers without them.

    Raises: BuildError where there is no index, or one whose manifest cannot be read.
    """
    manifest = read_manifest(current_build(index) / MANIFEST)
    corpus, built = Path(manifest.corpus), dt.datetime.fromisoformat(manifest.created).timestamp()
    try:
        if not any(time > built for time in _times(corpus)):
            return False
        from corpus import fingerprint  # the parsers behind it take 0.15 s

        return fingerprint(corpus, max_file_mb=max_file_mb) != manifest.fingerprint
    except (OSError, CorpusError):
        return False


def _times(corpus: Path) -> Iterator[float]:
    """When each file and folder of a corpus was last written; a folder is when a file comes or goes."""
    if corpus.is_file():
        yield from (path.stat().st_mtime for path in (corpus, corpus.with_suffix(".toml")) if path.exists())
        return
    for where, folders, files in os.walk(corpus):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        yield Path(where).stat().st_mtime
        for name in files:
            if not name.startswith("."):
                yield Path(where, name).lstat().st_mtime
