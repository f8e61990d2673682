"""A question in, whether it asks what no table can say out: what to do, or what will be."""

from __future__ import annotations

from itertools import pairwise

from assistant.lexicon import superlative_base
from assistant.question import Form, Question

_OURS = frozenset(["i", "we", "you", "there", "it", "my", "our"])  # “will I need a rope”: as things are


def is_advice(question: Question) -> bool:
    """“should we …?”."""
    said = [token.folded for token in question.tokens[:2]]
    return question.form is Form.YES_NO and said in (["should", "i"], ["should", "we"], ["should", "one"])


def is_of_future(question: Question) -> bool:
    """Whether a question asks what will be: “will X offer Y?”, “which will be the best?”."""
    said = [token.folded for token in question.tokens]
    is_best = ("will", "be") in pairwise(said) and any(map(superlative_base, said))
    is_will = question.form is Form.YES_NO and said[0] == "will" and not set(said[1:2]) & _OURS
    return is_will or is_best or ("going", "to") in pairwise(said)
