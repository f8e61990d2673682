"""What calls carry, as pydantic reads and documents it; the Answer itself is the assistant's own type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Status

_MESSAGE_LIMIT = 20_000  # characters of one message of the history; the body's limit holds for all together
_QUESTION = "Which providers offer spot pricing?"

QuestionText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        pattern=r"\S",
        description="The question, in plain English",
        examples=[_QUESTION],
    ),
]


class Message(BaseModel):
    """One message of the conversation so far; only the user's own are believed."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["user", "assistant", "system"]
    content: str = Field(max_length=_MESSAGE_LIMIT)


History = Annotated[list[Message], Field(max_length=40, description="What was said before, oldest first")]

Plan = Annotated[dict[str, Any] | None, Field(description="An edited plan, run in the question's place")]


class Question(BaseModel):
    """What is asked, what was said before it, and, where a reading was edited, its plan."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": _QUESTION}]})
    question: QuestionText
    history: History = []
    plan: Plan = None


class Feedback(BaseModel):
    """A verdict on an answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": _QUESTION, "answer_status": "answered", "verdict": "up", "comment": "Both."}
            ]
        },
    )
    question: QuestionText
    answer_status: Annotated[Status, Field(description="The answer's `status`")]
    verdict: Annotated[Literal["up", "down"], Field(description="Right, or not")]
    comment: Annotated[str | None, Field(max_length=2000, description="What was good or wrong")] = None
    history: History = []


@dataclass(frozen=True, slots=True)
class Stored:
    """That feedback is kept, under which number."""

    stored: bool
    id: int


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column: `kind` is what its cells hold, `unit` and `description` may be empty."""

    name: str
    kind: str
    unit: str
    description: str


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table without its rows."""

    id: str
    name: str
    description: str
    source: str
    row_count: int
    columns: list[ColumnShape]


@dataclass(frozen=True, slots=True)
class CellShape:
    """A cell's verbatim text; `is_stated` is false where the table leaves it empty."""

    column: str
    text: str
    is_stated: bool


@dataclass(frozen=True, slots=True)
class RowShape:
    """A row with all its cells and where it stands."""

    row_id: str
    row: str
    table_id: str
    table: str
    cells: list[CellShape]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class PageShape(TableShape):
    """A table with a page of its rows, in file order."""

    offset: int
    rows: list[RowShape]


@dataclass(frozen=True, slots=True)
class Alive:
    """That the process answers."""

    status: Literal["alive"]


@dataclass(frozen=True, slots=True)
class Ready:
    """That questions are answered, over which build; `encoder` is `ready`, `loading` or what failed."""

    status: Literal["ready"]
    build: str
    encoder: str


@dataclass(frozen=True, slots=True)
class ErrorFields:
    """What is wrong, for programs and for people, and what to do."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class ErrorShape:
    """Every error of the API."""

    error: ErrorFields


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of the errors of a call; those that the guards give any call come with it."""
    described = {
        400: "The body is no JSON object",
        401: "No key, or a wrong one",
        404: "Not there",
        413: "The body is over 64 KiB",
        422: "A field is not valid",
        429: "Too many questions in a minute; Retry-After says when to ask again",
        503: "Not ready, or too many questions wait; Retry-After says when to ask again",
    }
    return {status: {"model": ErrorShape, "description": described[status]} for status in (401, *statuses)}
