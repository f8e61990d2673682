"""`rowcite search`: the rows nearest to some words, ranked; nothing is claimed about them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict

from assistant import Assistant
from corpus.errors import WrongUse
from corpus.settings import Settings
from indexer.hits import Hit
from ui.ask_command import legal_text
from ui.opening import open_assistant
from ui.terminal import Palette, palette_for, printable

_CELLS_SHOWN = 3  # enough to recognise a row by


def run(arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Prints the hits, best first."""
    query = legal_text(" ".join(arguments.query))
    if not query.strip():
        raise WrongUse("The query is empty. Say what to look for: rowcite search WORDS")
    with open_assistant(settings, environ) as assistant:
        hits = assistant.search(query, k=arguments.k)
        if arguments.json:
            print(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2))
            return 0
        palette = palette_for(sys.stdout, environ)
        for hit in hits:
            print(_hit(hit, assistant, palette))
    if not hits:
        print("No row comes near.")
    return 0


def _hit(hit: Hit, assistant: Assistant, palette: Palette) -> str:
    table, row = assistant.row(hit.row_id)
    cells = [
        f"{column.name}: {cell.text}"
        for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
        if at != table.key and cell.is_stated
    ]
    rank = palette.accent(f"{hit.rank:>3}.")
    name = palette.bold(printable(row.name))
    score = palette.quiet(f"{hit.score:.3f}  {printable(row.file)}:{row.line}")
    shown = printable(" · ".join(cells[:_CELLS_SHOWN]))
    return f"{rank} {printable(table.name)} › {name}  {score}\n     {shown}"
