"""TREC's qrels, topics and run files in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assistant.answer import Reason, Status
from eval.cases import Case, CaseError, read_lines, refuse_repeated

TOPICS, QRELS = "queries.tsv", "qrels.txt"
RETRIEVAL = "retrieval"  # the kind of cases of which only the ranking is judged


def is_trec(folder: Path) -> bool:
    """Whether a folder has topics and qrels as `write_trec` names them."""
    return (folder / TOPICS).is_file() and (folder / QRELS).is_file()


def read_trec(folder: Path) -> tuple[Case, ...]:
    """A folder with `queries.tsv` (id, tab, question) and `qrels.txt` (id, 0, row id, relevance) as cases.

    Rows of relevance 1 and above are gold.

    Raises:
        CaseError: a line is malformed, a query has no gold row, or qrels name a query that is not there.
    """
    gold = read_qrels(folder / QRELS)
    topics = folder / TOPICS
    cases = []
    for number, line in _lines(topics):
        id_, tab, question = line.partition("\t")
        if not tab or not question.strip():
            raise CaseError(f"{topics}, line {number}: needs an id, a tab and a question. Correct the line.")
        cases.append(ranked_case(id_.strip(), question.strip(), gold, topics, number))
    return checked(cases, gold, folder / QRELS, topics)


def read_qrels(path: Path) -> dict[str, tuple[str, ...]]:
    """The rows of relevance 1 and above, by query.

    Raises:
        CaseError: a line has not four fields, or its relevance is no whole number.
    """
    gold: dict[str, list[str]] = {}
    for number, line in _lines(path):
        fields = line.split()
        if len(fields) != 4 or not fields[3].lstrip("-").isdigit():
            wanted = "query id, 0, row id and a whole number"
            raise CaseError(f"{path}, line {number}: needs {wanted}. Correct the line.")
        gold.setdefault(fields[0], [])
        if int(fields[3]) >= 1:
            gold[fields[0]].append(fields[2])
    return {query: tuple(dict.fromkeys(rows)) for query, rows in gold.items()}


def read_run(path: Path) -> dict[str, tuple[str, ...]]:
    """The rows that a run file ranks, best first, by query: by score, ties in the order of their ranks.

    Raises:
        CaseError: a line has not six fields, or its rank or score is no number.
    """
    found: dict[str, list[tuple[float, int, str]]] = {}
    for number, line in _lines(path):
        fields = line.split()
        try:
            query, _, row, rank, score, _ = fields
            found.setdefault(query, []).append((-float(score), int(rank), row))
        except ValueError:
            wanted = "query id, Q0, row id, rank, score and a name"
            raise CaseError(f"{path}, line {number}: needs {wanted}. Correct the line.") from None
    if not found:
        raise CaseError(f"{path}: ranks nothing. Name a run file in TREC's format.")
    return {query: tuple(row for _, _, row in sorted(rows)) for query, rows in found.items()}


def write_trec(cases: Sequence[Case], folder: Path) -> None:
    """Writes topics and qrels of the cases with gold rows, as `read_trec` reads them."""
    judged = [case for case in cases if case.rows]
    topics = "".join(f"{case.id}\t{' '.join(case.query.split())}\n" for case in judged)
    (folder / TOPICS).write_text(topics, encoding="utf-8")
    qrels = "".join(f"{case.id} 0 {row} 1\n" for case in judged for row in case.rows or ())
    (folder / QRELS).write_text(qrels, encoding="utf-8")


def write_run(rankings: Mapping[str, Sequence[str]], path: Path, *, name: str) -> None:
    """Writes rankings by query as a run file; scores fall with the rank, so that no tool reorders ties."""
    lines = (
        f"{query} Q0 {row} {rank} {1 / rank:.6f} {name}\n"
        for query, rows in rankings.items()
        for rank, row in enumerate(rows, 1)
    )
    path.write_text("".join(lines), encoding="utf-8")


def ranked_case(
    id_: str, question: str, gold: Mapping[str, Sequence[str]], file: Path, number: int, *, catalog: str = ""
) -> Case:
    """A case of which only the gold rows are known."""
    return Case(
        id_,
        catalog,
        (question,),
        kind=RETRIEVAL,
        split="dev",
        statuses=frozenset({Status.ANSWERED, Status.PARTIAL}),
        reasons=frozenset[Reason](),
        tags=frozenset(),
        rows=tuple(gold.get(id_, ())),
        values=None,
        cells=None,
        file=file,
        line=number,
    )


def checked(
    cases: Sequence[Case], gold: Mapping[str, Sequence[str]], qrels: Path, queries: Path
) -> tuple[Case, ...]:
    """The cases, where queries and qrels go together.

    Raises:
        CaseError: they do not, or there is none.
    """
    if not cases:
        raise CaseError(f"{queries}: holds no query. Write one a line.")
    refuse_repeated(cases)
    for case in cases:
        if not case.rows:
            raise CaseError(
                f"{case.place}: no row of '{qrels.name}' is relevant to it. Judge one or remove it."
            )
    if unknown := sorted(set(gold) - {case.id for case in cases}):
        raise CaseError(
            f"{qrels}: judges the query '{unknown[0]}', which '{queries.name}' lacks. Add it there."
        )
    return tuple(cases)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(read_lines(path), 1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise CaseError(f"{path}, line {number}: is not UTF-8. Save the file as UTF-8.") from None
        if text.strip():
            yield number, text
