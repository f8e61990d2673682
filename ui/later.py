"""How an application is made in, a stand-in for it out: what is asked of it waits until it is made."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ui.api.asgi import Receive, Scope, Send
from ui.terminal import say


class Later:
    """An application whose making takes seconds, made once the server runs; others answer from the start."""

    def __init__(self, make: Callable[[], FastAPI], *, then: Callable[[], None]) -> None:
        """`then` is called once it is made, or could not be."""
        self._make = make
        self._then = then
        self._is_over = asyncio.Event()
        self._is_left = asyncio.Event()
        self._app: FastAPI | None = None
        self._fault: Exception | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the server runs; the application starts and ends in one task, as its parts demand."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._is_left.set()
            if self._app is None:
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        await self._is_over.wait()
        if self._app is None:
            raise RuntimeError("the chat could not be made") from self._fault
        await self._app(scope, receive, send)

    async def _run(self) -> None:
        try:
            app = await asyncio.wrap_future(_in_thread(self._make))
            async with app.router.lifespan_context(app):
                self._app = app
                self._is_over.set()
                self._then()
                await self._is_left.wait()
        except Exception as error:  # the border of a task: those who wait are told, and who runs the server
            say(f"rowcite: The chat could not be opened ({error!r}). The other faces answer.")
            self._fault = error
            self._then()
        finally:
            self._is_over.set()


def _in_thread(make: Callable[[], FastAPI]) -> Future[FastAPI]:
    """What `make` gives; its thread keeps no server that is stopped meanwhile from leaving."""
    made: Future[FastAPI] = Future()

    def run() -> None:
        made.set_running_or_notify_cancel()
        try:
            made.set_result(make())
        except Exception as error:  # the border of a thread: it is raised where the result is awaited
            made.set_exception(error)

    threading.Thread(target=run, name="chat", daemon=True).start()
    return made
