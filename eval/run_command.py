"""`rowcite eval run`: asks question sets and shows, writes, compares and gates the figures."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.counted import counted
from eval.ablation import ablated, ablation_record, ablation_table
from eval.beir import CORPUS, corpus_table, is_beir, row_ids
from eval.cases import Case, CaseError, bundled_sets
from eval.catalogs import catalog_folders, read_tables
from eval.comparing import changes_shown, compare, difference_table, read_record
from eval.figures import Figures, figures
from eval.gates import all_hold, gate_table, read_gates
from eval.gates import failures as gate_failures
from eval.history import RESULTS, keep, read_history, refuse_uncommitted, summary
from eval.page import page
from eval.progress import run_shown
from eval.record import commit, committed_at, record
from eval.running import Result, Setup
from eval.sets import Chosen, read_sets
from eval.tables import by_kind, by_set, failures, measure_table, retrieval_table, row_set_table
from eval.trec import read_run

_PASSED, _FAILED = 0, 1


def run(arguments: argparse.Namespace) -> int:
    """Runs the cases; 1 where a gate fails.

    Raises:
        WrongUse: a set, a baseline or a file of gates cannot be used, or a file cannot be written.
    """
    gates = None if arguments.gates is None else read_gates(arguments.gates)
    before = None if arguments.baseline is None else read_record(arguments.baseline)
    code = commit()
    if arguments.keep is not None:
        refuse_uncommitted(code)
    paths = set_paths(arguments)
    chosen = read_sets(paths, split=arguments.split, kinds=arguments.kinds, tags=arguments.tags)
    with _own_corpus(paths, chosen, arguments.corpus) as (cases, corpus):
        folders, setup = catalog_folders(cases, corpus=corpus), _setup(arguments)
        results = run_shown(cases, folders, setup=setup)
        left_off = ablated(cases, folders, setup=setup, whole=results) if arguments.ablation else ()
    results, notes = _with_run_files(results, arguments.run_file)
    found = figures(results, k=arguments.k)
    left_out = (*chosen.left_out, *notes, *_not_ranked(results, found))

    console = Console(file=sys.stdout, highlight=False)
    _show(console, results, found, arguments)
    if left_off:
        console.print(ablation_table(found.overall.totals, left_off))
        console.print()
    for line in left_out:
        console.print(f"Left out: {line}", soft_wrap=True)
    if before is not None:
        comparison = compare(before, results, found)
        console.print(f"\nAgainst {arguments.baseline} ({before.get('commit') or 'no commit'}):")
        for line in changes_shown(comparison):
            console.print(line, soft_wrap=True)
        table = difference_table(comparison)
        console.print("No measure differs." if table is None else table)
    _write_reports(arguments, code, paths, results, found, left_out, ablation_record(left_off))
    if gates is None:
        return _PASSED
    failed = gate_failures(gates, found)
    console.print()
    console.print(gate_table(failed) if failed else all_hold(gates))
    return _FAILED if failed else _PASSED


def set_paths(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """The sets that are named, else those that come along."""
    return tuple(path for group in arguments.sets or () for path in group) or bundled_sets()


def write(path: Path, text: str, *, flag: str) -> None:
    """Writes a file of text.

    Raises:
        CaseError: it cannot be written; `flag` is what to change.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CaseError(f"'{path}' cannot be written ({error.strerror}). Name another file: {flag}") from None


def _setup(arguments: argparse.Namespace) -> Setup:
    return Setup(
        without=frozenset(arguments.without),
        has_retrievers=not arguments.no_baselines,
        has_plain=not arguments.no_baselines,
        url=arguments.url,
        key=None if arguments.key_file is None else _key(arguments.key_file),
        retriever=arguments.retriever,
    )


def _key(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"'{path}' cannot be read ({error}). Name the file that holds the key.") from None


