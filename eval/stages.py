"""The names of what can be left out in, what an assistant then does out."""

from __future__ import annotations

from collections.abc import Set

from assistant.stages import Stages

SIDECARS = "sidecars"  # with the aliases and synonyms that they give: left out when indexing
STAGES = (SIDECARS, "spelling", "meaning", "lexical", "dense")


def stages_without(names: Set[str]) -> Stages:
    """All stages but those named.

    >>> stages_without({"spelling", SIDECARS})
    Stages(has_spelling=False, has_meaning=True, has_lexical=True, has_dense=True)
    """
    return Stages(**{f"has_{name}": False for name in names - {SIDECARS}})
