"""The MCP tools, called by the protocol's own client over both transports."""

import asyncio
import sys

import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from .conftest import environment

SPOT = "Which providers offer spot pricing?"


@pytest.fixture(params=["streamable HTTP", "stdio"])
def place(request, bundled_index, bundled_server, tmp_path):
    """Where a client finds the server."""
    if request.param == "streamable HTTP":
        return f"{bundled_server.url}/mcp"
    arguments = ["-m", "ui.cli", "--index", str(bundled_index), "mcp"]
    return StdioServerParameters(command=sys.executable, args=arguments, env=environment(), cwd=tmp_path)


def with_client(place, calls):
    """What `calls` gives, asked of a client that is connected."""

    async def connected():
        async with Client(place) as client:
            return await calls(client)

    return asyncio.run(connected())


def test_the_four_tools_are_listed_with_their_schemas_and_answer(place):
    async def calls(client):
        return (
            (await client.list_tools()).tools,
            await client.call_tool("ask_catalog", {"question": SPOT}),
            await client.call_tool("search_rows", {"query": "deterministic latency", "k": 2}),
            await client.call_tool("get_row", {"row_id": "cloud-gpu-providers/groq"}),
            await client.call_tool("list_tables", {}),
        )

    tools, answer, hits, row, tables = with_client(place, calls)
    assert [tool.name for tool in tools] == ["ask_catalog", "search_rows", "get_row", "list_tables"]
    assert all(tool.output_schema["type"] == "object" and tool.description for tool in tools)
    assert tools[0].input_schema["required"] == ["question"]
    assert answer.structured_content["rows"] == ["cloud-gpu-providers/aws", "cloud-gpu-providers/azure"]
    assert "AWS" in answer.content[0].text and ".md:7" in answer.content[0].text
    assert [hit["rank"] for hit in hits.structured_content["hits"]] == [1, 2]
    assert row.structured_content["line"] == 14
    assert [table["row_count"] for table in tables.structured_content["tables"]] == [10, 8, 6, 6]


def test_what_is_wrong_with_a_call_is_said_to_the_model(place):
    async def calls(client):
        empty = await client.call_tool("ask_catalog", {"question": " "})
        absent = await client.call_tool("get_row", {"row_id": "cloud-gpu-providers/grok"})
        with pytest.raises(MCPError, match="No tool 'fly'"):
            await client.call_tool("fly", {})
        return empty, absent

    empty, absent = with_client(place, calls)
    assert empty.is_error and empty.content[0].text.startswith("question: ")
    assert absent.is_error and "groq" in absent.content[0].text


def test_an_abstention_is_a_result_and_no_error(place):
    async def calls(client):
        return await client.call_tool("ask_catalog", {"question": "Who is the CEO of NVIDIA?"})

    answer = with_client(place, calls)
    assert not answer.is_error
    assert answer.structured_content["reason"] == "attribute_absent"


def test_a_page_of_another_site_may_not_call(bundled_server):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Origin": "http://evil.example", "Accept": "application/json, text/event-stream"}
    refused = httpx.post(f"{bundled_server.url}/mcp", json=body, headers=headers, timeout=30)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "origin_not_allowed"
