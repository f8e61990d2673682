"""`/mcp`: the assistant's tools over streamable HTTP. MCP is imported and started by its first request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.routing import Route

from ui.api.asgi import App, Receive, Scope, Send, header
from ui.api.errors import Refused, refuse
from ui.api.sharing import Shared

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager


class Mcp:
    """The door at `/mcp`; each request stands alone, so that a restart loses no session."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._is_wanted = asyncio.Event()
        self._is_open = asyncio.Event()
        self._manager: StreamableHTTPSessionManager | None = None
        self._fault: BaseException | None = None

    @property
    def routes(self) -> list[Route]:
        """Its routes."""
        return [
            Route(path, endpoint=_Door(self.answer), include_in_schema=False) for path in ("/mcp", "/mcp/")
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the server runs; its tasks begin and end in one task, as they must."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; a page of another site is refused, as the protocol demands."""
        origin, host = header(scope, b"origin"), header(scope, b"host")
        shown_at = header(scope, b"x-forwarded-host") or host
        if origin and urlsplit(origin).netloc not in (host, shown_at):
            refused = Refused(
                403, "origin_not_allowed", f"Pages of '{origin}' may not call.", "Call without one."
            )
            await refuse(scope, send, refused)
            return
        self._is_wanted.set()
        await self._is_open.wait()
        if self._manager is None:
            raise RuntimeError("MCP did not start") from self._fault
        await self._manager.handle_request(scope, receive, send)

    async def _run(self) -> None:
        await self._is_wanted.wait()
        try:
            manager = await asyncio.to_thread(self._built)
            async with manager.run():
                self._manager = manager
                self._is_open.set()
                await asyncio.Event().wait()
        except Exception as error:  # the requests that wait are told
            self._fault = error
            raise
        finally:
            self._is_open.set()

    def _built(self) -> StreamableHTTPSessionManager:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager  # a second of imports

        from ui.mcp_server import build_mcp

        server = build_mcp(self._shared.assistant, run=self._shared.queue.run)
        return StreamableHTTPSessionManager(server, stateless=True, json_response=True)


class _Door:
    """An ASGI application, which a route hands every method to."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
