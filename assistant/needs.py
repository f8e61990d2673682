"""Whether a question describes a need, for which the closest rows may be offered, and in which table."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.literals import literals
from assistant.question import Form, Question
from assistant.senses import Links, Tier
from assistant.triggers import triggers
from indexer import Build

_BOUNDS = frozenset(["bound", "dated", "between"])


def is_need(question: Question) -> bool:
    """Whether the question describes a need, for which the closest rows may be offered."""
    found = triggers(question)
    kinds = {kind for _, _, kind in found}
    counts = any(
        kind in ("count", "amount") and question.tokens[start].folded == "how" for start, _, kind in found
    )
    is_described = bool(question.tokens) and question.tokens[0].folded in ("a", "an", "something", "anything")
    needs = {question.tokens[start].folded for start, _, kind in found if kind == "need"}
    # “not … anything for X” denies, and figures are conditions that the closest rows need not meet.
    is_denied = needs == {"anything"} and "not" in kinds
    is_bounded = bool(literals(question)) and any(kind.split(":")[0] in _BOUNDS for kind in kinds)
    is_strict = counts or is_denied or is_bounded or question.form is Form.YES_NO
    return ("need" in kinds or is_described) and not is_strict


def needed_table(links: Links, build: Build) -> str:
    """The id of the only table that a need names (“a beer for …”), `""` where it names none or several."""
    named = {s.table for s in links.senses if s.kind == "table" and s.tier <= Tier.PART}
    named |= {
        s.table
        for s in links.senses
        if s.kind == "column" and s.is_whole and s.columns == (build.tables[s.table].key,)
    }
    return build.tables[named.pop()].id if len(named) == 1 else ""


def has_unknown_place(question: Question, unknown: Sequence[int]) -> bool:
    """Whether a need is tied to a place that the catalog does not have (“a hotel in Paris”)."""
    return any(
        question.tokens[i].is_name_like and i and question.tokens[i - 1].folded in ("in", "near", "at")
        for i in unknown
    )
