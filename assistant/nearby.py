"""A question that no plan explains in, plans out that explain most of it: what to suggest instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.link import link
from assistant.parses import Choice, Read
from assistant.plan import Closest, Plan
from assistant.question import Question
from assistant.refuse import Refusal
from assistant.senses import Source
from assistant.unexplained import unknown_words

_TRIED = 8  # words left out in turn; a longer question is not near to anything simple


def nearby(
    question: Question, source: Source, read: Callable[[Question], Read | Choice | Refusal]
) -> Iterator[Plan]:
    """The readings of a question less the words that nothing explains, or less each word in turn."""
    unknown = unknown_words(question, link(question, source), source)
    hard = [i for i, token in enumerate(question.tokens) if not token.is_soft]
    left_out = [set(unknown)] if unknown else [{i} for i in hard] if len(hard) <= _TRIED else []
    for places in left_out:
        if len(places) < len(hard):
            found = read(question.without(places))
            if isinstance(found, Read) and not isinstance(found.plan.ask, Closest):
                yield found.plan
