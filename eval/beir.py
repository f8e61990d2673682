"""BEIR's folders in and out: corpus.jsonl, queries.jsonl and qrels/test.tsv."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from corpus.types import Catalog
from eval.cases import Case, CaseError, read_lines
from eval.trec import checked, ranked_case

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels/test.tsv"
TABLE = "corpus.csv"  # the catalog that a BEIR corpus becomes
ID = "id"


class _Text(msgspec.Struct, rename={"id": "_id"}):
    id: str
    text: str
    title: str = ""


def is_beir(folder: Path) -> bool:
    """Whether a folder has the files of BEIR's layout."""
    return (folder / QUERIES).is_file() and (folder / QRELS).is_file()


def read_beir(folder: Path) -> tuple[Case, ...]:
    """The queries with their gold rows; the qrels' ids are row ids, or those of the folder's own corpus.

    Raises:
        CaseError: a line is malformed, or queries and qrels do not go together.
    """
    gold = _read_qrels(folder / QRELS)
    queries = folder / QUERIES
    cases = [
        ranked_case(query.id, query.text, gold, queries, number)
        for number, query in _texts(queries)
        if query.id in gold  # BEIR's queries are of all splits, its qrels of one
    ]
    return checked(cases, gold, folder / QRELS, queries)


def corpus_table(folder: Path, target: Path) -> Path:
    """Writes the folder's corpus as a table into `target`, and gives the file.

    Raises:
        CaseError: a line is malformed.
    """
    path = target / TABLE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((ID, "title", "text"))
        for _, one in _texts(folder / CORPUS):
            writer.writerow((one.id, one.title, one.text))
    return path


def row_ids(catalog: Catalog) -> dict[str, str]:
    """The rows of `corpus_table`, by BEIR's ids."""
    [table] = catalog.tables
    place = next(place for place, column in enumerate(table.columns) if column.name == ID)
    return {row.cells[place].text: row.id for row in table.rows}


def write_beir(cases: Sequence[Case], catalog: Catalog, folder: Path) -> None:
    """Writes the catalog's rows, and the cases with gold rows, in BEIR's layout."""
    judged = [case for case in cases if case.rows]
    _write(
        folder / CORPUS,
        (
            {
                "_id": row.id,
                "title": f"{table.name} — {row.name}",
                "text": " ".join(
                    f"{column.name}: {cell.text}."
                    for column, cell in zip(table.columns, row.cells, strict=True)
                    if cell.is_stated
                ),
            }
            for table in catalog.tables
            for row in table.rows
        ),
    )
    _write(folder / QUERIES, ({"_id": case.id, "text": case.query} for case in judged))
    (folder / QRELS).parent.mkdir(exist_ok=True)
    lines = (f"{case.id}\t{row}\t1\n" for case in judged for row in case.rows or ())
    (folder / QRELS).write_text("query-id\tcorpus-id\tscore\n" + "".join(lines), encoding="utf-8")


def _write(path: Path, lines: Iterator[dict[str, str]]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))


def _texts(path: Path) -> Iterator[tuple[int, _Text]]:
    for number, line in enumerate(read_lines(path), 1):
        if line.strip():
            try:
                yield number, msgspec.json.decode(line, type=_Text)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise CaseError(f"{path}, line {number}: {error}. Correct the line.") from None


def _read_qrels(path: Path) -> dict[str, tuple[str, ...]]:
    gold: dict[str, list[str]] = {}
    for number, line in enumerate(read_lines(path), 1):
        fields = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        if number == 1 and fields[-1] == "score":
            continue
        if len(fields) != 3 or not fields[2].strip().lstrip("-").isdigit():
            wanted = "query id, row id and a whole number, parted by tabs"
            raise CaseError(f"{path}, line {number}: needs {wanted}. Correct the line.")
        gold.setdefault(fields[0], [])
        if int(fields[2]) >= 1:
            gold[fields[0]].append(fields[1])
    return {query: tuple(dict.fromkeys(rows)) for query, rows in gold.items() if rows}
