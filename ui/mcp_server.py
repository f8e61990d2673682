"""An assistant in, an MCP server with its four tools out, for either transport. Only here is mcp known."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, TypeVar

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant import Answer, Assistant, Hit
from corpus.errors import RowciteError
from ui.api.catalog import row_shown, tables_shown
from ui.api.errors import Refused
from ui.api.shapes import History, Plan, QuestionText, RowShape, TableShape
from ui.ask_command import legal_text
from ui.terminal import Palette
from ui.text_answer import answer_text

Result = TypeVar("Result")
Run = Callable[[Callable[[], Any]], Awaitable[Any]]

_INSTRUCTIONS = (
    "Answers questions about the tables of “{name}”. Ask `ask_catalog` first: its answers are computed over "
    "all rows, carry the cells they rest on, and say so where the tables do not tell. Do not add to them."
)


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskArguments(_Arguments):
    """What `ask_catalog` takes."""

    question: QuestionText
    history: History = []
    plan: Plan = None


class SearchArguments(_Arguments):
    """What `search_rows` takes."""

    query: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S", description="What to look for")]
    k: Annotated[int, Field(ge=1, le=200, description="How many rows")] = 10


class RowArguments(_Arguments):
    """What `get_row` takes."""

    row_id: Annotated[str, Field(max_length=400, description="table/row, as hits and citations give it")]


class NoArguments(_Arguments):
    """What `list_tables` takes: nothing."""


@dataclass(frozen=True, slots=True)
class Hits:
    """The rows found, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables with their columns and row counts."""

    tables: tuple[TableShape, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One tool: what it takes, gives and does; `call` gives its structured result and a text of it."""

    purpose: str
    takes: type[BaseModel]
    gives: type[Any]
    call: Callable[[Assistant, Any], tuple[Mapping[str, Any], str]]


def _ask(assistant: Assistant, given: AskArguments) -> tuple[Mapping[str, Any], str]:
    history = [{"role": one.role, "content": legal_text(one.content)} for one in given.history]
    answer = assistant.ask(legal_text(given.question), history=history, plan=given.plan)
    return answer.to_dict(), answer_text(answer, Palette(is_on=False))


def _search(assistant: Assistant, given: SearchArguments) -> tuple[Mapping[str, Any], str]:
    hits = assistant.search(legal_text(given.query), k=given.k)
    lines = [f"{hit.rank}. {hit.row_id}" for hit in hits]
    return {"hits": [asdict(hit) for hit in hits]}, "\n".join(lines) or "No row."


def _row(assistant: Assistant, given: RowArguments) -> tuple[Mapping[str, Any], str]:
    table, row = assistant.row(given.row_id)
    cells = zip(table.columns, row.cells, strict=True)
    lines = [f"{column.name}: {cell.text if cell.is_stated else '(not stated)'}" for column, cell in cells]
    return row_shown(table, row), "\n".join(
        [f"{table.name} › {row.name} ({row.file}, line {row.line})", *lines]
    )


def _tables(assistant: Assistant, _given: NoArguments) -> tuple[Mapping[str, Any], str]:
    shown, lines = tables_shown(assistant), []
    for table in shown:
        columns = ", ".join(column["name"] for column in table["columns"])
        lines.append(f"{table['id']} ({table['row_count']} rows): {columns}")
    return {"tables": shown}, "\n".join(lines)


_TOOLS: dict[str, _Kind] = {
    "ask_catalog": _Kind(
        "Answer a question in plain English over all rows, with the cells the answer rests on, or say why "
        "the tables do not tell.",
        AskArguments,
        Answer,
        _ask,
    ),
    "search_rows": _Kind(
        "Rank the rows nearest to some words, without answering.", SearchArguments, Hits, _search
    ),
    "get_row": _Kind("One row with all its cells, its file and line.", RowArguments, RowShape, _row),
    "list_tables": _Kind("The tables with their columns and row counts.", NoArguments, Tables, _tables),
}


def build_mcp(assistant: Assistant, *, run: Run) -> Server[Any]:
    """The server; `run` runs what the assistant is asked, in a thread."""

    async def listed(
        _context: ServerRequestContext[Any], _given: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=[_described(name, kind) for name, kind in _TOOLS.items()])

    async def called(_context: ServerRequestContext[Any], given: CallToolRequestParams) -> CallToolResult:
        kind = _TOOLS.get(given.name)
        if kind is None:
            named = ", ".join(_TOOLS)
            raise MCPError(INVALID_PARAMS, f"No tool '{given.name}'. The tools are {named}.")
        try:
            taken = kind.takes.model_validate(given.arguments or {})
            structured, text = await run(lambda: kind.call(assistant, taken))
        except ValidationError as error:
            first = error.errors()[0]
            return _failed(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.")
        except KeyError as error:
            return _failed(str(error.args[0]))
        except Refused as refused:
            return _failed(f"{refused.message} {refused.hint}")
        except RowciteError as error:
            return _failed(str(error))
        return CallToolResult(
            content=[TextContent(type="text", text=text)], structured_content=dict(structured)
        )

    instructions = _INSTRUCTIONS.format(name=assistant.catalog_name)
    return Server("rowcite", instructions=instructions, on_list_tools=listed, on_call_tool=called)


def _described(name: str, kind: _Kind) -> Tool:
    return Tool(
        name=name,
        description=kind.purpose,
        input_schema=kind.takes.model_json_schema(),
        output_schema=TypeAdapter(kind.gives).json_schema(mode="serialization"),
        annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=message)], is_error=True)
