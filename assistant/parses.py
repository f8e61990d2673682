"""A question over a build in, its parses out; and what reading one comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chart import Parse, parse
from assistant.context import NOTHING, Context
from assistant.english import nearest_word
from assistant.execute import Result
from assistant.link import link
from assistant.plan import Plan
from assistant.question import Question
from assistant.senses import Links
from assistant.stages import ALL, Stages
from assistant.unexplained import unknown_words
from indexer import Build


@dataclass(frozen=True, slots=True)
class Read:
    """The plan with its result, where a question has one reading."""

    plan: Plan
    result: Result | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Plans that explain a question equally well and denote different things."""

    plans: tuple[Plan, ...]


def parses_of(
    question: Question, build: Build, context: Context = NOTHING, *, stages: Stages = ALL
) -> tuple[Links, tuple[int, ...], tuple[Parse, ...]]:
    """The links of a question, its unknown words, and its parses, none where a word is unknown."""
    links = link(question, build, stages=stages)
    unknown = unknown_words(question, links, build, context=context)
    if unknown and stages.has_spelling:
        repaired = _respelt(question, unknown)
        if repaired is not None:
            return parses_of(repaired, build, context, stages=stages)
    return links, unknown, () if unknown else parse(question, links, build, context=context)


def _respelt(question: Question, unknown: Sequence[int]) -> Question | None:
    """The question with slips in its function words and triggers mended; None where there are none."""
    said = {i: question.tokens[i].folded for i in unknown}
    repairs = {i: near for i, word in said.items() if (near := nearest_word(word)) and near != word}
    return question.with_words(repairs) if repairs else None
