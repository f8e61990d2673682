"""`python -m eval.bench.wtq DIR`: right, wrong, abstained on questions that people asked of Wikipedia.

`DIR` holds `questions.jsonl`, `tables.json` and `tables/`; the README beside it says what is in them. Each
table becomes a catalog of its own: a CSV file named by the page's title, with the caption in a sidecar.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant import Answer, Assistant, Reason, Status
from corpus.errors import BuildError, MachineFault, RowciteError, WrongUse
from corpus.reading import table_name
from eval.bench.wtq_match import gold, is_right
from eval.scoring import Verdict
from eval.summary import percentile
from indexer import build_index

_QUESTIONS, _TABLES, _TITLES = "questions.jsonl", "tables", "tables.json"
_DIMENSION = 8


class BenchError(WrongUse):
    """The folder does not hold the benchmark."""


class Question(msgspec.Struct, frozen=True):
    """One line of `questions.jsonl`: `gold` are the values as written, `canon` their normalised forms."""

    id: str
    table: str
    question: str
    gold: tuple[str, ...]
    canon: tuple[str, ...]


class Heading(msgspec.Struct, frozen=True):
    """One entry of `tables.json`."""

    title: str
    caption: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question as it went; `answer` is None, and `fault` says why, where there was none."""

    question: Question
    verdict: Verdict
    answer: Answer | None
    fault: str = ""


class Digests:
    """An encoder whose vectors are digests of the text: fast, deterministic, and without meaning.

    Closest rows count as abstained here, so nothing that is measured needs a real vector.
    """

    name = "digests"
    fingerprint = "sha256"
    dimension = _DIMENSION

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in order."""
        return [self._vector(text) for text in texts]

    def split(self, header: str, body: str) -> tuple[str, ...]:
        """One text a row: a digest has no limit."""
        return (f"{header} {body}",)

    def _vector(self, text: str) -> list[float]:
        numbers = [byte - 127.5 for byte in hashlib.sha256(text.encode("utf-8", "replace")).digest()]
        length = sum(number**2 for number in numbers[:_DIMENSION]) ** 0.5
        return [number / length for number in numbers[:_DIMENSION]]


def verdict(question: Question, answer: Answer) -> Verdict:
    """What an answer is worth: closest rows and questions back say that the answer is not known."""
    is_closest = answer.reason is Reason.CLOSEST
    if answer.status not in (Status.ANSWERED, Status.PARTIAL) or is_closest:
        return Verdict.ABSTAINED
    wanted = [gold(text, canon) for text, canon in zip(question.gold, question.canon, strict=True)]
    return Verdict.RIGHT if is_right(answer.values, wanted) else Verdict.WRONG


def read_questions(folder: Path, *, limit: int | None = None) -> tuple[Question, ...]:
    """The first `limit` questions, all by default.

    Raises:
        BenchError: the file is not there, or a line is malformed.
    """
    path = folder / _QUESTIONS
    questions = []
    for number, line in enumerate(_read(path).splitlines(), 1):
        try:
            questions.append(msgspec.json.decode(line, type=Question))
        except msgspec.DecodeError as error:
            raise BenchError(f"{path}, line {number}: {error}. Restore the file.") from None
    return tuple(questions[:limit])


def ask_all(folder: Path, questions: Sequence[Question], *, console: Console) -> Iterator[Outcome]:
    """The outcome of each question, those about one table together."""
    headings = msgspec.json.decode(_read(folder / _TITLES), type=dict[str, Heading])
    names = list(dict.fromkeys(question.table for question in questions))
    for name in track(names, "tables", console=console, transient=True, disable=not console.is_terminal):
        with _opened(folder / _TABLES / name, headings[name]) as assistant:
            for question in questions:
                if question.table == name:
                    yield _outcome(question, assistant)


def main(argv: Sequence[str]) -> int:
    """Asks, prints the shares, and writes the cases where `--show` says."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.wtq", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of the benchmark")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N questions")
    parser.add_argument(
        "--show", type=Path, metavar="FILE", help="write every case to a file, a few lines each"
    )
    arguments = parser.parse_args(argv)
    try:
        questions = read_questions(arguments.folder, limit=arguments.limit)
        outcomes = list(ask_all(arguments.folder, questions, console=Console(stderr=True)))
        if arguments.show is not None:
            arguments.show.write_text("\n".join(map(_shown, outcomes)), encoding="utf-8")
    except (RowciteError, OSError) as error:
        print(f"eval.bench.wtq: {error}", file=sys.stderr)
        return 1 if isinstance(error, MachineFault | OSError) else 2
    Console(file=sys.stdout, highlight=False).print(_table(outcomes))
    return 0


