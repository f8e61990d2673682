"""`rowcite index`: reads the tables, builds the index with progress in sight, prints the ingest report."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from corpus.errors import RowciteError
from corpus.settings import Settings
from corpus.types import IngestReport
from indexer import Outcome, build_index, encoder_named
from indexer.watching import changes
from ui.progress import shown_progress
from ui.terminal import printable, say


def run(arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Builds the index and prints what was read, kept and refused; with --watch after each change again."""
    if arguments.watch:
        return _watch(arguments, settings, environ)
    _run_once(arguments, settings, environ)
    return 0


def _watch(arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Indexes after each change until Ctrl-C; what cannot be indexed is told, and the last build stays."""
    try:
        for _ in changes(settings.corpus):
            try:
                _run_once(arguments, settings, environ)
            except RowciteError as error:
                say(f"rowcite: {' '.join(str(error).split())} The last build stays.")
            arguments.rebuild = False
            print(f"Watching '{settings.corpus}' for changes; Ctrl-C ends it.", flush=True)
    except KeyboardInterrupt:
        pass
    return 0


def _run_once(arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> None:
    outcome = build(settings, environ, rebuild=arguments.rebuild, strict=arguments.strict)
    print(printable(report_text(outcome.report)))
    print(printable(outcome_text(outcome, str(settings.index))))


def build(
    settings: Settings, _environ: Mapping[str, str], *, rebuild: bool = False, strict: bool = False
) -> Outcome:
    """Builds the configured index from the configured corpus, with progress on stderr."""
    with shown_progress() as progress:
        return build_index(
            settings.corpus,
            settings.index,
            encoder=encoder_named(settings.encoder),
            chroma_url=settings.chroma_url or None,
            max_file_mb=settings.max_file_mb,
            rebuild=rebuild,
            strict=strict,
            progress=progress,
        )


def report_text(report: IngestReport) -> str:
    """The ingest report: a line a table, then every refusal and warning with its place, then the sum."""
    lines = []
    width = max((len(count.table) for count in report.counts), default=0)
    for count in report.counts:
        apart = f", {count.totals} totals" if count.totals else ""
        refused = f", {count.refused} REFUSED" if count.refused else ""
        rows = f"{count.read:>7,} read = {count.kept:,} kept{apart}{refused}"
        lines.append(f"{count.table:<{width}}  {rows}  ({count.file})")
    for notice in report.notices:
        kind = "refusal" if notice.is_refusal else "warning"
        lines.append(f"{kind}: {notice.file}, line {notice.line}: {notice.message}")
    read, kept = sum(c.read for c in report.counts), sum(c.kept for c in report.counts)
    totals, refused_rows = sum(c.totals for c in report.counts), sum(c.refused for c in report.counts)
    lines.append(
        f"{_number(len(report.counts), 'table')}, {_number(read, 'row')} read = {kept:,} kept"
        f" + {totals:,} totals + {refused_rows:,} refused"
    )
    return "\n".join(lines)


def outcome_text(outcome: Outcome, index: str) -> str:
    """What the run did, in one line."""
    if not outcome.is_new:
        return f"Nothing has changed: build {outcome.build} in '{index}' is current."
    work = f"{_number(outcome.embedded, 'vector')} made, {outcome.reused:,} reused"
    return f"Build {outcome.build} in '{index}': {work}, {outcome.seconds:.1f} s."


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
