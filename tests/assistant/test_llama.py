import asyncio

import pytest
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.tools import QueryEngineTool

from assistant import Assistant
from assistant.llama import RowciteQueryEngine, RowciteRetriever
from corpus import bundled_corpus

SPOT = "Which providers offer spot pricing?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    index = tmp_path_factory.mktemp("llama") / "index"
    with Assistant.from_corpus(bundled_corpus(), index=index) as opened:
        yield opened


def test_the_retriever_gives_the_rows_of_a_search_with_their_scores(assistant):
    hits = assistant.search("deterministic latency", k=3)
    nodes = RowciteRetriever(assistant, k=3).retrieve("deterministic latency")
    assert [(node.node_id, node.score) for node in nodes] == [(hit.row_id, hit.score) for hit in hits]
    assert nodes[0].metadata["line"] == 14
    assert "LPU (custom ASIC)" in nodes[0].text
    again = asyncio.run(RowciteRetriever(assistant, k=3).aretrieve("deterministic latency"))
    assert [node.node_id for node in again] == [node.node_id for node in nodes]


def test_the_query_engine_gives_the_answer_and_the_cited_rows(assistant):
    answer = assistant.ask(SPOT)
    response = RowciteQueryEngine(assistant).query(SPOT)
    assert str(response) == answer.text
    assert [node.node_id for node in response.source_nodes] == [c.row_id for c in answer.citations]
    assert [node.metadata["marker"] for node in response.source_nodes] == [1, 2]
    assert response.metadata["rowcite"]["values"] == list(answer.values)
    assert str(asyncio.run(RowciteQueryEngine(assistant).aquery(SPOT))) == answer.text


def test_an_abstention_is_a_response_without_sources_of_rows_it_does_not_cite(assistant):
    response = RowciteQueryEngine(assistant).query("Who is the CEO of NVIDIA?")
    assert response.metadata["rowcite"]["status"] == "abstained"
    assert len(response.source_nodes) == len(response.metadata["rowcite"]["citations"])


def test_an_agents_tool_can_be_made_of_the_query_engine(assistant):
    tool = QueryEngineTool.from_defaults(RowciteQueryEngine(assistant), name="catalog", description="Tables.")
    assert "AWS" in str(tool.call(SPOT))
    assert "AWS" in str(asyncio.run(tool.acall(input=SPOT)))


def test_the_retriever_stands_beside_others_in_a_program_of_llama_index(assistant):
    from llama_index.core.llms import MockLLM

    both = [RowciteRetriever(assistant, k=2), RowciteRetriever(assistant, k=4)]
    fused = QueryFusionRetriever(both, llm=MockLLM(), num_queries=1, similarity_top_k=3, use_async=False)
    assert fused.retrieve("deterministic latency")[0].node_id == "cloud-gpu-providers/groq"
