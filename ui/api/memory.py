"""A question in, the answer that was given to it over the same build out, where it was asked lately."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant import Answer

_ANSWERS = 512
_CITATIONS = 50  # an answer with more is worked out again: 512 of 50 citations are some 10 MB


@dataclass(frozen=True, slots=True)
class Asked:
    """All that an answer depends on but its build; the day, for “last year” is another one tomorrow."""

    question: str
    before: str
    day: date

    @classmethod
    def of(cls, question: str, history: Sequence[Mapping[str, str]], plan: Mapping[str, Any] | None) -> Asked:
        """What is asked today."""
        before = json.dumps([list(history), plan], sort_keys=True) if history or plan is not None else ""
        return cls(question, before, date.today())


class AnswerMemory:
    """The answers last given, so many at most; the one that was wanted longest ago goes first.

    For one thread. An answer of another build than the current one is never given.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()

    def recall(self, asked: Asked, *, build: str) -> Answer | None:
        """The answer that was given over this build; None where it is not known."""
        answer = self._answers.get(asked)
        if answer is None or answer.build != build:
            return None
        self._answers.move_to_end(asked)
        return answer

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keeps an answer, unless it is a long one."""
        if len(answer.citations) > _CITATIONS:
            return
        self._answers[asked] = answer
        self._answers.move_to_end(asked)
        if len(self._answers) > _ANSWERS:
            self._answers.popitem(last=False)
