"""The encoder as LlamaIndex's embedding: the one file that imports llama_index."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr

from .encoder import Encoder, encoder_named


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
