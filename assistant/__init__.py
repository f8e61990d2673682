"""A question in, a checked and cited answer out.

The path is link (spans of the question to everything they may name), chart (typed rules join them
into plans that use every hard word), execute (the plan over all rows, in SQL), compose (text, values
and citations) and gate (recomputes every claim before it leaves). What no plan explains is refused
with its reason, or, for a described need, met with the closest rows.
"""

from __future__ import annotations

from assistant.answer import Answer, Citation, CitedCell, Coverage, Grid, More, Reading, Reason, Status
from assistant.assistant import Assistant
from assistant.stages import Stages
from indexer import Hit

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "CitedCell",
    "Coverage",
    "Grid",
    "Hit",
    "More",
    "Reading",
    "Reason",
    "Stages",
    "Status",
]
