"""A passage in, what LlamaIndex's vector store for Chroma would keep of it as a node out.

Written out here because importing LlamaIndex takes as long as encoding a hundred rows; a test holds it to
what `ChromaVectorStore.add` stores.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from .passages import Passage


def node_metadata(passage: Passage) -> Mapping[str, str | int]:
    """The Chroma metadata of the `TextNode` of a passage; the node's own text is the Chroma document."""
    shown: dict[str, str | int] = {
        "table": passage.table,
        "table_id": passage.table_id,
        "row_id": passage.row_id,
        "row": passage.row,
        "file": passage.file,
        "line": passage.line,
    }
    node: dict[str, object] = {
        "id_": passage.id,
        "embedding": None,
        "metadata": shown,
        "excluded_embed_metadata_keys": list(shown),  # the text names the table and the row already
        "excluded_llm_metadata_keys": [],
        "relationships": {  # 1 is the source
            "1": {
                "node_id": passage.row_id,
                "node_type": None,
                "metadata": {},
                "hash": None,
                "class_name": "RelatedNodeInfo",
            }
        },
        "metadata_template": "{key}: {value}",
        "metadata_separator": "\n",
        "text": "",
        "mimetype": "text/plain",
        "start_char_idx": None,
        "end_char_idx": None,
        "text_template": "{metadata_str}\n\n{content}",
        "class_name": "TextNode",
    }
    references = dict.fromkeys(("document_id", "doc_id", "ref_doc_id"), passage.row_id)
    content = json.dumps(node, ensure_ascii=False)
    return {**shown, "_node_content": content, "_node_type": "TextNode", **references}
