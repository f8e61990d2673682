"""Cases and the catalogs they are about in, every Answer and ranking with its measures out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from assistant import Answer, Assistant
from assistant.answer import Citation
from corpus.types import Catalog
from eval.cases import BUNDLED, Case, CaseError
from eval.catalogs import laid_out, read_tables
from eval.llama_retrievers import named_retriever, plain_llamaindex
from eval.measures import measures
from eval.remembering import Remembering
from eval.remote import Remote
from eval.resolving import Resolved, Rows, resolve
from eval.retrieval import CITATIONS
from eval.scoring import Score, Verdict, score
from eval.stages import SIDECARS, stages_without
from eval.support import unsupported
from indexer import Encoder, MiniLM, Retriever, build_index, open_build

__all__ = ["BUNDLED", "Result", "Setup", "play", "run"]

DEPTH = 100  # rows of a ranking that are kept: recall at 100 is the deepest that anybody reports

Listener = Callable[[int, int], None]  # cases done, cases in all


class Answering(Protocol):
    """Whatever is asked: an assistant here, or one behind a URL."""

    def ask(self, question: str, *, history: Sequence[Mapping[str, str]] = ()) -> Answer:
        """The answer to a question."""
        ...


@dataclass(frozen=True, slots=True)
class Setup:
    """What is asked and what is compared.

    `without` are the stages (of `stages.STAGES`) that are left out. `url` asks a remote Rowcite, `retriever`
    ranks with a LlamaIndex retriever named `module:object` too; `has_retrievers` ranks with BM25, dense and
    their fusion, `has_plain` with plain LlamaIndex as well.
    """

    without: frozenset[str] = frozenset()
    has_retrievers: bool = True
    has_plain: bool = True
    url: str | None = None
    key: str | None = None
    retriever: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One case as it went; `answer` is None, and `fault` says why, where asking raised an error.

    `case` has its gold recomputed. `rankings` are row ids, best first, by retriever, and `scores` those of
    their first hits; `unsupported` are the claims that nothing bears out.
    """

    case: Case
    score: Score
    answer: Answer | None
    fault: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)
    rankings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What the answer is worth."""
        return self.score.verdict


def run(
    cases: Sequence[Case],
    folders: Mapping[str, Path],
    *,
    setup: Setup = Setup(),
    progress: Listener | None = None,
) -> tuple[Result, ...]:
    """The results in the order of the cases; each catalog is indexed once, into a temporary folder.

    The encoder is loaded before the first question, so that times are those of a warm process.

    Raises:
        CaseError: a case names a row that its catalog does not have, or `setup` cannot ask them all.
        MachineFault: the remote Rowcite cannot be reached.
    """
    if setup.url and setup.without:
        raise CaseError("--url asks a Rowcite that keeps all its stages. Leave out --without.")
    if len(folders) > 1 and (setup.url or setup.retriever):
        flag = "--url" if setup.url else "--retriever"
        names = ", ".join(sorted(folders))
        raise CaseError(f"{flag} is about one catalog; the cases are about {names}. Choose with --set.")
    results: dict[Case, Result] = {}
    encoder = Remembering(MiniLM())
    for name in dict.fromkeys(case.catalog for case in cases):
        mine = [case for case in cases if case.catalog == name]
        with laid_out(folders[name], has_sidecars=SIDECARS not in setup.without) as corpus:
            rows = Rows(read_tables(corpus))
            resolved = [resolve(case, rows) for case in mine]
            with _asked(corpus, rows.catalog, setup, encoder) as (answering, retrievers):
                if setup.has_plain or setup.has_retrievers:
                    encoder.encode([case.query for case in mine])  # all at once is faster than one by one
                for case, one in zip(mine, resolved, strict=True):
                    results[case] = _result(one, rows, answering, retrievers)
                    if progress is not None:
                        progress(len(results), len(cases))
    return tuple(results[case] for case in cases)


def play(turns: Sequence[str], answering: Answering) -> Answer:
    """The answer to the last turn; the earlier ones are asked first and handed on as the history."""
    history: list[dict[str, str]] = []
    for turn in turns[:-1]:
        said = answering.ask(turn, history=history)
        history += [{"role": "user", "content": turn}, {"role": "assistant", "content": said.text}]
    return answering.ask(turns[-1], history=history)


@contextmanager
def _asked(
    corpus: Path, catalog: Catalog, setup: Setup, encoder: Encoder
) -> Iterator[tuple[Answering, dict[str, Retriever]]]:
    """Whatever answers, warm, and the retrievers to compare."""
    with ExitStack() as stack:
        retrievers: dict[str, Retriever] = {}
        index = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rowcite-eval-")))
        if setup.url is None or setup.has_retrievers:
            build_index(corpus, index, encoder=encoder)
        answering: Answering
        if setup.url is not None:
            answering = remote = Remote(setup.url, key=setup.key)
            retrievers["search"] = remote.search
        else:
            assistant = stack.enter_context(Assistant(index, stages=stages_without(setup.without)))
            assistant.warm()
            answering = assistant
        if setup.has_plain:
            retrievers["llamaindex"] = stack.enter_context(plain_llamaindex(catalog, encoder, k=DEPTH))
        if setup.has_retrievers:
            build = stack.enter_context(open_build(index, encoder=encoder))
            retrievers |= {"bm25": build.lexical, "dense": build.dense, "fused": build.search}
        if setup.retriever is not None:
            retrievers[setup.retriever] = named_retriever(setup.retriever, catalog, corpus)
        yield answering, retrievers


def _result(
    resolved: Resolved, rows: Rows, answering: Answering, retrievers: Mapping[str, Retriever]
) -> Result:
    case = resolved.case
    answer, fault = _answer(case, answering)
    worth = Score(Verdict.WRONG) if answer is None else score(case, answer)
    hits = {name: retriever(case.query, k=DEPTH) for name, retriever in retrievers.items()}
    rankings = {name: tuple(hit.row_id for hit in found) for name, found in hits.items()}
    if answer is not None:
        rankings[CITATIONS] = _cited(answer.citations)
    claims = () if answer is None else unsupported(answer, rows)
    return Result(
        case,
        worth,
        answer,
        fault,
        measures(resolved, answer, worth, claims=claims),
        rankings,
        {name: found[0].score for name, found in hits.items() if found},
        claims,
    )


def _answer(case: Case, answering: Answering) -> tuple[Answer | None, str]:
    try:
        return play(case.turns, answering), ""
    except (
        Exception
    ) as error:  # the border of the engine under test: one broken case must not hide the others
        if isinstance(answering, Remote):
            answering.refuse_unreachable(error)
        return None, f"{type(error).__name__}: {error}"


def _cited(citations: Sequence[Citation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.row_id for one in citations if one.row_id is not None))
