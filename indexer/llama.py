"""Rows as LlamaIndex nodes, the encoder as its embedding: the one file that knows llama_index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chromadb.api.models.Collection import Collection
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from .encoder import Encoder, encoder_named
from .passages import Passage


class RowciteEmbedding(BaseEmbedding):
    """Rowcite's encoder for LlamaIndex: what it embeds compares with the vectors of a build."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder | None = None, **settings: Any) -> None:
        """`encoder` is the one that the build was made with, by default the packaged MiniLM."""
        chosen = encoder if encoder is not None else encoder_named()
        super().__init__(model_name=chosen.name, **settings)
        self._encoder = chosen

    @classmethod
    def class_name(cls) -> str:
        """The name that LlamaIndex keeps for this class."""
        return "RowciteEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._encoder.encode([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._encoder.encode([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._encoder.encode(texts)


def write_vectors(
    collection: Collection, passages: Sequence[Passage], vectors: Sequence[Sequence[float]]
) -> None:
    """Store passages that the collection does not have; it would keep the old of one that it has."""
    nodes = [_node(passage, vector) for passage, vector in zip(passages, vectors, strict=True)]
    ChromaVectorStore(chroma_collection=collection).add(list(nodes))


def _node(passage: Passage, vector: Sequence[float]) -> TextNode:
    metadata = {
        "table": passage.table,
        "table_id": passage.table_id,
        "row_id": passage.row_id,
        "row": passage.row,
        "file": passage.file,
        "line": passage.line,
    }
    return TextNode(
        id_=passage.id,
        text=passage.text,
        embedding=list(vector),
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),  # the text names the table and the row already
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.row_id)},
    )
