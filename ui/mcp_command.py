"""`rowcite mcp`: the assistant's tools for a program that starts this one, over stdin and stdout."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from assistant import Assistant
from corpus.settings import Settings
from ui.opening import open_assistant


def run(_arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Serves until its input ends."""
    with redirect_stdout(StringIO()), open_assistant(settings, environ) as assistant:
        pass  # a first build must not write where the protocol is spoken
    with open_assistant(settings, environ) as assistant:
        asyncio.run(_serve(assistant))
    return 0


async def _serve(assistant: Assistant) -> None:
    from mcp.server.stdio import stdio_server  # a second of imports, for this command only

    from ui.mcp_server import build_mcp

    async def in_thread(step: Callable[[], Any]) -> Any:
        return await asyncio.to_thread(step)

    server = build_mcp(assistant, run=in_thread)
    async with stdio_server() as (coming, going):
        await server.run(coming, going, server.create_initialization_options())
