"""`POST /api/ask`: a question in, the Answer out, at once or as a stream of events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant import Answer
from ui.api.shapes import Message, Question, errors
from ui.api.sharing import Shared
from ui.ask_command import legal_text

_STREAM = "text/event-stream"


def asking_routes(shared: Shared) -> APIRouter:
    """The route that answers questions."""
    routes = APIRouter(tags=["Questions"])
    described = {
        "model": Answer,
        "description": "The Answer",
        "content": {_STREAM: {"schema": {"type": "string"}}},
    }

    @routes.post("/api/ask", responses={200: described, **errors(400, 413, 422, 429, 503)})
    async def ask(asked: Question, request: Request) -> Response:
        """The answer to a question, with its citations.

        What cannot be answered is an Answer too (`status`, `reason`). With `Accept: text/event-stream` come
        the events `reading`, `delta` (pieces of the text) and `answer`.
        """
        question, history = legal_text(asked.question), plain_history(asked.history)
        request.state.question = question
        answer = await shared.ask(question, history=history, plan=asked.plan)
        request.state.answer_status = answer.status.value
        if is_stream_wanted(request.headers.get("accept", "")):
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would hold it back
            return StreamingResponse(_events(answer), media_type=_STREAM, headers=headers)
        return JSONResponse(answer.to_dict())

    return routes


def plain_history(history: Sequence[Message]) -> list[dict[str, str]]:
    """The history as the assistant takes it."""
    return [{"role": message.role, "content": legal_text(message.content)} for message in history]


def is_stream_wanted(accept: str) -> bool:
    """Whether an Accept header names an event stream, and before JSON.

    >>> is_stream_wanted("text/event-stream"), is_stream_wanted("application/json, text/event-stream")
    (True, False)
    """
    stream, whole = accept.find(_STREAM), accept.find("application/json")
    return stream >= 0 and (whole < 0 or stream < whole)


def pieces(text: str) -> list[str]:
    r"""A text in pieces to be streamed, lines or parts of long ones; joined they are the text.

    >>> pieces("One [1].\nTwo.")
    ['One [1].\n', 'Two.']
    """
    found = []
    for line in text.splitlines(keepends=True):
        words = line.split(" ")
        step = 12
        parts = [" ".join(words[at : at + step]) for at in range(0, len(words), step)]
        found += [part + " " for part in parts[:-1]] + parts[-1:]
    return found


def event(name: str, data: object) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _events(answer: Answer) -> Iterator[str]:
    whole: dict[str, Any] = answer.to_dict()
    yield event("reading", {name: whole[name] for name in ("reading", "plan", "readings")})
    for piece in pieces(answer.text):
        yield event("delta", {"text": piece})
    yield event("answer", whole)
