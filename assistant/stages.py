"""Which stages of a question's path are run: all, but where an ablation measures what one of them adds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stages:
    """What an assistant may do.

    `has_spelling` mends slips in names and in words of asking. `has_meaning` relates words of general English
    to the names of tables and columns. `has_lexical` and `has_dense` rank the closest rows for a described
    need, by words and by vectors.
    """

    has_spelling: bool = True
    has_meaning: bool = True
    has_lexical: bool = True
    has_dense: bool = True


ALL = Stages()