def _outcome(question: Question, assistant: Assistant) -> Outcome:
    try:
        answer = assistant.ask(question.question)
    except (
        BuildError
    ) as error:  # it wanted the closest rows, and this index has no vectors that mean anything
        return Outcome(question, Verdict.ABSTAINED, None, f"closest: {error}")
    except (
        Exception
    ) as error:  # the border of the engine under test: one broken case must not hide the others
        return Outcome(question, Verdict.WRONG, None, f"{type(error).__name__}: {error}")
    return Outcome(question, verdict(question, answer), answer)


@contextmanager
def _opened(table: Path, heading: Heading) -> Iterator[Assistant]:
    with tempfile.TemporaryDirectory(prefix="rowcite-wtq-") as aside:
        corpus, index = Path(aside) / "corpus", Path(aside) / "index"
        corpus.mkdir()
        name = heading.title.replace("/", " ").lstrip(".") or table.stem
        shutil.copyfile(table, corpus / f"{name}.csv")
        (corpus / f"{name}.toml").write_text(_sidecar(name, heading), encoding="utf-8")
        build_index(corpus, index, encoder=Digests())
        with Assistant(index) as assistant:
            yield assistant


def _sidecar(name: str, heading: Heading) -> str:
    said = ". ".join(part for part in (heading.title, heading.caption) if part)
    table, description = (json.dumps(text, ensure_ascii=False) for text in (table_name(f"{name}.csv"), said))
    return f"[tables.{table}]\ndescription = {description}\n"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BenchError(f"'{path}': {error.strerror}. Name the folder of the benchmark.") from None


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "questions", "share"):
        table.add_column(column, justify="right" if column else "left")
    for one in Verdict:
        count = sum(outcome.verdict is one for outcome in outcomes)
        table.add_row(one.value, str(count), f"{count / max(len(outcomes), 1):.1%}")
    answered = [outcome for outcome in outcomes if outcome.verdict is not Verdict.ABSTAINED]
    right = sum(outcome.verdict is Verdict.RIGHT for outcome in answered)
    table.add_row("right of answered", str(len(answered)), f"{right / max(len(answered), 1):.1%}")
    faults = sum(outcome.verdict is Verdict.WRONG and outcome.answer is None for outcome in outcomes)
    table.add_row("raised an error", str(faults), f"{faults / max(len(outcomes), 1):.1%}")
    times = [outcome.answer.elapsed_ms for outcome in outcomes if outcome.answer is not None]
    for share in (0.5, 0.95):
        time = percentile(times, share)
        table.add_row(f"p{share * 100:.0f} ms", "", "–" if time is None else f"{time:.1f}")
    return table


def _shown(outcome: Outcome) -> str:
    question, answer = outcome.question, outcome.answer
    lines = [
        f"{outcome.verdict.upper()}  {question.id}  {question.table}",
        f"  asked:   {question.question}",
        f"  gold:    {list(question.gold)}",
    ]
    if answer is None:
        return "\n".join([*lines, f"  raised:  {outcome.fault}", ""])
    reason = f" ({answer.reason})" if answer.reason else ""
    lines.append(f"  got:     {answer.status}{reason} {list(answer.values)}")
    return "\n".join([*lines, f"  reading: {answer.reading or '–'}", f"  text:    {answer.text[:160]!r}", ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
