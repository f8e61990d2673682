"""`rowcite eval export`: writes question sets as other tools read them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from assistant.counted import counted
from eval.beir import write_beir
from eval.cases import Case, CaseError
from eval.catalogs import catalog_folders, read_tables
from eval.check_command import as_line
from eval.gold import as_json
from eval.progress import run_shown
from eval.resolving import Rows, resolve
from eval.run_command import set_paths, write
from eval.sets import read_sets
from eval.sheets import write_sheet
from eval.trec import write_run, write_trec

_DONE = 0


def export(arguments: argparse.Namespace) -> int:
    """Writes the cases, says what was left out, and gives 0.

    Raises:
        WrongUse: a set cannot be read, the format cannot hold it, or nothing can be written there.
    """
    chosen = read_sets(
        set_paths(arguments), split=arguments.split, kinds=arguments.kinds, tags=arguments.tags
    )
    folders = catalog_folders(chosen.cases, corpus=arguments.corpus)
    rows = {name: Rows(read_tables(folder)) for name, folder in folders.items()}
    cases = [resolve(case, rows[case.catalog]).case for case in chosen.cases]
    if arguments.format == "beir" and len(rows) > 1:
        names = ", ".join(sorted(rows))
        raise CaseError(f"A BEIR folder has one corpus; the cases are about {names}. Choose with --set.")
    if arguments.runs and arguments.format != "trec":
        raise CaseError(f"--runs writes TREC run files; the format is {arguments.format}. Use --format trec")
    try:
        _write(arguments, cases, rows)
    except OSError as error:
        where = f"'{error.filename or arguments.out}' cannot be written ({error.strerror})"
        raise CaseError(f"{where}. Name another place: --out") from None
    if arguments.runs:
        _write_runs(chosen.cases, folders, arguments.out)
    written = len(cases)
    if arguments.format in ("trec", "beir"):
        written = sum(bool(case.rows) for case in cases)
        if written < len(cases):
            print(f"Left out: {len(cases) - written} of {counted(len(cases), 'case')} without gold rows.")
    for line in chosen.left_out:
        print(f"Left out: {line}")
    print(f"{counted(written, 'case')} written to {arguments.out}.")
    return _DONE


def as_case_line(case: Case) -> str:
    """A case as a line of a set in JSON."""
    asked: dict[str, object] = (
        {"question": case.turns[0]} if len(case.turns) == 1 else {"turns": list(case.turns)}
    )
    queries = [as_json(query) for query in case.gold]
    return as_line(
        {
            "id": case.id,
            "catalog": case.catalog,
            **asked,
            "kind": case.kind,
            "split": case.split,
            "tags": sorted(case.tags),
            "status": sorted(case.statuses),
            "reasons": sorted(case.reasons),
            "rows": case.rows,
            "values": case.values,
            "cells": case.cells,
            **({"gold": queries[0] if len(queries) == 1 else queries} if queries else {}),
        }
    )


def _write(arguments: argparse.Namespace, cases: Sequence[Case], rows: dict[str, Rows]) -> None:
    match arguments.format:
        case "jsonl":
            write(arguments.out, "".join(f"{as_case_line(case)}\n" for case in cases), flag="--out")
        case "csv":
            write_sheet(cases, arguments.out)
        case "trec":
            arguments.out.mkdir(parents=True, exist_ok=True)
            write_trec(cases, arguments.out)
        case _:
            arguments.out.mkdir(parents=True, exist_ok=True)
            [known] = rows.values()
            write_beir(cases, known.catalog, arguments.out)


def _write_runs(cases: Sequence[Case], folders: dict[str, Path], folder: Path) -> None:
    """A run file for each retriever and for the answers' citations, beside topics and qrels."""
    results = run_shown(cases, folders)
    for name in dict.fromkeys(name for result in results for name in result.rankings):
        rankings = {one.case.id: one.rankings.get(name, ()) for one in results if one.case.rows}
        write_run(rankings, folder / f"{name}.run", name=f"rowcite-{name}")
