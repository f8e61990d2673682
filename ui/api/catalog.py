"""`GET /api/search`, `/api/tables` and `/api/rows`: the catalog itself, without answering."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from assistant import Assistant, Hit
from corpus.types import Column, Row, Table
from ui.api.errors import not_found
from ui.api.shapes import PageShape, RowShape, TableShape, errors
from ui.api.sharing import Shared
from ui.ask_command import legal_text

_BIGGEST = 2**53 - 1  # what every client can say exactly


def catalog_routes(shared: Shared) -> APIRouter:
    """The routes that show rows and tables."""
    assistant, routes = shared.assistant, APIRouter(tags=["Catalog"])

    @routes.get("/api/search", responses={200: {"model": list[Hit]}, **errors(422, 429, 503)})
    async def search(
        q: Annotated[
            str,
            Query(
                min_length=1,
                max_length=2000,
                pattern=r"\S",
                description="What to look for",
                examples=["predictable latency"],
            ),
        ],
        k: Annotated[int, Query(ge=1, le=200, description="How many rows")] = 10,
    ) -> JSONResponse:
        """The rows nearest to some words, best first, by words and by meaning."""
        hits = await shared.queue.run(lambda: assistant.search(legal_text(q), k=k))
        return JSONResponse([asdict(hit) for hit in hits])

    @routes.get("/api/tables", responses={200: {"model": list[TableShape]}, **errors()})
    def tables() -> JSONResponse:
        """The tables with their columns and row counts."""
        return JSONResponse(tables_shown(assistant))

    @routes.get("/api/tables/{table}", responses={200: {"model": PageShape}, **errors(404, 422)})
    def table(
        table: Annotated[str, Path(description="The table's id", examples=["cloud-gpu-providers"])],
        offset: Annotated[int, Query(ge=0, le=_BIGGEST, description="How many rows to pass over")] = 0,
        limit: Annotated[int, Query(ge=1, le=200, description="How many rows at most")] = 200,
    ) -> JSONResponse:
        """One table with a page of its rows, in file order."""
        found = next((one for one in assistant.tables() if one.id == table), None)
        if found is None:
            raise not_found(f"No table '{table}'.", hint="/api/tables lists the tables with their ids.")
        plan = {"version": 1, "ask": {"op": "names", "rows": {"op": "table", "table": table}}}
        page = [row_shown(*pair) for pair in assistant.rows(plan, offset=offset, limit=limit)]
        return JSONResponse(
            {**table_shown(found, assistant.row_count(table)), "offset": offset, "rows": page}
        )

    @routes.get("/api/rows/{row_id:path}", responses={200: {"model": RowShape}, **errors(404, 422)})
    def row(
        row_id: Annotated[str, Path(description="table/row", examples=["cloud-gpu-providers/groq"])],
    ) -> JSONResponse:
        """One row with all its cells, its file and line."""
        try:
            return JSONResponse(row_shown(*assistant.row(row_id)))
        except KeyError as error:
            hint = "Row ids look like table/row; /api/search and every citation give them."
            raise not_found(str(error.args[0]), hint=hint) from None

    return routes


def tables_shown(assistant: Assistant) -> list[dict[str, Any]]:
    """The tables as every face of programs shows them."""
    return [table_shown(table, assistant.row_count(table.id)) for table in assistant.tables()]


def table_shown(table: Table, row_count: int) -> dict[str, Any]:
    """A table without its rows."""
    return {
        "id": table.id,
        "name": table.name,
        "description": table.description,
        "source": table.source,
        "row_count": row_count,
        "columns": [_column(column) for column in table.columns],
    }


def row_shown(table: Table, row: Row) -> dict[str, Any]:
    """A row with its cells and where it stands."""
    cells = [
        {"column": column.name, "text": cell.text, "is_stated": cell.is_stated}
        for column, cell in zip(table.columns, row.cells, strict=True)
    ]
    return {
        "row_id": row.id,
        "row": row.name,
        "table_id": table.id,
        "table": table.name,
        "cells": cells,
        "file": row.file,
        "line": row.line,
    }


def _column(column: Column) -> dict[str, str]:
    return {
        "name": column.name,
        "kind": column.kind.value,
        "unit": column.unit,
        "description": column.description,
    }
