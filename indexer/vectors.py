"""Vectors of passages kept in Chroma, embedded or on a server: the one file that knows chromadb."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

import numpy as np

# isort: split
# After numpy: where one thread imports numpy.typing first, as Chroma does, and another numpy, both fail.
import chromadb
import httpx
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Component, Settings
from chromadb.errors import ChromaError

from corpus.errors import BuildError

from .manifest import REBUILD
from .nodes import node_metadata
from .passages import Passage, row_of
from .server import Place, read_place

COLLECTION = "rows"

_DATABASE = "chroma.sqlite3"
# Chroma's own 16 neighbours, 100 and 100 find 91 % of the ten nearest of 20,000 rows (`eval.bench.growth`).
_GRAPH = CreateHNSWConfiguration(space="cosine", max_neighbors=32, ef_construction=200, ef_search=400)
_ROOM = 2**20  # bytes free: far more than Chroma writes when it opens
_opening = threading.Lock()  # Chroma's table of open folders is not safe between threads


class Vectors:
    """An open collection of row vectors; safe to share between threads, not to carry through a fork."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the Chroma in a folder, or the server's collection that it names, or make one there.

        Raises: BuildError where it cannot be opened.
        """
        self._owner = os.getpid()
        self.folder = folder
        self.place = read_place(folder)
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        if self.place is None and not create and not (folder / _DATABASE).is_file():
            raise BuildError(f"'{folder}' has no vectors. {REBUILD}")
        with _opening, self._told(is_writing=create):
            self._client = self._connected(create=create)
            try:
                self.collection = self._open(create=create)
            except BaseException:
                self._close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def count(self) -> int:
        """How many vectors there are."""
        with self._told():
            return self.collection.count()

    def nearest(self, vector: Sequence[float], *, k: int) -> list[tuple[str, float]]:
        """The ids and cosine similarities of the `k` rows nearest to a unit vector, best first.

        A row of several passages is as near as its nearest one.
        """
        found: dict[str, float] = {}
        wanted = k
        with self._told():
            while len(found) < k:
                answer = self.collection.query(vector, n_results=wanted, include=["distances"])
                ids, distances = answer["ids"][0], (answer["distances"] or [[]])[0]
                for passage_id, distance in zip(ids, distances, strict=True):
                    found.setdefault(row_of(passage_id), max(-1.0, min(1.0, 1.0 - distance)))
                if len(ids) < wanted:
                    break  # these were all
                wanted *= 2  # several passages were of one row
        return list(found.items())[: max(k, 0)]

    def vectors(self, ids: Sequence[str]) -> Mapping[str, list[float]]:
        """The stored vectors of passages, by id."""
        if not ids:
            return {}
        with self._told():
            answer = self.collection.get(ids=list(ids), include=["embeddings"])
        stored = answer["embeddings"]
        if stored is None:
            return {}
        pairs = zip(answer["ids"], stored, strict=True)
        return {passage_id: [float(number) for number in vector] for passage_id, vector in pairs}

    def add(self, passages: Sequence[Passage], vectors: Sequence[Sequence[float]]) -> None:
        """Store passages that are not there yet, as LlamaIndex nodes; what is there would stay as it is."""
        with self._told(is_writing=True):
            for some in self._at_once(len(passages)):
                self.collection.add(
                    ids=[passage.id for passage in passages[some]],
                    embeddings=np.asarray(vectors[some], dtype=np.float32),
                    metadatas=[node_metadata(passage) for passage in passages[some]],
                    documents=[passage.text for passage in passages[some]],
                )

    def delete(self, ids: Sequence[str]) -> None:
        """Remove passages."""
        with self._told(is_writing=True):
            for some in self._at_once(len(ids)):
                self.collection.delete(ids=list(ids[some]))

    def close(self) -> None:
        """Let go of the files once nobody else in this process has them open."""
        with _opening:
            self._close()

    def _close(self) -> None:
        if self._owner != os.getpid():
            return
        _end(self._client)
        if self._copy is not None:
            self._copy.cleanup()

    def _connected(self, *, create: bool) -> Client:
        if self.place is not None:
            return _at(self.place.url)
        folder = str(self._writable(self.folder, create=create))
        try:
            return cast(Client, chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False)))
        except AttributeError as error:  # of the cleaning up (1.5.9) after it could not begin
            raise ValueError(error.__context__ or error) from error

    def _writable(self, folder: Path, *, create: bool) -> Path:
        # Chroma writes when it opens: of a folder that cannot be written it is given a copy.
        if create or (_may_write(folder) and _may_write(folder / _DATABASE) and _has_room(folder)):
            return folder
        self._copy = tempfile.TemporaryDirectory(prefix="rowcite-", ignore_cleanup_errors=True)
        copy_vectors(folder, Path(self._copy.name) / folder.name)
        return Path(self._copy.name) / folder.name

    def _open(self, *, create: bool) -> Collection:
        name = COLLECTION if self.place is None else self.place.collection
        if not create:
            return self._client.get_collection(name, embedding_function=None)
        return self._client.create_collection(name, embedding_function=None, configuration={"hnsw": _GRAPH})

    def _at_once(self, count: int) -> Iterator[slice]:
        """As many of the vectors to write as one call may."""
        most = self._client.get_max_batch_size()
        return (slice(start, start + most) for start in range(0, count, most))

    @contextmanager
    def _told(self, *, is_writing: bool = False) -> Iterator[None]:
        if self._owner != os.getpid():
            raise BuildError(
                "The index was opened before this process forked. Open it again in each process."
            )
        try:
            yield
        except (ChromaError, ValueError, sqlite3.Error, httpx.HTTPError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            if self.place is not None:
                raise _unreachable(self.place.url, reason) from error
            if is_writing:
                message = f"The vectors cannot be written to '{self.folder}' ({reason})."
                raise BuildError(f"{message} Name another folder, or mend that.") from error
            raise BuildError(
                f"The vectors in '{self.folder}' cannot be used ({reason}). {REBUILD}"
            ) from error


def remove_collection(place: Place) -> None:
    """Remove a collection from its server; one that is not there, or a server that is not, is left alone."""
    try:
        with _opening:
            client = _at(place.url)
        try:
            client.delete_collection(place.collection)
        finally:
            with _opening:
                _end(client)
    except (ChromaError, ValueError, httpx.HTTPError):
        return


def _at(url: str) -> Client:
    # Keys, where a server wants one, come from Chroma's own CHROMA_CLIENT_AUTH_… variables.
    parts = urlsplit(url)
    tenant, database = [part for part in parts.path.split("/") if part] or [DEFAULT_TENANT, DEFAULT_DATABASE]
    is_safe = parts.scheme == "https"
    client = chromadb.HttpClient(
        host=parts.hostname or "",
        port=parts.port or (443 if is_safe else 80),
        ssl=is_safe,
        settings=Settings(anonymized_telemetry=False),
        tenant=tenant,
        database=database,
    )
    return cast(Client, client)  # the only class that has `close`


def _end(client: Client) -> None:
    """Close a client and, what its `close` leaves open (1.5.9), the HTTP sessions of it and its own admin."""
    admin = getattr(client, "_admin_client", None)
    servers = [getattr(one, "_server", None) for one in (client, admin)]
    client.close()
    for server in servers:
        session = getattr(server, "_session", None)
        if isinstance(server, Component) and isinstance(session, httpx.Client):  # none where it is embedded
            session.close()
            known = SharedSystemClient._identifier_to_system
            for identifier in [name for name, system in known.items() if system is server._system]:
                del known[identifier]


def _unreachable(url: str, reason: str) -> BuildError:
    return BuildError(
        f"The Chroma server at '{url}' does not give the vectors ({reason}). "
        "Start it, or index again with another ROWCITE_CHROMA_URL."
    )


def copy_vectors(source: Path, target: Path) -> None:
    """Copy a Chroma folder that others may have open.

    Raises: BuildError where its database is damaged; sqlite3.OperationalError or OSError where the disk is
    full or fails.
    """
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{_DATABASE}*"))
    target.chmod(0o755)
    address = f"{(source / _DATABASE).absolute().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True)) as old,
            closing(sqlite3.connect(target / _DATABASE)) as new,
        ):
            old.backup(new)  # a plain copy could catch another process in the middle of a write
    except sqlite3.OperationalError:
        raise
    except sqlite3.Error as error:
        raise BuildError(f"The vectors in '{source}' cannot be read ({error}). {REBUILD}") from error


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _has_room(folder: Path) -> bool:
    return shutil.disk_usage(folder).free >= _ROOM
