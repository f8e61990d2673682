"""OpenAI's chat completions as far as clients rely on them: what is read of a request, what is written."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from assistant import Answer

MODEL = "rowcite"
_TOKEN = re.compile(r"\w+|[^\w\s]")


class TextPart(BaseModel):
    """One part of a message; only text parts are read."""

    model_config = ConfigDict(extra="ignore")
    type: str = "text"
    text: str = ""


class ChatMessage(BaseModel):
    """One message: its content is a text, parts, or, of an assistant that called a tool, nothing."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The message's text, its parts joined by line ends."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream ends with."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool | None = None


class ChatRequest(BaseModel):
    """A chat completion that is asked for.

    `temperature`, `max_tokens`, `stop`, tools and the like are accepted and change nothing: an answer is
    computed, not sampled, and is never cut.
    """

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {"model": MODEL, "messages": [{"role": "user", "content": "Which chip vendors have NVLink?"}]}
            ]
        },
    )
    model: Annotated[str, Field(max_length=200)] = MODEL
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=200)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int | None, Field(ge=1, le=16)] = None
    temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    max_tokens: Annotated[int | None, Field(ge=1)] = None
    stop: str | list[str] | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Words and signs of what was asked and answered, which is what “tokens” are here."""

    prompt_tokens: int
    completion_tokens: int

    def to_dict(self) -> dict[str, int]:
        """As OpenAI writes it."""
        total = self.prompt_tokens + self.completion_tokens
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": total,
        }


def usage_of(request: ChatRequest, answer: Answer) -> Usage:
    """What a completion counts."""
    asked = sum(count_tokens(message.text) for message in request.messages)
    return Usage(asked, count_tokens(answer.text) * (request.n or 1))


def count_tokens(text: str) -> int:
    """How many words and signs a text has.

    >>> count_tokens("Groq [1]: fast.")
    7
    """
    return len(_TOKEN.findall(text))


def head_of(request: ChatRequest, kind: str) -> dict[str, Any]:
    """What a completion and each piece of a stream begin with."""
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": request.model,
        "system_fingerprint": None,
    }


def completion(request: ChatRequest, answer: Answer) -> dict[str, Any]:
    """The completion of a request; the whole Answer stands under `rowcite`."""
    message = {"role": "assistant", "content": answer.text, "refusal": None}
    choices = [
        {"index": index, "message": message, "logprobs": None, "finish_reason": "stop"}
        for index in range(request.n or 1)
    ]
    head = head_of(request, "chat.completion")
    return {
        **head,
        "system_fingerprint": answer.build,
        "choices": choices,
        "usage": usage_of(request, answer).to_dict(),
        "rowcite": answer.to_dict(),
    }


def piece(
    head: Mapping[str, Any], index: int, delta: Mapping[str, str], *, ends: bool = False
) -> dict[str, Any]:
    """One piece of a stream."""
    choice = {
        "index": index,
        "delta": dict(delta),
        "logprobs": None,
        "finish_reason": "stop" if ends else None,
    }
    return {**head, "choices": [choice]}


def model_card(created: int) -> dict[str, Any]:
    """The one model there is: the catalog's answers."""
    return {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}
