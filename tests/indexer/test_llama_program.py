from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from pathlib import Path
from llama_index.core import VectorStoreIndex
from llama_index.vector_stores.chroma import ChromaVectorStore
from indexer import open_build
from indexer.llama import RowciteEmbedding

with open_build(Path(".rowcite")) as build:
    store = ChromaVectorStore(chroma_collection=build.collection())
    index = VectorStoreIndex.from_vector_store(store, embed_model=RowciteEmbedding())
    for found in index.as_retriever(similarity_top_k=3).retrieve("Who lives where it is icy?"):
        print(f"{found.score:.2f}", found.metadata["row_id"], found.text)
"""


def test_a_ten_line_llama_index_program_retrieves_rows(zoo_index, tmp_path):
    (tmp_path / ".rowcite").symlink_to(zoo_index)
    paths = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    first, *others = done.stdout.splitlines()
    assert "animals/penguin" in first and "Icy coasts" in first
    assert len(others) == 2


def test_a_node_carries_where_its_row_stands_and_embeds_only_its_text(zoo):
    from llama_index.core.schema import MetadataMode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    [node] = ChromaVectorStore(chroma_collection=zoo.collection()).get_nodes(["animals/otter"])
    assert {key: node.metadata[key] for key in ("table_id", "row_id", "row", "file", "line")} == {
        "table_id": "animals",
        "row_id": "animals/otter",
        "row": "Otter",
        "file": "animals.csv",
        "line": 5,
    }
    assert node.metadata["table"] == zoo.tables[0].name
    assert node.ref_doc_id == "animals/otter"
    assert node.get_content(MetadataMode.EMBED) == node.text
    assert "Weight" not in node.text  # its cell is not stated


def test_what_is_stored_is_what_llama_index_would_store(zoo):
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    given = {}

    class Noting(type(zoo.collection())):
        def __init__(self):
            pass

        def add(self, **what):
            given.update(what)

    stored = zoo.collection().get(ids=["animals/otter"], include=["documents", "metadatas", "embeddings"])
    [text], [vector] = stored["documents"], stored["embeddings"]
    shown = ("table", "table_id", "row_id", "row", "file", "line")
    node = TextNode(
        id_="animals/otter",
        text=text,
        embedding=[float(number) for number in vector],
        metadata={name: stored["metadatas"][0][name] for name in shown},
        excluded_embed_metadata_keys=list(shown),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id="animals/otter")},
    )
    ChromaVectorStore(chroma_collection=Noting()).add([node])
    assert given["metadatas"] == stored["metadatas"]
    assert (given["ids"], given["documents"]) == (stored["ids"], stored["documents"])


def test_the_embedding_gives_the_vectors_of_its_encoder(encoder):
    import asyncio

    from indexer.llama import RowciteEmbedding

    embedding = RowciteEmbedding(encoder)
    [expected] = encoder.encode(["a slow animal"])
    assert embedding.model_name == encoder.name
    assert embedding.get_query_embedding("a slow animal") == expected
    assert embedding.get_text_embedding("a slow animal") == expected
    assert asyncio.run(embedding.aget_query_embedding("a slow animal")) == expected
    assert len(embedding.get_text_embedding_batch(["a", "b", "c"])) == 3
