"""A run's record in, a small summary by commit kept; the summaries in, the trend out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from eval.cases import CaseError
from eval.retrieval import CITATIONS, OURS, ROW_SET

RESULTS = Path(__file__).parent / "results"
TOTAL = "total"


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a run: when its code was committed, and for each set how many cases went which way.

    `catalogs` are those of each set. `row_sets` are, by kind and in all (`TOTAL`), the number of cases with
    gold rows (`n`) and the shares whose row set was exact: ours, and by retriever.
    """

    commit: str
    committed_at: str
    sets: dict[str, dict[str, int]]
    measures: dict[str, float]
    retrieval: dict[str, dict[str, float]]
    kinds: dict[str, dict[str, int]] = {}
    catalogs: dict[str, list[str]] = {}
    row_sets: dict[str, dict[str, float]] = {}
    ablation: dict[str, dict[str, Any]] = {}


def summary(record: Mapping[str, Any], *, committed_at: str) -> Kept:
    """What is kept of a run's record."""
    counted = ("n", "right", "wrong", "abstained")
    return Kept(
        record["commit"],
        committed_at,
        {name: {count: group[count] for count in counted} for name, group in record["sets"].items()},
        {name: round(found[0], 4) for name, found in record["figures"]["measures"].items()},
        {
            retriever: {name: round(one[0], 4) for name, one in found.items()}
            for retriever, found in record["figures"]["retrieval"].items()
        },
        {name: {count: group[count] for count in counted} for name, group in record["kinds"].items()},
        _catalogs(record["cases"]),
        {
            name: shares
            for name, group in ((TOTAL, record), *record["kinds"].items())
            if (shares := _row_sets(group["figures"]["retrieval"]))
        },
        record["ablation"],
    )


def _catalogs(cases: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for case in cases:
        found.setdefault(f"{case['set']}.{case['split']}", set()).add(case["catalog"])
    return {name: sorted(found[name]) for name in sorted(found)}


def _row_sets(retrieval: Mapping[str, Any]) -> dict[str, float]:
    ours = retrieval.get(OURS, {}).get("exact")
    if ours is None:
        return {}
    shares = {name: found[ROW_SET][0] for name, found in retrieval.items() if ROW_SET in found}
    shares.pop(CITATIONS, None)
    return {"n": ours[3], OURS: round(ours[0], 4), **{name: round(one, 4) for name, one in shares.items()}}


def keep(kept: Kept, folder: Path) -> Path:
    """Writes a summary into a folder, replacing an earlier one of that commit; gives the file.

    Raises:
        CaseError: the code is in no commit, or the folder cannot be written.
    """
    refuse_uncommitted(kept.commit)
    path = folder / f"{kept.commit}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(msgspec.to_builtins(kept), indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CaseError(
            f"'{path}' cannot be written ({error.strerror}). Name another folder: --keep"
        ) from None
    return path


def refuse_uncommitted(commit: str) -> None:
    """Nothing, where the code is exactly that of a commit.

    Raises:
        CaseError: it is not.
    """
    if not commit or commit.endswith("+"):
        state = "has changes that are in no commit" if commit else "is in no repository"
        raise CaseError(f"The code {state}, so its figures cannot be kept by commit. Commit first.")


def read_history(folder: Path) -> tuple[Kept, ...]:
    """The summaries of a folder, oldest commit first; none where there is no such folder.

    Raises:
        CaseError: a file there is no summary.
    """
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Kept))
        except (OSError, msgspec.DecodeError) as error:
            raise CaseError(f"{path}: {error}. Remove it; --keep writes such files.") from None
    return tuple(sorted(found, key=lambda one: (one.committed_at, one.commit)))


def trend(history: Sequence[Kept], set_name: str) -> list[tuple[str, float, float]]:
    """For each commit that has the set: its id, and the shares right and wrong of that set."""
    return [
        (one.commit, one.sets[set_name]["right"] / n, one.sets[set_name]["wrong"] / n)
        for one in history
        if set_name in one.sets and (n := one.sets[set_name]["n"])
    ]
