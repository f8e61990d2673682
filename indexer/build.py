"""A published build, open for reading: its tables and rows, SQL over them, and search."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import BuildError
from corpus.types import Row, Table
from corpus.words import stems

from .encoder import Encoder, encoder_named
from .folder import CHROMA, MANIFEST, ROWS, current_build, hold_open
from .fusion import fuse, ranked
from .hits import Hit
from .manifest import REBUILD, Manifest, read_manifest
from .rows import RowFile, nearest_id

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

    from .vectors import Vectors

_DEPTH = 100  # hits of each retriever that are fused; further down a rank adds less than 1/160


class Build:
    """One build. It never changes, and it stays readable until `close` even when others follow it.

    Safe to share between threads. Opening loads no model and no Chroma; `dense` and `search` do, once.
    """

    def __init__(self, folder: Path, *, encoder: Encoder | None = None) -> None:
        """Open the build in a folder; `encoder` must be the one it was made with (default: as it names).

        Raises: BuildError where it is damaged, incomplete or of another format.
        """
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder / MANIFEST)
        self.encoder: Encoder = encoder if encoder is not None else encoder_named(self.manifest.encoder)
        self._vectors: Vectors | None = None
        self._lock = threading.Lock()
        _check_files(folder, self.manifest)
        try:
            self._held = hold_open(folder)
        except OSError as error:
            raise BuildError(f"The build in '{folder}' was just removed. Open the index again.") from error
        try:
            self._file = RowFile(folder / ROWS)
        except BaseException:
            self._held.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def id(self) -> str:
        """Names the build; equal builds of one catalog have equal ids unless a rebuild was asked for."""
        return self.manifest.build

    @property
    def catalog_name(self) -> str:
        """What the catalog calls itself."""
        return self.manifest.catalog_name

    @property
    def catalog_description(self) -> str:
        """What the catalog says about itself."""
        return self.manifest.catalog_description

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in order, with their columns but without rows."""
        return self._file.tables

    def row_count(self, table_position: int) -> int:
        """How many rows a table has, not counting totals."""
        return self._file.row_count(table_position)

    def query(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All lines that a SELECT over the layout in `schema` gives.

        Raises: sqlite3.OperationalError for wrong SQL.
        """
        return self._file.query(sql, params)

    def table_rows(self, position: int) -> tuple[Row, ...]:
        """All rows of a table in file order, without totals; read once and kept."""
        return self._file.table_rows(position)

    def row(self, row_id: str) -> tuple[Table, Row]:
        """A row and its table.

        Raises: KeyError where no row has that id, naming the id most like it.
        """
        found = self._file.row(row_id)
        if found is not None:
            return found
        nearest = nearest_id(row_id, (known for (known,) in self.query("SELECT row_id FROM rows")))
        hint = f" Did you mean '{nearest}'?" if nearest else ""
        raise KeyError(f"No row '{row_id}' in this index.{hint}")

    def rows_by_number(self, numbers: Sequence[int]) -> list[tuple[int, Row]]:
        """The rows with these running numbers, each with its table's position, in the order given."""
        return self._file.numbered(numbers)

    def lexical(self, query: str, *, k: int) -> tuple[Hit, ...]:
        """The rows that share words with a query, by BM25 over stems.

        Cost: grows with the number of rows that have any of the words.
        """
        words = list(dict.fromkeys(stems(query)))
        if not words or k < 1:
            return ()
        from .postings import best_rows  # importing numpy takes 0.1 s that most questions save

        return ranked(best_rows(self._file, words, k=k), k=k, retriever="lexical")

    def dense(self, query: str, *, k: int) -> tuple[Hit, ...]:
        """The rows nearest to a query in meaning; the score is the cosine similarity, from -1 to 1.

        Raises: EncoderError, or BuildError where this build was made with another encoder.
        """
        if k < 1 or not query.strip() or self.manifest.vectors == 0:
            return ()
        self._check_encoder()
        [vector] = self.encoder.encode([query])
        return ranked(self._opened().nearest(vector, k=k), k=k, retriever="dense")

    def search(self, query: str, *, k: int) -> tuple[Hit, ...]:
        """The rows that `lexical` and `dense` find, by reciprocal rank fusion."""
        depth = max(k, _DEPTH)
        return fuse([self.lexical(query, k=depth), self.dense(query, k=depth)], k=k)

    def collection(self) -> Collection:
        """The Chroma collection of row vectors, for programs that speak Chroma or LlamaIndex; read only."""
        return self._opened().collection

    def vectors(self) -> Vectors:
        """The row vectors; opened on first use."""
        return self._opened()

    def share_encoder(self, other: Build) -> None:
        """Use the encoder of another build, loaded already, where it is the one that made this build too."""
        mine, theirs = self.manifest, other.manifest
        if (mine.encoder, mine.encoder_fingerprint) == (theirs.encoder, theirs.encoder_fingerprint):
            self.encoder = other.encoder

    def close(self) -> None:
        """Let go of all files; a build that others follow may be removed then."""
        self._file.close()
        with self._lock:
            if self._vectors is not None:
                self._vectors.close()
                self._vectors = None
        self._held.close()

    def _opened(self) -> Vectors:
        with self._lock:
            if self._held.closed:
                raise BuildError(f"The build in '{self.folder}' was closed. Open the index again.")
            if self._vectors is None:
                from .vectors import Vectors  # importing Chroma takes a second that most questions save

                self._vectors = Vectors(self.folder / CHROMA)
            return self._vectors

    def _check_encoder(self) -> None:
        made_with = self.manifest.encoder_fingerprint
        if self.encoder.fingerprint != made_with:
            message = f"'{self.folder}' was made with the encoder '{self.manifest.encoder}'"
            raise BuildError(f"{message}, not with '{self.encoder.name}' as it is here. {REBUILD}")


def open_build(index: Path, *, encoder: Encoder | None = None) -> Build:
    """The current build of an index; `encoder` must be the one it was made with (default: as it names).

    Cheap: loads no model and no Chroma.

    Raises: BuildError where there is no index, or none that this version can read.
    """
    return Build(current_build(index), encoder=encoder)


def _check_files(folder: Path, manifest: Manifest) -> None:
    try:
        size = (folder / ROWS).stat().st_size
        is_whole = size == manifest.size and any((folder / CHROMA).iterdir())
    except OSError as error:
        raise BuildError(f"'{error.filename}' is missing or cannot be read. {REBUILD}") from error
    if not is_whole:
        raise BuildError(f"The build in '{folder}' is not whole. {REBUILD}")
