"""LlamaIndex retrievers as rankings of rows: the plain baseline, and anybody's own by `module:object`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.errors import WrongUse
from corpus.types import Catalog
from indexer import Encoder, Hit, Retriever


class RetrieverError(WrongUse):
    """A `module:object` names no LlamaIndex retriever, or one that ranks something else than rows."""


@contextmanager
def plain_llamaindex(catalog: Catalog, encoder: Encoder, *, k: int) -> Iterator[Retriever]:
    """What LlamaIndex over Chroma gives out of the box, with the encoder that Rowcite uses.

    One node a row, its cells as `column: value`, and the table's name as metadata, which LlamaIndex embeds
    with the text by default.
    """
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from indexer.llama import RowciteEmbedding

    nodes = [
        TextNode(
            id_=row.id,
            text="\n".join(
                f"{column.name}: {cell.text}"
                for column, cell in zip(table.columns, row.cells, strict=True)
                if cell.is_stated
            ),
            metadata={"table": table.name},
        )
        for table in catalog.tables
        for row in table.rows
    ]
    with tempfile.TemporaryDirectory(prefix="rowcite-eval-", ignore_cleanup_errors=True) as folder:
        client = chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False))
        store = ChromaVectorStore(chroma_collection=client.create_collection("rows", embedding_function=None))
        index = VectorStoreIndex.from_vector_store(store, embed_model=RowciteEmbedding(encoder))
        index.insert_nodes(nodes)
        try:
            yield _Ranked(index.as_retriever(similarity_top_k=k), {node.id_: node.id_ for node in nodes})
        finally:
            close = getattr(client, "close", None)
            if close is not None:
                close()


def named_retriever(path: str, catalog: Catalog, corpus: Path) -> Retriever:
    """The LlamaIndex retriever at `module:object`; a function there is called with the corpus's path.

    Modules of the working directory are found too. A node is the row that its `row_id` metadata names, else
    the one with its own id or its source's.

    Raises:
        RetrieverError: there is no such object, or it has no `retrieve`.
    """
    module, _, name = path.partition(":")
    if not module or not name:
        raise RetrieverError(f"--retriever '{path}': write MODULE:OBJECT, as in my_search:retriever")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found: Any = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise RetrieverError(f"--retriever '{path}': {error}. Correct the name.") from None
    if not hasattr(found, "retrieve") and callable(found):
        found = found(corpus)
    if not hasattr(found, "retrieve"):
        kind = type(found).__name__
        raise RetrieverError(
            f"--retriever '{path}' is a {kind}. Name a LlamaIndex retriever, or a function that gives one."
        )
    return _Ranked(found, {row.id: row.id for table in catalog.tables for row in table.rows})


class _Ranked:
    """A LlamaIndex retriever as rows with ranks; several nodes of one row count once, at the best rank."""

    def __init__(self, retriever: Any, rows: Mapping[str, str]) -> None:
        self._retriever = retriever
        self._rows = rows

    def __call__(self, query: str, *, k: int) -> tuple[Hit, ...]:
        if not query.strip():
            return ()
        scores: dict[str, float] = {}
        found = self._retriever.retrieve(query)
        for node in found:
            names = (node.metadata.get("row_id"), node.node_id, node.node.ref_doc_id)
            row_id = next((self._rows[name] for name in names if name in self._rows), None)
            if row_id is not None:
                scores.setdefault(row_id, float(node.score or 0.0))
        if found and not scores:
            raise RetrieverError(
                f"The retriever gave {len(found)} nodes, none of them a row (first: '{found[0].node_id}')."
                " Put 'row_id' into their metadata: rowcite eval export --format beir writes the ids."
            )
        ordered = list(scores.items())[:k]
        return tuple(Hit(row, score, rank, "llamaindex") for rank, (row, score) in enumerate(ordered, 1))
