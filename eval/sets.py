"""Paths of question sets in any format in, the cases chosen from them and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.counted import counted
from eval.beir import is_beir, read_beir
from eval.cases import Case, CaseError, read_cases
from eval.sheets import read_sheet
from eval.trec import is_trec, read_trec

FORMATS = "JSON lines (.jsonl), a CSV (.csv), or a folder in BEIR's or TREC's layout"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases to ask; `left_out` has a sentence for each reason why others are not."""

    cases: tuple[Case, ...]
    left_out: tuple[str, ...] = ()


def read_set(path: Path) -> tuple[Case, ...]:
    """The cases of one set in whichever format it is.

    Raises:
        CaseError: it is none, or a line of it is malformed.
    """
    if path.is_dir():
        reader = read_beir if is_beir(path) else read_trec if is_trec(path) else None
        if reader is None:
            raise CaseError(f"'{path}' is a folder in neither layout. A set is {FORMATS}.")
        return reader(path)
    return read_sheet(path) if path.suffix.lower() in (".csv", ".tsv") else read_cases(path)


def read_sets(
    paths: Sequence[Path],
    *,
    split: str = "all",
    kinds: Sequence[str] | None = None,
    tags: Sequence[str] | None = None,
) -> Chosen:
    """The cases of several sets; where that is asked for, those of one split, of some kinds, with some tags.

    Raises:
        CaseError: a set cannot be read, an id stands in two of them, or nothing is left.
    """
    every = [case for path in paths for case in read_set(path)]
    _refuse_shared_ids(every)
    chosen, left_out = every, []
    filters: list[tuple[str, Callable[[Case], bool]]] = [
        (f"not of the split '{split}'", lambda case: split in ("all", case.split)),
        ("of another kind", lambda case: kinds is None or case.kind in kinds),
        ("without the tag", lambda case: tags is None or not case.tags.isdisjoint(tags)),
    ]
    for reason, holds in filters:
        kept = [case for case in chosen if holds(case)]
        if len(kept) < len(chosen):
            left_out.append(f"{len(chosen) - len(kept)} of {counted(len(every), 'case')}: {reason}.")
        chosen = kept
    if not chosen:
        known = ", ".join(sorted({case.kind for case in every}))
        raise CaseError(
            f"None of {counted(len(every), 'case')} is of that split, kind and tag. Choose others;"
            f" kinds: {known}."
        )
    return Chosen(tuple(chosen), tuple(left_out))


def _refuse_shared_ids(cases: Sequence[Case]) -> None:
    seen: dict[str, Case] = {}
    for case in cases:
        first = seen.setdefault(case.id, case)
        if first is not case:
            raise CaseError(
                f"{case.place}: the id '{case.id}' stands in {first.place} too. Give it one of its own."
            )
