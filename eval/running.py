"""Cases and the catalogs they are about in, every Answer with its score out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant import Answer, Assistant
from corpus import bundled_corpus
from eval.cases import DATA, Case, CaseError
from eval.scoring import Score, Verdict, score

BUNDLED = "bundled"
Listener = Callable[[int, int], None]  # cases done, cases in all


@dataclass(frozen=True, slots=True)
class Result:
    """One case as it went; `answer` is None, and `fault` says why, where asking raised an error."""

    case: Case
    score: Score
    answer: Answer | None
    fault: str = ""

    @property
    def verdict(self) -> Verdict:
        """What the answer is worth."""
        return self.score.verdict


def catalog_folders(cases: Sequence[Case]) -> dict[str, Path]:
    """Where the catalogs of the cases lie: `bundled`, or in `catalogs/` beside the set or Rowcite's own sets.

    Raises:
        CaseError: a case names a catalog that is not there.
    """
    folders: dict[str, Path] = {}
    for case in cases:
        if case.catalog in folders:
            continue
        beside = (case.file.parent / "catalogs" / case.catalog, DATA / "catalogs" / case.catalog)
        places = (bundled_corpus(),) if case.catalog == BUNDLED else beside
        found = next((place for place in places if place.exists()), None)
        if found is None:
            missing = f"no catalog '{case.catalog}' at '{places[0]}'"
            raise CaseError(f"{case.place}: {missing}. Put it there or correct the name.")
        folders[case.catalog] = found
    return folders


def run(
    cases: Sequence[Case],
    folders: Mapping[str, Path],
    *,
    has_sidecars: bool = True,
    progress: Listener | None = None,
) -> tuple[Result, ...]:
    """The results in the order of the cases; each catalog is indexed once, into a temporary folder.

    The encoder is loaded before the first question, so that times are those of a warm process.
    `has_sidecars=False` indexes the catalogs without their sidecars.

    Raises:
        CaseError: a case names a row that its catalog does not have.
    """
    results: dict[Case, Result] = {}
    for name in dict.fromkeys(case.catalog for case in cases):
        with (
            _corpus(folders[name], has_sidecars=has_sidecars) as corpus,
            Assistant.from_corpus(corpus) as assistant,
        ):
            mine = [case for case in cases if case.catalog == name]
            _refuse_absent_rows(mine, assistant)
            assistant.warm()
            for case in mine:
                results[case] = _result(case, assistant)
                if progress is not None:
                    progress(len(results), len(cases))
    return tuple(results[case] for case in cases)


def play(turns: Sequence[str], assistant: Assistant) -> Answer:
    """The answer to the last turn; the earlier ones are asked first and handed on as the history."""
    history: list[dict[str, str]] = []
    for turn in turns[:-1]:
        said = assistant.ask(turn, history=history)
        history += [{"role": "user", "content": turn}, {"role": "assistant", "content": said.text}]
    return assistant.ask(turns[-1], history=history)


def _result(case: Case, assistant: Assistant) -> Result:
    try:
        answer = play(case.turns, assistant)
    except (
        Exception
    ) as error:  # the border of the engine under test: one broken case must not hide the others
        return Result(case, Score(Verdict.WRONG), None, f"{type(error).__name__}: {error}")
    return Result(case, score(case, answer), answer)


def _refuse_absent_rows(cases: Sequence[Case], assistant: Assistant) -> None:
    for case in cases:
        for row_id in (*(case.rows or ()), *(row for row, _ in case.cells or ())):
            try:
                assistant.row(row_id)
            except KeyError as error:
                raise CaseError(f"{case.place}: {error.args[0]} Correct the case.") from None


@contextmanager
def _corpus(folder: Path, *, has_sidecars: bool) -> Iterator[Path]:
    if has_sidecars:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="rowcite-eval-") as aside:
        copy = Path(aside) / folder.name
        if folder.is_dir():
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.toml"))
        else:
            shutil.copyfile(folder, copy)
        yield copy
