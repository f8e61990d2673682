"""Passages in, their vectors stored out: encoded, or taken from the last build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import BuildError

from .build import Build
from .encoder import Encoder
from .passages import Passage
from .progress import Meter, Progress
from .server import new_place

if TYPE_CHECKING:
    from .vectors import Vectors

_BATCH = 256  # passages encoded and stored at once: enough to keep the encoder busy, few enough for progress
_WINDOW = 1_024  # passages that are ordered by length: texts encoded together are padded to the longest


def fill(
    folder: Path,
    passages: Sequence[Passage],
    *,
    encoder: Encoder,
    last: Build | None,
    chroma_url: str | None,
    listener: Callable[[Progress], None] | None,
) -> int:
    """Make a Chroma folder that holds exactly these passages; gives how many texts were encoded.

    The last build's Chroma is copied where at least half of it stays; a vector of an equal text is reused
    wherever it stood. With `chroma_url` the folder only names a collection of that server, which is written
    anew.
    """
    known = _known(last, encoder)
    source = last.vectors() if last is not None and known else None
    same = {passage.id for passage in passages if known.get(passage.id, ("", ""))[1] == passage.stamp}
    is_embedded = chroma_url is None and (source is None or source.place is None)
    # Where less than half stays, deleting costs more than adding.
    is_copied = is_embedded and bool(known) and 2 * len(same) >= len(known)
    if not is_copied:
        same = set()
    gone = [passage_id for passage_id in known if passage_id not in same] if is_copied else []
    if chroma_url is not None:
        new_place(folder, chroma_url)
    missing = [passage for passage in passages if passage.id not in same]
    ids_by_key = {key: passage_id for passage_id, (key, _) in known.items()}
    meter = Meter(listener, "vectors", total=len(missing))
    embedded = reached = 0
    # Chroma is opened, and stores one batch, while the next is encoded.
    with ExitStack() as stack, ThreadPoolExecutor(1) as beside:
        copied = last if is_copied else None
        opening = beside.submit(lambda: stack.enter_context(_opened(folder, copied, gone)))
        stored: Future[None] | None = None
        for batch in _batches(missing):
            vectors = {} if source is None else _reused(batch, ids_by_key, source)
            texts = {passage.key: passage.text for passage in batch if passage.key not in vectors}
            vectors |= dict(zip(texts, encoder.encode(list(texts.values())), strict=True))
            embedded += sum(passage.key in texts for passage in batch)
            target = opening.result()
            if stored is not None:
                stored.result()
            stored = beside.submit(target.add, batch, [vectors[passage.key] for passage in batch])
            reached += len(batch)
            meter.reach(reached)
        (stored or opening).result()
    return embedded


def _opened(folder: Path, copied: Build | None, gone: Sequence[str]) -> Vectors:
    """A Chroma folder to store in: a new one, or a copy of a build's less what is gone."""
    from .vectors import Vectors, copy_vectors  # Chroma takes a second to import

    if copied is None:
        return Vectors(folder, create=True)
    copy_vectors(copied.vectors().folder, folder)
    target = Vectors(folder)
    try:
        target.delete(gone)
    except BaseException:
        target.close()
        raise
    return target


def _batches(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    """All passages, those of similar length together."""
    for first in range(0, len(passages), _WINDOW):
        window = sorted(passages[first : first + _WINDOW], key=lambda passage: len(passage.text))
        yield from (window[start : start + _BATCH] for start in range(0, len(window), _BATCH))


def _known(last: Build | None, encoder: Encoder) -> dict[str, tuple[str, str]]:
    """What the last build holds as id → (key, stamp); nothing where its vectors cannot be used."""
    if last is None or last.manifest.encoder_fingerprint != encoder.fingerprint:
        return {}
    try:
        stored = last.query("SELECT id, key, stamp FROM vectors")
        if last.vectors().count() != len(stored):
            return {}
    except BuildError:
        return {}
    return {passage_id: (key, stamp) for passage_id, key, stamp in stored}


def _reused(
    batch: Sequence[Passage], ids_by_key: Mapping[str, str], source: Vectors
) -> dict[str, list[float]]:
    ids = {ids_by_key[passage.key]: passage.key for passage in batch if passage.key in ids_by_key}
    return {ids[passage_id]: vector for passage_id, vector in source.vectors(list(ids)).items()}
