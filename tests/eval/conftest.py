"""A tiny catalog of lighthouses, a question set about it, and makers of cases and answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Reason, Status
from eval.cases import Case

LIGHTS = """Light,Lamp,Range
Cape Sorrow,LED,18
Old Nell,oil,7
Gull Rock,LED,22
"""
SIDECAR = """[tables."lights".rows]
"Old Nell" = ["Nelly"]
"""


def line(id: str, question: str, **gold: Any) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id, "catalog": "coast", "question": question, "kind": "lookup", "split": "dev", "tags": [],
        "status": "answered", "reasons": [], "rows": None, "values": None, "cells": None, **gold,
    }  # fmt: skip


LINES = (
    line("c-1", "What is the lamp of Old Nell?", rows=["lights/old-nell"], values=["oil"],
         cells=[["lights/old-nell", "Lamp"]]),
    line("c-2", "Which lights have the lamp LED?", kind="filter",
         rows=["lights/cape-sorrow", "lights/gull-rock"]),
    line("c-3", "What is the lamp of Cape Sorrow?", values=["candle"]),
    line("c-4", "Who painted the Mona Lisa?", kind="refusal", status="abstained", reasons=["out_of_scope"],
         values=[]),
    line("c-5", "What is the lamp of Gull Rock?", split="held", values=["gas mantle"]),
)  # fmt: skip


@pytest.fixture
def make_case() -> Callable[..., Case]:
    def make(**fields: Any) -> Case:
        given: dict[str, Any] = {
            "id": "x", "catalog": "coast", "turns": ("?",), "kind": "lookup", "split": "dev",
            "statuses": {"answered"}, "reasons": (), "tags": (), "rows": None, "values": None, "cells": None,
            "file": Path("coast.jsonl"), "line": 1, **fields,
        }  # fmt: skip
        for name in ("statuses", "reasons", "tags"):
            given[name] = frozenset(given[name])
        return Case(**given)

    return make


@pytest.fixture
def make_answer() -> Callable[..., Answer]:
    def make(status: str = "answered", **fields: Any) -> Answer:
        given = {"question": "?", "text": "…", "build": "b", **fields}
        reason = Reason(given.pop("reason")) if "reason" in given else None
        return Answer(status=Status(status), reason=reason, **given)

    return make


@pytest.fixture
def write_set(tmp_path: Path) -> Callable[..., Path]:
    """Writes lines as a set beside the catalog `coast`, and gives its path."""

    def write(*lines: dict[str, Any] | str, name: str = "coast.jsonl") -> Path:
        folder = tmp_path / "catalogs" / "coast"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lights.csv").write_text(LIGHTS)
        (folder / "lights.toml").write_text(SIDECAR)
        path = tmp_path / name
        path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines))
        return path

    return write


@pytest.fixture
def coast(write_set: Callable[..., Path]) -> Path:
    return write_set(*LINES)


@pytest.fixture
def make_line() -> Callable[..., dict[str, Any]]:
    return line
