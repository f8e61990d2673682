"""The chat's stand-in while the chat is made."""

import asyncio
import subprocess
import sys
import threading
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from ui.later import Later

from .conftest import environment


def made_app(events):
    @asynccontextmanager
    async def lifespan(_app):
        events.append("starts")
        yield
        events.append("ends")

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def page():
        return "the chat"

    return app


def client_of(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat")


def test_a_page_that_is_asked_for_while_the_chat_is_made_waits_for_it():
    may_end, events = threading.Event(), []

    def make():
        may_end.wait()
        return made_app(events)

    async def asked():
        later = Later(make, then=lambda: events.append("then"))
        async with later.running(), client_of(later) as client:
            waiting = asyncio.create_task(client.get("/"))
            await asyncio.sleep(0.05)
            assert not waiting.done() and events == []
            may_end.set()
            assert (await waiting).json() == "the chat"
            assert (await client.get("/")).json() == "the chat"
        assert events == ["starts", "then", "ends"]

    asyncio.run(asked())


def test_a_chat_that_cannot_be_made_is_said_and_holds_nobody_up(capsys):
    def make():
        raise ImportError("no gradio")

    async def asked():
        told = []
        later = Later(make, then=lambda: told.append("then"))
        async with later.running(), client_of(later) as client:
            with pytest.raises(RuntimeError, match="could not be made"):
                await client.get("/")
        assert told == ["then"]

    asyncio.run(asked())
    assert "no gradio" in capsys.readouterr().err


def test_a_server_that_is_stopped_while_the_chat_is_made_leaves_at_once():
    may_end = threading.Event()

    async def asked():
        async with Later(may_end.wait, then=lambda: None).running():
            await asyncio.sleep(0.05)

    asyncio.run(asked())  # would wait for the thread for ever
    may_end.set()


def test_what_serves_is_imported_without_gradio_and_mcp():
    code = (
        "import sys, ui.serving; print([name for name in ('gradio', 'mcp', 'torch') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
