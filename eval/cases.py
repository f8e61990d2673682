"""A question set (JSON lines) in, its cases out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from assistant.answer import Reason, Status
from corpus.errors import WrongUse
from eval.gold import Query

DATA = Path(__file__).parent / "data"
BUNDLED = "bundled"
GENERATED = "generated"  # the tag of cases that nobody has reviewed
HELD = "held"
_FORMAT = "eval/data/README.md says what a case holds"


class CaseError(WrongUse):
    """A question set cannot be read, or does not belong to its catalog."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the turns to play and the gold of the last one.

    `rows`, `values` and `cells` are None where they are not judged; `cells` are (row id, column) pairs.
    `gold` are the queries from which they are recomputed (`eval.resolving`). `file` and `line` are where it
    is written; `catalog` is "" where the set does not say.
    """

    id: str
    catalog: str
    turns: tuple[str, ...]
    kind: str
    split: str
    statuses: frozenset[Status]
    reasons: frozenset[Reason]
    tags: frozenset[str]
    rows: tuple[str, ...] | None
    values: tuple[str, ...] | None
    cells: tuple[tuple[str, str], ...] | None
    file: Path
    line: int
    gold: tuple[Query, ...] = ()

    @property
    def set_name(self) -> str:
        """The set it belongs to: the file's name up to its first dot."""
        return self.file.name.split(".")[0]

    @property
    def is_answerable(self) -> bool:
        """Whether the catalog has an answer, so that refusing it is not right."""
        return self.statuses != {Status.ABSTAINED}

    @property
    def query(self) -> str:
        """What a retriever is asked: all turns."""
        return " ".join(self.turns)

    @property
    def place(self) -> str:
        """Where it is written, for messages."""
        return f"{self.file}, line {self.line}"


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    catalog: str
    kind: str
    split: Literal["dev", "held"]
    status: Status | list[Status]
    question: str | None = None
    turns: list[str] | None = None
    tags: list[str] = []
    reasons: list[Reason] = []
    rows: list[str] | None = None
    values: list[str] | None = None
    cells: list[tuple[str, str]] | None = None
    gold: Query | list[Query] | None = None


def bundled_sets() -> tuple[Path, ...]:
    """The question sets that come with Rowcite, by name."""
    return tuple(sorted(DATA.glob("*.jsonl")))


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file in order; empty lines are allowed.

    Raises:
        CaseError: the file cannot be read or holds no case, a line is malformed, an id stands twice.
    """
    lines = read_lines(path)
    cases = [_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not cases:
        raise CaseError(f"{path}: holds no case. Write one a line; {_FORMAT}.")
    refuse_repeated(cases)
    return tuple(cases)


def read_lines(path: Path) -> list[bytes]:
    """The lines of a file, a byte order mark left out.

    Raises:
        CaseError: it cannot be read.
    """
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror}. Name a file of cases, one a line.") from None


def _case(path: Path, number: int, line: bytes) -> Case:
    place = f"{path}, line {number}"
    try:
        raw = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CaseError(f"{place}: {error}. Correct the line; {_FORMAT}.") from None
    if (raw.question is None) == (raw.turns is None):
        raise CaseError(f"{place}: needs either 'question' or 'turns'. Write one of them; {_FORMAT}.")
    turns = tuple(raw.turns) if raw.turns is not None else (raw.question or "",)
    statuses = frozenset(raw.status if isinstance(raw.status, list) else [raw.status])
    for name, given in (("turns", turns), ("status", statuses)):
        if not given:
            raise CaseError(f"{place}: '{name}' is empty. Write at least one; {_FORMAT}.")
    return Case(
        raw.id,
        raw.catalog,
        turns,
        kind=raw.kind,
        split=raw.split,
        statuses=statuses,
        reasons=frozenset(raw.reasons),
        tags=frozenset(raw.tags),
        rows=None if raw.rows is None else tuple(raw.rows),
        values=None if raw.values is None else tuple(raw.values),
        cells=None if raw.cells is None else tuple(raw.cells),
        file=path,
        line=number,
        gold=() if raw.gold is None else (raw.gold,) if isinstance(raw.gold, Query) else tuple(raw.gold),
    )


def refuse_repeated(cases: Iterable[Case]) -> None:
    """Nothing, where every id stands once.

    Raises:
        CaseError: an id stands twice.
    """
    seen: dict[str, Case] = {}
    for case in cases:
        first = seen.setdefault(case.id, case)
        if first is not case:
            raise CaseError(
                f"{case.place}: the id '{case.id}' stands in line {first.line} too. Give it one of its own."
            )
