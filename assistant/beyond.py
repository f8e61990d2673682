"""A question in, whether it asks what no table can say out: what to do, or what will be."""

from __future__ import annotations

from itertools import pairwise

from assistant.question import Form, Question

_OURS = frozenset(["i", "we", "you", "there", "it", "my", "our"])  # “will I need a rope”: as things are


def is_advice(question: Question) -> bool:
    """“should we …?”."""
    said = [token.folded for token in question.tokens[:2]]
    return question.form is Form.YES_NO and said in (["should", "i"], ["should", "we"], ["should", "one"])


def is_of_future(question: Question) -> bool:
    """Whether a question asks what will be of something named: “will X offer Y?”, “is X going to …?”."""
    said = [token.folded for token in question.tokens]
    is_will = question.form is Form.YES_NO and said[0] == "will" and not set(said[1:2]) & _OURS
    return is_will or ("going", "to") in pairwise(said)