@contextmanager
def _own_corpus(
    paths: Sequence[Path], chosen: Chosen, corpus: Path | None
) -> Iterator[tuple[tuple[Case, ...], Path | None]]:
    """The cases and their corpus: a BEIR folder's own, made into a table, where no other is named."""
    folder = paths[0]
    is_own = corpus is None and len(paths) == 1 and folder.is_dir() and is_beir(folder)
    if not is_own or not (folder / CORPUS).is_file():
        yield chosen.cases, corpus
        return
    with tempfile.TemporaryDirectory(prefix="rowcite-eval-") as aside:
        table = corpus_table(folder, Path(aside))
        known = row_ids(read_tables(table))
        yield tuple(_renamed(case, known.get) for case in chosen.cases), table


def _renamed(case: Case, row_id: Callable[[str], str | None]) -> Case:
    return replace(case, rows=tuple(row_id(name) or name for name in case.rows or ()))


def _with_run_files(
    results: tuple[Result, ...], paths: Sequence[Path]
) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """The results with the rankings of run files, named as the files are, and what of them was left out."""
    notes = []
    for path in paths:
        run_of = read_run(path)
        known = {result.case.id for result in results}
        if strange := sorted(set(run_of) - known):
            if len(strange) == len(run_of):
                raise CaseError(
                    f"{path}: ranks no question of these sets (it has '{strange[0]}'). Name their ids."
                )
            queries = counted(len(run_of), "query", "queries")
            notes.append(f"{len(strange)} of {queries} of {path.name}: not in these sets.")
        results = tuple(
            replace(one, rankings={**one.rankings, path.stem: run_of.get(one.case.id, ())}) for one in results
        )
    return results, tuple(notes)


def _not_ranked(results: Sequence[Result], found: Figures) -> tuple[str, ...]:
    without = len(results) - len(found.ranked)
    if not without:
        return ()
    return (f"{without} of {counted(len(results), 'case')} from retrieval's figures: no gold rows.",)


def _show(console: Console, results: Sequence[Result], found: Figures, arguments: argparse.Namespace) -> None:
    if arguments.show_failures:
        for paragraph in failures(results, shows_held=arguments.show_held):
            console.print(paragraph, soft_wrap=True)
    tables = [by_kind(found), by_set(found), measure_table(found)]
    if found.ranked:
        tables.append(retrieval_table(found))
    if len(found.retrievers) > 1:
        tables.append(row_set_table(found))
    for table in tables:
        console.print(table)
        console.print()
    if faults := found.overall.totals.faults:
        console.print(f"{faults} of the wrong ones raised an error; --show-failures says which.")


def _write_reports(
    arguments: argparse.Namespace,
    code: str,
    paths: Sequence[Path],
    results: Sequence[Result],
    found: Figures,
    left_out: Sequence[str],
    ablation: Mapping[str, Any],
) -> None:
    if arguments.json is None and arguments.html is None and arguments.keep is None:
        return
    settings: dict[str, Any] = {
        "sets": [path.name for path in paths],
        "corpus": None if arguments.corpus is None else arguments.corpus.name,
        "split": arguments.split,
        "kinds": arguments.kinds,
        "tags": arguments.tags,
        "without": sorted(set(arguments.without)),
        "url": arguments.url,
        "retriever": arguments.retriever,
    }
    written = record(
        results,
        found,
        commit=code,
        settings=settings,
        left_out=left_out,
        ablation=ablation,
        shows_held=arguments.show_held,
    )
    if arguments.json is not None:
        write(arguments.json, json.dumps(written, ensure_ascii=False, indent=1) + "\n", flag="--json")
    kept = summary(written, committed_at=committed_at())
    if arguments.keep is not None:
        keep(kept, arguments.keep)
    if arguments.html is not None:
        history = [one for one in read_history(arguments.keep or RESULTS) if one.commit != kept.commit]
        shown = page(written, results, found, history=(*history, kept), shows_held=arguments.show_held)
        write(arguments.html, shown, flag="--html")
