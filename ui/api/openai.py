"""`/v1/chat/completions` and `/v1/models`: the assistant for programs that speak OpenAI's protocol."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant import Answer
from ui.api.asking import pieces
from ui.api.errors import Refused, not_found
from ui.api.openai_shapes import MODEL, ChatRequest, completion, head_of, model_card, piece, usage_of
from ui.api.sharing import Shared
from ui.ask_command import legal_text

_HISTORY_LIMIT = 40  # messages that are replayed: the contract's; of longer conversations the last ones
_QUESTION_LIMIT = 2000  # characters, the contract's


def openai_routes(shared: Shared) -> APIRouter:
    """The routes of OpenAI's protocol."""
    routes, started = APIRouter(tags=["OpenAI's protocol"]), int(time.time())
    told = "A completion, or with `stream` its pieces as events"
    stream = {"text/event-stream": {"schema": {"type": "string"}}}
    completed = {"description": told, "model": dict[str, Any], "content": stream}

    @routes.post("/v1/chat/completions", responses={200: completed, **_errors(400, 413, 422, 429, 503)})
    async def complete(asked: ChatRequest, request: Request) -> Response:
        """The answer to the last message of the user's, with what was said before it."""
        question, history = _question_of(asked)
        request.state.question = question
        answer = await shared.ask(question, history=history)
        request.state.answer_status = answer.status.value
        if asked.stream:
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            return StreamingResponse(_events(asked, answer), media_type="text/event-stream", headers=headers)
        return JSONResponse(completion(asked, answer))

    @routes.get("/v1/models", responses=_errors())
    async def models() -> dict[str, Any]:
        """The models: one, the catalog's answers."""
        return {"object": "list", "data": [model_card(started)]}

    @routes.get("/v1/models/{model}", responses=_errors(404, 422))
    async def model(model: str) -> dict[str, Any]:
        """One model."""
        if model != MODEL:
            raise not_found(f"No model '{model}'.", hint=f"The only one is '{MODEL}'.")
        return model_card(started)

    return routes


def _errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"description": "An error of OpenAI's shape"} for status in (401, *statuses)}


def _question_of(asked: ChatRequest) -> tuple[str, list[dict[str, str]]]:
    """The last message of the user's and, as history, what they and the assistant said before it.

    A system message is an instruction to a language model; there is none, so it says nothing here.

    Raises:
        Refused: there is no question, or it is too long.
    """
    said = [(message.role, legal_text(message.text)) for message in asked.messages]
    at = max((at for at, (role, text) in enumerate(said) if role == "user" and text.strip()), default=None)
    if at is None:
        hint = 'Send a message with the role "user".'
        raise Refused(422, "invalid_field", "There is no question in messages.", hint, param="messages")
    question = said[at][1]
    if len(question) > _QUESTION_LIMIT:
        message = f"The question has {len(question)} characters; at most {_QUESTION_LIMIT} are read."
        raise Refused(422, "invalid_field", message, "Ask a shorter one.", param="messages")
    before = [{"role": role, "content": text} for role, text in said[:at] if role in ("user", "assistant")]
    return question, before[-_HISTORY_LIMIT:]


def _events(asked: ChatRequest, answer: Answer) -> Iterator[str]:
    head = {**head_of(asked, "chat.completion.chunk"), "system_fingerprint": answer.build}
    is_counted = bool(asked.stream_options and asked.stream_options.include_usage)
    unused: dict[str, Any] = {"usage": None} if is_counted else {}
    for index in range(asked.n or 1):
        yield _event({**piece(head, index, {"role": "assistant", "content": ""}), **unused})
        for text in pieces(answer.text):
            yield _event({**piece(head, index, {"content": text}), **unused})
        yield _event({**piece(head, index, {}, ends=True), "rowcite": answer.to_dict(), **unused})
    if is_counted:
        yield _event({**head, "choices": [], "usage": usage_of(asked, answer).to_dict()})
    yield "data: [DONE]\n\n"


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
