"""A question over a build in, the tests out that its words make of columns of codes: “won” of “W 3–1”."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.english import english
from assistant.items import Cost, Item
from assistant.measures import column_id
from assistant.memo import remembered
from assistant.plan import Has, Or, Pred
from assistant.question import Question
from assistant.senses import Source, Tier
from corpus.types import Kind
from corpus.words import words

_MOST = 400  # different cells of a column; one with more holds no codes
_SHARE = 0.8  # of its cells begin with a code; the others are remarks such as “Bye”
_CODED = (Kind.CATEGORY, Kind.TEXT, Kind.LIST)


def coded(question: Question, source: Source) -> Iterator[tuple[int, int, Item]]:
    """The tests of columns whose cells begin with a code (W, H, GK) for each word that says what it means."""
    codes = english().codes
    said = [codes.get(t.folded, frozenset()) if len(t.folded) > 1 else frozenset() for t in question.tokens]
    if not any(said):
        return
    for (table, column), known in _columns(source).items():
        for i, meanings in enumerate(said):
            phrases = sorted({code for meaning in meanings for code in known.get(meaning, ())})
            if phrases:
                name = source.tables[table].columns[column].name
                tests: list[Pred] = [Has(phrase=phrase, columns=(name,)) for phrase in phrases]
                node = tests[0] if len(tests) == 1 else Or(parts=tuple(tests))
                cost = Cost(tiers=int(Tier.INFLECTED), size=1)
                yield i, i + 1, Item("pred", node, table, cost, (column,), is_whole=True)


def _columns(source: Source) -> Mapping[tuple[int, int], Mapping[str, tuple[str, ...]]]:
    """The codes of each column of codes, by what they mean."""
    return remembered(source, ("codes",), lambda: dict(_learnt(source)))


def _learnt(source: Source) -> Iterator[tuple[tuple[int, int], Mapping[str, tuple[str, ...]]]]:
    known = english().codes
    for at, table in enumerate(source.tables):
        for position, column in enumerate(table.columns):
            if column.kind not in _CODED or position == table.key:
                continue
            rows = source.query(
                "SELECT x.text, count(*) FROM cells c JOIN texts x ON x.id = c.text_id "
                "WHERE c.column_id = ? AND c.is_stated GROUP BY x.text LIMIT ?",
                (column_id(position, table, source), _MOST + 1),
            )
            first = [(word, str(text), count) for text, count in rows for word in words(str(text))[:1]]
            coded = [(word, text) for word, text, _ in first if word.folded in known]
            codes = {word.folded: text[word.start : word.end] for word, text in coded}
            families = [{meaning.split(".")[0] for meaning in known[code]} for code in codes]
            beginning = sum(count for word, _, count in first if word.folded in codes)
            if not codes or len(rows) > _MOST or beginning < _SHARE * sum(count for _, count in rows):
                continue
            for family in set.intersection(*families):
                found: dict[str, list[str]] = {}
                for code in codes:
                    for meaning in known[code]:
                        if meaning.startswith(f"{family}."):
                            found.setdefault(meaning, []).append(codes[code])
                if len(found) > 1 or len(codes) > 1:
                    yield (at, position), {meaning: tuple(texts) for meaning, texts in found.items()}
