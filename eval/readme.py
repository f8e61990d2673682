"""`python -m eval.readme`: measures the sets that come along, keeps a summary, writes the README's tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.counted import counted
from corpus.errors import RowciteError, WrongUse
from eval.cases import BUNDLED, HELD, CaseError
from eval.command import main as evaluate
from eval.history import RESULTS, TOTAL, Kept, read_history
from eval.retrieval import OURS
from eval.stages import SIDECARS

README = Path(__file__).parents[1] / "README.md"
FIRST, LAST = "<!-- written by python -m eval.readme -->", "<!-- end -->"
_FEW = 10  # questions of a kind that has a line of its own
_COUNTS = ("n", "right", "wrong", "abstained")
_NAMES = {OURS: "Rowcite", "llamaindex": "LlamaIndex over Chroma", "bm25": "BM25"}
_SPLITS = {HELD: "held out", "dev": "development"}


def tables(kept: Kept) -> str:
    """The tables of a summary, in Markdown: by set, what planning adds by kind, and what each stage adds."""
    parts = [f"At commit {kept.commit}:", _table(_sets(kept))]
    if kept.row_sets:
        parts += [
            "Rows found exactly, in %, on the questions with gold rows: ours, and a retriever's first k\n"
            "rows, k being the number of gold rows, which it could not know:",
            _table(_kinds(kept.row_sets)),
        ]
    if kept.ablation:
        parts += [
            "The same questions with one stage left out; p is that of a paired randomisation test on\n"
            "what is right:",
            _table(_stages(kept)),
        ]
    return "\n\n".join(parts)


def written(text: str, figures: str) -> str:
    """A README with these figures between its markers.

    Raises:
        CaseError: it has no such markers.
    """
    before, first, rest = text.partition(FIRST)
    _, last, after = rest.partition(LAST)
    if not first or not last:
        raise CaseError(f"The README has no lines '{FIRST}' and '{LAST}'. Put them around its figures.")
    return f"{before}{first}\n\n{figures}\n\n{last}{after}"


def main(argv: Sequence[str]) -> int:
    """Measures (or takes what was kept) and writes the README; the exit code is that of the run."""
    parser = argparse.ArgumentParser(prog="python -m eval.readme", description=__doc__)
    parser.add_argument("--kept", action="store_true", help="measure nothing: write the newest figures kept")
    arguments = parser.parse_args(argv)
    try:
        code = 0 if arguments.kept else evaluate(["run", "--ablation", "--keep"])
        history = read_history(RESULTS)
        if not history:
            raise CaseError(f"No figures are kept in '{RESULTS}'. Measure them: python -m eval.readme")
        README.write_text(written(README.read_text("utf-8"), tables(history[-1])), "utf-8")
    except RowciteError as error:
        print(f"eval.readme: {error}", file=sys.stderr)
        return 2 if isinstance(error, WrongUse) else 1
    return code


def _sets(kept: Kept) -> Iterator[Sequence[object]]:
    """The header, a line a set and a line for all of a split; the held-out ones first."""
    bare: Mapping[str, Mapping[str, int]] = kept.ablation.get(SIDECARS, {}).get("sets", {})
    yield ("set", "about", "questions", *_COUNTS[1:], *(["right without sidecars", "wrong"] if bare else []))
    for split, words in _SPLITS.items():
        names = [name for name in sorted(kept.sets) if name.endswith(f".{split}")]
        for name in names:
            without = [bare[name]["right"], bare[name]["wrong"]] if name in bare else []
            yield (f"`{name}`", _about(kept.catalogs.get(name, [])), *_counts(kept.sets[name]), *without)
        total = _sum(kept.sets[name] for name in names)
        others = _sum(bare[name] for name in names if name in bare)
        without = [others["right"], others["wrong"]] if bare else []
        yield (f"**all {words}**", "", *_counts(total), *without)


def _kinds(row_sets: Mapping[str, Mapping[str, float]]) -> Iterator[Sequence[object]]:
    names = [name for name in row_sets[TOTAL] if name != "n"]
    yield ("kind", "questions", *(_NAMES.get(name, name) for name in names))
    many = {kind: shares for kind, shares in row_sets.items() if kind != TOTAL and shares["n"] >= _FEW}
    few = [shares for kind, shares in row_sets.items() if kind != TOTAL and kind not in many]
    lines = dict(sorted(many.items()))
    if few:
        lines[f"{counted(len(few), 'kind')} of fewer than {_FEW} each"] = _joined(few)
    for kind, shares in {**lines, TOTAL: row_sets[TOTAL]}.items():
        shown = (f"{100 * shares[name]:.0f}" if name in shares else "–" for name in names)
        yield (f"**{TOTAL}**" if kind == TOTAL else kind, f"{shares['n']:.0f}", *shown)


def _joined(groups: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The shares of several kinds together."""
    n = sum(group["n"] for group in groups)
    names = {name for group in groups for name in group} - {"n"}
    return {
        "n": n,
        **{name: sum(group["n"] * group.get(name, 0.0) for group in groups) / n for name in names},
    }


def _stages(kept: Kept) -> Iterator[Sequence[object]]:
    yield ("without", *_COUNTS[1:], "right, change in %", "p")
    yield ("nothing", *_counts(_sum(kept.sets.values()))[1:], "", "")
    for stage, found in kept.ablation.items():
        mean, p, _ = found["changes"]["right"]
        yield (stage, *_counts(found)[1:], f"{100 * mean:+.1f}", f"{p:.4f}" if p >= 0.0001 else "< 0.0001")


def _about(catalogs: Sequence[str]) -> str:
    others = sum(name != BUNDLED for name in catalogs)
    parts = ["the bundled catalog"] if BUNDLED in catalogs else []
    if others:
        parts.append(counted(others, "other") if parts else counted(others, "catalog"))
    return " and ".join(parts)


def _sum(groups: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found = dict.fromkeys(_COUNTS, 0)
    for group in groups:
        for name in _COUNTS:
            found[name] += group[name]
    return found


def _counts(group: Mapping[str, int]) -> list[int]:
    return [group[name] for name in _COUNTS]


def _table(lines: Iterable[Sequence[object]]) -> str:
    header, *rest = [[str(part) for part in line] for line in lines]
    ruler = ["---"] * len(header)
    return "\n".join(f"| {' | '.join(line)} |" for line in (header, ruler, *rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
