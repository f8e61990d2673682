"""The assistant for LlamaIndex programs: a retriever of rows and a query engine.

Only here is llama_index known to the assistant. Neither asks a language model or
LlamaIndex's global settings for anything.
"""

from __future__ import annotations

import asyncio

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.answer import Answer
from assistant.assistant import Assistant
from corpus.types import Row, Table


class RowciteRetriever(BaseRetriever):
    """The rows closest to a query, by words and by meaning, best first, each as one node with its score."""

    def __init__(self, assistant: Assistant, *, k: int = 10) -> None:
        super().__init__()
        self._assistant = assistant
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._assistant.search(query_bundle.query_str, k=self._k)
        return [NodeWithScore(node=row_node(*self._assistant.row(h.row_id)), score=h.score) for h in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class RowciteQueryEngine(BaseQueryEngine):
    """Answers computed over all rows: the text with its markers, and the cited rows as source nodes.

    The source node of marker `[n]` has `n` in its metadata as `marker`; the whole Answer stands in the
    response's metadata as `rowcite`. What the catalog does not say is a response that says so.
    """

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(callback_manager=None)
        self._assistant = assistant

    def _query(self, query_bundle: QueryBundle) -> Response:
        return self._responded(self._assistant.ask(query_bundle.query_str))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _responded(self, answer: Answer) -> Response:
        sources = []
        for citation in answer.citations:
            if citation.row_id is not None:
                node = row_node(*self._assistant.row(citation.row_id))
                node.metadata["marker"] = citation.marker
                node.excluded_embed_metadata_keys.append("marker")
                sources.append(NodeWithScore(node=node))
        return Response(answer.text, source_nodes=sources, metadata={"rowcite": answer.to_dict()})


def row_node(table: Table, row: Row) -> TextNode:
    """A row as a node: its stated cells as the text, where it stands as metadata, its id as the node's."""
    cells = zip(table.columns, row.cells, strict=True)
    lines = [f"{column.name}: {cell.text}" for column, cell in cells if cell.is_stated]
    metadata = {
        "table": table.name,
        "table_id": table.id,
        "row": row.name,
        "row_id": row.id,
        "file": row.file,
        "line": row.line,
    }
    return TextNode(
        id_=row.id,
        text="\n".join(lines),
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=row.id)},
    )
