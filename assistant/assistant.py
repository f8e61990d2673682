"""The assistant: a question in, a checked and cited Answer out."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from assistant import plan as plans
from assistant.about import about, candidates, help_text
from assistant.answer import Answer, Citation, CitedCell, Reading, Reason, Status
from assistant.closest import closest_rows
from assistant.combine import combined
from assistant.compose import compose
from assistant.describe import Describer
from assistant.draft import Draft, escape
from assistant.execute import Result, run
from assistant.gate import faults
from assistant.memo import rows_by_id
from assistant.nearby import nearby
from assistant.parses import Choice, Read
from assistant.plan import About, Closest, Explain, Many, Plan
from assistant.question import Question, parse_question
from assistant.read import read
from assistant.refuse import Refusal
from assistant.requests import requests, talk_before
from assistant.selection import column_id, select
from assistant.smalltalk import is_help
from assistant.stages import ALL, Stages
from assistant.talk import STARTING, Talk
from assistant.turns import Turns
from assistant.validate import validate
from corpus.errors import PlanError
from corpus.types import Kind, Row, Table
from indexer import Build, Following, Hit, build_index, encoder_named

LONGEST_QUESTION = 2_000  # characters; the contract's limit
_SUGGESTED = 3
_EXAMPLES_TRIED = 40


P = ParamSpec("P")
T = TypeVar("T")


def _over_one_build(
    method: Callable[Concatenate[Assistant, P], T],
) -> Callable[Concatenate[Assistant, P], T]:
    """A method that reads one build from its start to its end, whatever is published meanwhile."""

    @wraps(method)
    def reading(self: Assistant, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self._builds.reading():
            return method(self, *args, **kwargs)

    return reading


class Assistant:
    """Answers questions over one index; safe to share between threads.

    Opening reads the schema only. The encoder is loaded by the first question that needs a vector, or
    by `warm`.
    """

    def __init__(
        self,
        index: Path,
        *,
        temporary: tempfile.TemporaryDirectory[str] | None = None,
        stages: Stages = ALL,
    ) -> None:
        self._index = index
        self._stages = stages
        self._temporary = temporary
        self._builds = Following(index)
        self._turns = Turns()
        self._warm = threading.Event()
        self._finding = threading.RLock()  # examples are looked for once, and found by whoever asks next
        # Of which build, those known, and whether there are no more
        self._examples: tuple[str, tuple[str, ...], bool] = ("", (), False)

    @classmethod
    def open(cls, *, corpus: Path | None = None, index: Path | None = None) -> Self:
        """The assistant over the configured index, built from the configured corpus if there is none.

        Raises:
            BuildError: the index is damaged, or was built from another corpus than `corpus`.
            CorpusError: there is no index, and the corpus gives no table.
        """
        from corpus.settings import load_settings

        flags = {name: str(path) for name, path in (("corpus", corpus), ("index", index)) if path is not None}
        settings = load_settings(flags, os.environ)
        if not (settings.index / "CURRENT").exists():
            build_index(
                settings.corpus,
                settings.index,
                encoder=encoder_named(settings.encoder),
                max_file_mb=settings.max_file_mb,
                chroma_url=settings.chroma_url or None,
            )
        return cls(settings.index)

    @classmethod
    def from_corpus(cls, path: str | Path, *, index: str | Path | None = None) -> Self:
        """The assistant over any catalog, indexed into `index` or into a folder that goes with it."""
        temporary = None if index is not None else tempfile.TemporaryDirectory(prefix="rowcite-")
        folder = Path(index) if index is not None else Path(temporary.name if temporary else "")
        build_index(Path(path), folder)
        return cls(folder, temporary=temporary)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the build, and remove the index where it was a temporary one."""
        self._builds.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    @property
    @_over_one_build
    def build_id(self) -> str:
        """The id of the build that answers."""
        return self._build.id

    @property
    @_over_one_build
    def catalog_name(self) -> str:
        """What the catalog is called."""
        return self._build.catalog_name

    @property
    def is_warm(self) -> bool:
        """Whether questions that need a vector are answered without loading the encoder first."""
        return self._warm.is_set()

    @_over_one_build
    def warm(self) -> None:
        """Load the encoder and the vectors."""
        self._build.dense("warm", k=1)
        self._warm.set()

    @_over_one_build
    def tables(self) -> tuple[Table, ...]:
        """The tables with their columns; without rows."""
        return self._build.tables

    @_over_one_build
    def row_count(self, table_id: str) -> int:
        """How many rows a table has, totals not counted."""
        position = next(i for i, table in enumerate(self._build.tables) if table.id == table_id)
        return self._build.row_count(position)

    @_over_one_build
    def row(self, row_id: str) -> tuple[Table, Row]:
        """A row by its id, with its table.

        Raises:
            KeyError: there is none; the message names the nearest ids.
        """
        return self._build.row(row_id)

    @_over_one_build
    def rows(
        self, plan: Mapping[str, Any], *, offset: int = 0, limit: int = 200
    ) -> tuple[tuple[Table, Row], ...]:
        """Rows `offset` to `offset + limit` of those that a plan's answer is about.

        Raises:
            PlanError: the plan is not valid over this build.
        """
        request = plans.from_dict(plan).ask
        rows = getattr(request, "rows", None) or getattr(getattr(request, "value", None), "rows", None)
        if rows is None:
            raise PlanError("This plan is not about rows: only plans of rows can be paged.")
        validate(request, self._build)
        numbers = select(rows, self._build).rows[offset : offset + limit]
        tables = self._build.tables
        return tuple((tables[position], row) for position, row in self._build.rows_by_number(numbers))

    @_over_one_build
    def search(self, query: str, *, k: int = 10) -> tuple[Hit, ...]:
        """The k rows closest to a query, by words and by meaning."""
        hits = self._build.search(query, k=k)
        self._warm.set()
        return hits

    @_over_one_build
    def examples(self, *, limit: int = 6) -> tuple[str, ...]:
        """Questions made from the tables at hand, each one answered by this build."""
        with self._finding:
            build_id, known, is_all = self._examples
            if build_id != self._build.id or (len(known) < limit and not is_all):
                self._examples = (self._build.id, known := (), True)  # an example that fails suggests none
                tried = islice(self._tried(), _EXAMPLES_TRIED)
                known = tuple(islice(filter(self._is_answered, tried), limit))
                self._examples = (self._build.id, known, len(known) < limit)
        return known[:limit]

    def _tried(self) -> Iterator[str]:
        """Questions that may be examples, each once."""
        tables = self._build.tables
        firsts = [self._first_rows(position) for position in range(len(tables))]
        common = [self._common_value(position) for position in range(len(tables))]
        yield from dict.fromkeys(candidates(tables, firsts, common))

    async def aask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str]] = (),
        plan: Mapping[str, Any] | None = None,
    ) -> Answer:
        """As `ask`, in a thread."""
        return await asyncio.to_thread(self.ask, question, history=history, plan=plan)

    @_over_one_build
    def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str]] = (),
        plan: Mapping[str, Any] | None = None,
    ) -> Answer:
        """The answer to a question, or to an edited plan for it. What cannot be answered is an Answer too.

        Raises:
            PlanError: `plan` is not valid over this build.
        """
        started = time.perf_counter()
        with self._turns.taken():
            answer = (
                self._edited(question, plans.from_dict(plan))
                if plan is not None
                else self._asked(question, history)
            )
        return replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000, 3))

    # --- the path of a question ---------------------------------------------------------------------

    def _asked(self, text: str, history: Sequence[Mapping[str, str]]) -> Answer:
        if len(text) > LONGEST_QUESTION:
            sentence = (
                f"At most {LONGEST_QUESTION} characters are read; this has {len(text)}. Please shorten it."
            )
            return self._abstained(text, Refusal(Reason.TOO_LONG, sentence))
        if not text.strip() or is_help(text, self._build):
            shown = help_text(self.catalog_name, self._build.tables, self.examples(limit=4))
            return self._answer(text, Status.HELP, None, shown, suggestions=self.examples(limit=4))
        talk = self._replayed(history)
        answers: list[Answer] = []
        for asked in requests(text, self._build):
            answer, talk = self._answered(asked.text, talk_before(asked, talk, self._build))
            answers.append(answer)
        return combined(text, answers)

    def _answered(self, clause: str, talk: Talk) -> tuple[Answer, Talk]:
        """The answer to one request, and what the conversation has then come to."""
        question = parse_question(clause)
        if not question.tokens:
            sentence = "There is no word in this question that I can read."
            return self._abstained(clause, Refusal(Reason.NOT_UNDERSTOOD, sentence)), talk
        found = self._read(question, talk)
        after = talk.after(question, found)
        match found:
            case Read(plan=plan, result=result):
                return self._planned(clause, plan, result), after
            case Choice(plans=choices):
                return self._ambiguous(clause, choices), after
            case Refusal():
                return self._abstained(clause, found, self._nearby(question)), after

    def _replayed(self, history: Sequence[Mapping[str, str]]) -> Talk:
        """What the user's earlier questions have come to; the assistant's own texts are not believed."""
        talk = Talk()
        for message in history:
            text = message.get("content", "")
            if message.get("role") == "user" and text.strip() and len(text) <= LONGEST_QUESTION:
                for asked in () if is_help(text, self._build) else requests(text, self._build):
                    question = parse_question(asked.text)
                    if question.tokens:
                        talk = talk_before(asked, talk, self._build)
                        talk = talk.after(question, self._read(question, talk))
        return talk

    def _read(self, question: Question, talk: Talk = STARTING) -> Read | Choice | Refusal:
        return read(question, self._build, talk=talk, stages=self._stages)

    def _edited(self, text: str, plan: Plan) -> Answer:
        """The answer to a plan that someone wrote, which is validated first."""
        validate(plan.ask, self._build)
        return self._planned(text, plan)

    def _planned(self, text: str, plan: Plan, result: Result | None = None) -> Answer:
        request = plan.ask
        describer = Describer(self._build.tables, self._row_names)
        shown: dict[str, Any] = {"reading": describer.reading(request), "plan": plans.to_dict(plan)}
        if isinstance(request, Many):
            answers = [self._planned(text, Plan(ask=part)) for part in request.parts]
            return combined(text, answers)
        if isinstance(request, Closest):
            return self._closest(text, request, shown)
        if isinstance(request, Explain) and isinstance(request.of, About):
            return replace(self._planned(text, Plan(ask=request.of)), **shown)
        if isinstance(request, About):
            counts = [self._build.row_count(position) for position in range(len(self._build.tables))]
            return self._drafted(
                text, about(request, self._build.tables, counts, self._build.manifest.created), shown
            )
        result = result or run(request, self._build)
        draft = compose(request, result, describer)
        wrong = faults(draft, request, self._build, describer)
        if wrong:
            sentence = "The answer did not pass its own check and is withheld."
            return self._abstained(text, Refusal(Reason.NOT_UNDERSTOOD, sentence), **shown)
        return self._drafted(text, draft, shown)

    def _drafted(self, text: str, draft: Draft, shown: Mapping[str, Any]) -> Answer:
        stated = draft.is_stated
        return self._answer(
            text,
            Status.ANSWERED if stated else Status.ABSTAINED,
            None if stated else Reason.VALUE_NOT_STATED,
            draft.text,
            values=draft.values if stated else (),
            rows=draft.rows,
            citations=tuple(draft.citations),
            more=draft.more,
            coverage=draft.coverage,
            table=draft.table,
            **shown,
        )

    def _ambiguous(self, text: str, choices: Sequence[Plan]) -> Answer:
        describer = Describer(self._build.tables, self._row_names)
        readings = tuple(
            Reading(describer.reading(plan.ask), plans.to_dict(plan), describer.question(plan.ask))
            for plan in choices[:4]
        )
        lines = "\n".join(f"- {escape(reading.reading)}" for reading in readings)
        readings = tuple(
            r if r.question and self._is_answered(r.question) else replace(r, question="") for r in readings
        )
        questions = tuple(reading.question for reading in readings if reading.question)
        shown = f"This can be read in {len(readings)} ways. Which do you mean?\n\n{lines}"
        return self._answer(
            text, Status.AMBIGUOUS, Reason.AMBIGUOUS, shown, readings=readings, suggestions=questions
        )

    def _abstained(self, text: str, refusal: Refusal, near: Iterable[str] = (), **shown: Any) -> Answer:
        return self._answer(
            text,
            Status.ABSTAINED,
            refusal.reason,
            escape(refusal.text),
            nearest=refusal.nearest,
            suggestions=self._suggestions(refusal, near),
            **shown,
        )

    def _closest(self, text: str, request: Closest, shown: Mapping[str, Any]) -> Answer:
        with self._turns.left():  # the encoder takes long, and more so the first time
            hits = closest_rows(request.query, self._build, table=request.table, stages=self._stages)
        self._warm.set()
        if not hits:
            return self._abstained(
                text, Refusal(Reason.OUT_OF_SCOPE, "Nothing in the catalog comes close to this.")
            )
        lines, citations = [], []
        for marker, hit in enumerate(hits, 1):
            table, row = self._build.row(hit.row_id)
            cells = tuple(
                CitedCell(c.name, cell.text)
                for c, cell in zip(table.columns, row.cells, strict=True)
                if cell.is_stated
            )
            citations.append(Citation(marker, row.id, table.name, row.name, cells, row.file, row.line))
            said = "; ".join(
                escape(cell.text) for i, cell in enumerate(row.cells) if i != table.key and cell.is_stated
            )
            lines.append(f"- **{escape(row.name)}** ({escape(table.name)}) [{marker}]: {said}")
        opening = "No row states exactly this. The closest in meaning are:"
        return self._answer(
            text,
            Status.PARTIAL,
            Reason.CLOSEST,
            "\n".join([opening, "", *lines]),
            values=tuple(citation.row or "" for citation in citations),
            rows=tuple(hit.row_id for hit in hits),
            citations=tuple(citations),
            nearest=tuple(hit.row_id for hit in hits),
            **shown,
        )

    def _answer(self, text: str, status: Status, reason: Reason | None, shown: str, **fields: Any) -> Answer:
        return Answer(question=text, status=status, reason=reason, text=shown, build=self._build.id, **fields)

    @property
    def _build(self) -> Build:
        """The build of the question under way."""
        return self._builds.current()

    # --- what the steps need of the build -----------------------------------------------------------

    def _row_names(self, row_ids: Sequence[str]) -> Sequence[str]:
        known = rows_by_id(row_ids, self._build)
        return [(known.get(row_id) or self._build.row(row_id))[1].name for row_id in row_ids]

    def _first_rows(self, position: int) -> Sequence[Row]:
        numbers = self._build.query(
            "SELECT number FROM rows WHERE table_position = ? AND NOT is_total ORDER BY number LIMIT 3",
            (position,),
        )
        return [row for _, row in self._build.rows_by_number([int(n) for (n,) in numbers])]

    def _common_value(self, position: int) -> tuple[int, str] | None:
        """The leftmost list or category of a table that some rows lack, with the value that most have."""
        table, count = self._build.tables[position], self._build.row_count(position)
        for place, column in enumerate(table.columns):
            if column.kind in (Kind.LIST, Kind.CATEGORY) and place != table.key:
                values = self._build.query(
                    "SELECT min(text), count(DISTINCT row_number) AS holders FROM parts WHERE column_id = ? "
                    "AND folded <> '' GROUP BY folded HAVING holders BETWEEN 2 AND ? "
                    "ORDER BY holders DESC, folded LIMIT 1",
                    (column_id(place, table, self._build), count - 1),
                )
                if values:
                    return place, str(values[0][0])
        return None

    def _is_answered(self, text: str) -> bool:
        found = self._read(parse_question(text))
        return (
            isinstance(found, Read)
            and self._planned(text, found.plan, found.result).status is Status.ANSWERED
        )

    def _suggestions(self, refusal: Refusal, near: Iterable[str]) -> tuple[str, ...]:
        """Questions about the nearest rows and of the nearest readings, else examples; all are answered."""
        about_nearest = (f"Tell me about {name}." for name in self._row_names(refusal.nearest))
        found: dict[str, None] = {}
        for question in chain(
            about_nearest, near
        ):  # each of `near` is a reading of its own: no more than needed
            if question not in found and self._is_answered(question):
                found[question] = None
            if len(found) == _SUGGESTED:
                break
        return tuple(found) or self.examples(limit=_SUGGESTED)

    def _nearby(self, question: Question) -> Iterator[str]:
        """The nearest readings of a question that has none, as questions."""
        describer = Describer(self._build.tables, self._row_names)
        for plan in nearby(question, self._build, self._read):
            if words := describer.question(plan.ask):
                yield words
