"""`rowcite eval check`: which cases are wrong themselves, where, and what to do."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence

import msgspec

from assistant.counted import counted
from eval.cases import GENERATED, CaseError
from eval.catalogs import catalog_folders, read_tables
from eval.checking import Finding, Trouble, asked_about
from eval.checking import check as findings
from eval.resolving import Rows, judges_rows, judges_values
from eval.run_command import set_paths, write
from eval.sets import read_sets

_FINE, _FAILED = 0, 1
_MOST = 5  # rows or columns that nobody asks about, named in one line


def check(arguments: argparse.Namespace) -> int:
    """Shows a line for each finding and a summary; 1 where a case is wrong (that it is `empty` is a remark).

    Raises:
        WrongUse: a set cannot be read, or `--write` meets a set that is not in JSON lines.
    """
    cases = read_sets(set_paths(arguments)).cases
    folders = catalog_folders(cases, corpus=arguments.corpus)
    rows = {name: Rows(read_tables(folder)) for name, folder in folders.items()}
    found = findings(cases, rows)
    for finding in found:
        print(finding)
    if arguments.write:
        found = _written(found)
    counts = Counter(finding.trouble for finding in found)
    said = ", ".join(f"{counts[trouble]} {trouble}" for trouble in Trouble if counts[trouble])
    about = f"{counted(len(cases), 'case')} over {counted(len(folders), 'catalog')}"
    print(f"{about}: {said or 'nothing is wrong'}.")
    if drafts := sum(GENERATED in case.tags for case in cases):
        print(f"{counted(drafts, 'case')} tagged '{GENERATED}': review them, and remove the tag.")
    absent = {finding.case for finding in found if finding.trouble is Trouble.ABSENT}
    for name, known in rows.items():
        asked, columns = asked_about(
            [case for case in cases if case.catalog == name and case not in absent], known
        )
        _print_unasked(known, asked, columns)
    return _FAILED if any(finding.trouble is not Trouble.EMPTY for finding in found) else _FINE


def _print_unasked(rows: Rows, asked: frozenset[str], columns: frozenset[tuple[str, str]]) -> None:
    tables = rows.catalog.tables
    lost_rows = [row.id for table in tables for row in table.rows if row.id not in asked]
    lost = [(table.id, column.name) for table in tables for column in table.columns]
    lost_columns = [f"{table} › {column}" for table, column in lost if (table, column) not in columns]
    for what, names in (("rows", lost_rows), ("columns", lost_columns)):
        if names:
            more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
            print(f"{rows.catalog.name}: no case asks about the {what} {', '.join(names[:_MOST])}{more}.")


def _written(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Writes what the queries give into the sets, and gives the findings that are left."""
    drifted = {finding.case: finding for finding in found if finding.now is not None}
    for path in dict.fromkeys(case.file for case in drifted):
        if path.suffix != ".jsonl":
            raise CaseError(f"'{path}' is not in JSON lines, the one format that --write can mend.")
        lines = path.read_text(encoding="utf-8").splitlines()
        for case, finding in drifted.items():
            if case.file == path and finding.now is not None:
                raw = msgspec.json.decode(lines[case.line - 1])
                if case.rows is not None and judges_rows(case):
                    raw["rows"] = list(finding.now.rows)
                if case.values is not None and judges_values(case):
                    raw["values"] = list(finding.now.values)
                lines[case.line - 1] = as_line(raw)
        write(path, "\n".join(lines) + "\n", flag="--set")
        print(f"{path}: labels recomputed.")
    return tuple(finding for finding in found if finding.case not in drifted)


def as_line(raw: dict[str, object]) -> str:
    """A case as it stands in a set: JSON in one line, with spaces."""
    return json.dumps(raw, ensure_ascii=False)
