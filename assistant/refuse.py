"""A question that no plan explains in, the reason out, with what is nearest to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from assistant.answer import Reason
from assistant.beyond import is_of_future
from assistant.english import english
from assistant.lexicon import comparative_base, is_english, superlative_base
from assistant.memo import remembered
from assistant.question import Form, Question
from assistant.senses import Links, Source, Tier
from corpus.words import folded

_NEAR = 60.0  # percent alike; below it a name is not worth offering
_NEAREST = 3
_FOREIGN = 0.6  # of the words beside names; slips of the keyboard are fewer
_LONGEST_LOOKUP = 8  # words; “how many seats has the X Y” is one


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is refused, in words for the user; `nearest` are row ids."""

    reason: Reason
    text: str
    nearest: tuple[str, ...] = ()


def refuse(
    question: Question,
    links: Links,
    unknown: Sequence[int],
    source: Source,
    *,
    has_context: bool = False,
    is_marked: bool = False,
) -> Refusal:
    """The reason why no plan explains a question.

    `unknown` are the positions of the words that nothing explains; `has_context` says that something was
    asked before, which “it” may point to, `is_marked` that the question goes on from it. A name the catalog
    lacks is `entity_absent`; words asked of something the catalog has are `attribute_absent`; where nothing
    of the question is in the catalog it is `out_of_scope`; what remains is `not_understood`.
    """
    back = [t.text for t in question.tokens if t.folded in english().anaphora]
    if question.tokens[0].folded in english().instructions:
        return Refusal(Reason.NOT_UNDERSTOOD, "I only answer questions about what the catalog says.")
    if is_foreign(question, links):
        sentence = "I can read English only, and names in any language. Please ask in English."
        return Refusal(Reason.NOT_UNDERSTOOD if links.senses else Reason.OUT_OF_SCOPE, sentence)
    is_pointing_only = all(question.tokens[i].folded in english().anaphora for i in unknown)
    if is_pointing_only:
        if question.tokens[0].folded == "why":
            return Refusal(Reason.ATTRIBUTE_ABSENT, "The catalog does not say why.")
        if is_of_future(question):
            return Refusal(Reason.OUT_OF_SCOPE, "The catalog says what is, and not what will be.")
        if back:
            return Refusal(
                Reason.NOT_UNDERSTOOD, f"I cannot tell what {quoted(back)} refers to. Please name it."
            )
        ordering = [
            t.text for t in question.tokens if superlative_base(t.folded) or comparative_base(t.folded)
        ]
        if ordering or _asks_amount(question):
            asked = quoted(ordering or ["how much"])
            return Refusal(Reason.ATTRIBUTE_ABSENT, f"The catalog has no figures that tell {asked} here.")
        return _unjoined(question, links, source)
    days = [question.tokens[i].text for i in unknown if question.tokens[i].folded in english().weekdays]
    if days and not any(
        question.tokens[i].is_name_like and question.tokens[i].text not in days for i in unknown
    ):
        sentence = f"The catalog does not say which rows are on {quoted(days)}. Please name the date."
        return Refusal(Reason.ATTRIBUTE_ABSENT, sentence)
    groups = _groups(question, unknown)
    quotes = quoted([question.span(start, end) for start, end in groups])
    surest = [s for s in links.senses if s.tier <= Tier.PART]
    has_entity = any(s.kind == "row" for s in surest)
    has_schema = any(s.kind in ("table", "column") for s in surest)
    has_value = any(s.kind == "value" and (s.is_whole or s.end - s.start > 1) for s in surest)
    names = [(start, end) for start, end in groups if question.tokens[start].is_name_like]
    is_attribute = any(_is_attribute(question, start, end, links) for start, end in groups)
    is_pointing = has_context and (is_marked or bool(back))
    if is_pointing and not names and not has_entity:
        return Refusal(Reason.ATTRIBUTE_ABSENT, f"The catalog has no {quotes} for it.")
    if (has_schema or has_entity) and not names and _is_order(question, groups):
        return Refusal(Reason.ATTRIBUTE_ABSENT, f"The catalog has no {quotes} to order by.")
    if not has_entity and is_attribute and has_value and not names:
        return Refusal(Reason.ATTRIBUTE_ABSENT, f"The catalog has no {quotes} here.", ())
    if has_entity and (is_attribute or not names):
        text = (
            f"The catalog has no {quotes} for {_entity(links)}."
            if is_attribute
            else (f"The catalog has {_entity(links)}, but nothing on {quotes}.")
        )
        return Refusal(Reason.ATTRIBUTE_ABSENT, text, _rows(links, source))
    if names and (has_entity or has_schema or has_value or _is_lookup(question)):
        absent = _absent([question.span(start, end) for start, end in names], source)
        is_scoped = has_entity or has_schema or has_value or absent.nearest or len(names) == len(groups)
        return absent if is_scoped else replace(absent, reason=Reason.OUT_OF_SCOPE)
    if has_schema or has_value:
        return Refusal(Reason.NOT_UNDERSTOOD, f"The catalog does not say anything on {quotes}.")
    return Refusal(Reason.OUT_OF_SCOPE, f"This catalog is not about {quotes}.")


def _unjoined(question: Question, links: Links, source: Source) -> Refusal:
    """The reason where all words are known and do not fit: a name half met, or nothing on a row's rest."""
    whole = [s for s in links.senses if s.is_whole and s.tier <= Tier.INFLECTED]
    met = {i for s in whole if s.kind in ("row", "value", "table") for i in range(s.start, s.end)}
    named = [i for i, t in enumerate(question.tokens) if t.is_name_like and not t.is_soft]
    missed = [i for i in named if i not in met]
    parts = {(s.start, s.end) for s in links.senses if s.tier <= Tier.PART}
    names = [
        (start, end)
        for start, end in _groups(question, named)
        if set(range(start, end)) & set(missed) and (start, end) not in parts
    ]
    if names and all(end - start > 1 for start, end in names):
        return _absent([question.span(start, end) for start, end in names], source)
    if any(s.kind == "row" for s in whole) and question.form is Form.OPEN:
        text = f"The catalog has {_entity(links)}, but I find nothing on what you ask of it."
        return Refusal(Reason.ATTRIBUTE_ABSENT, text, _rows(links, source))
    return Refusal(
        Reason.NOT_UNDERSTOOD,
        "I know these words but not how they fit together in one question. Please put it more simply.",
    )


def is_foreign(question: Question, links: Links) -> bool:
    """Whether most words beside the names of the catalog are not English."""
    named = {
        i for s in links.senses if s.kind in ("row", "value") and s.is_whole for i in range(s.start, s.end)
    }
    words = [t for i, t in enumerate(question.tokens) if i not in named and not t.is_name_like]
    strange = [t for t in words if not t.folded.isdigit() and not t.is_soft and not is_english(t.folded)]
    return len(strange) > 1 and len(strange) >= _FOREIGN * len(words)


def _is_order(question: Question, groups: Sequence[tuple[int, int]]) -> bool:
    """“rank the clouds by revenue”, “the hardest walk”: the unknown words are what to order or group by."""
    before = [question.tokens[start - 1].folded if start else "" for start, _ in groups]
    said = [question.tokens[start].folded for start, end in groups if end == start + 1]
    return any(word in ("by", "per") for word in before) or any(map(superlative_base, said))


def _asks_amount(question: Question) -> bool:
    words = tuple(token.folded for token in question.tokens)
    return any("amount" in english().triggers.get(words[i : i + 2], ()) for i in range(len(words)))


def quoted(texts: Sequence[str]) -> str:
    """Words of the question as quotations."""
    return " and ".join(f"“{text}”" for text in texts)


def _groups(question: Question, unknown: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring unknown words together."""
    groups: list[tuple[int, int]] = []
    for i in unknown:
        if groups and groups[-1][1] == i:
            groups[-1] = (groups[-1][0], i + 1)
        else:
            groups.append((i, i + 1))
    return groups


def _is_attribute(question: Question, start: int, end: int, links: Links) -> bool:
    """Whether the words stand where an attribute stands: “the X of …”, “…'s X”, “which X does …”."""
    tokens = question.tokens
    after = tokens[end].folded if end < len(tokens) else ""
    is_before_of = after in ("of", "for", "at", "behind")
    is_owned = start > 0 and tokens[start - 1].is_possessive
    first = start
    while first and tokens[first - 1].folded in english().generic:  # “which data centres does X …”
        first -= 1
    is_asked = first > 0 and tokens[first - 1].folded in ("which", "what", "the", "many", "much")
    named_after = any(
        (s.kind == "row" or (s.kind == "value" and s.is_whole)) and s.start >= end for s in links.senses
    )
    return is_owned or ((is_before_of or is_asked) and named_after)


def _is_lookup(question: Question) -> bool:
    return len(question.tokens) <= _LONGEST_LOOKUP


def _entity(links: Links) -> str:
    rows = sorted(
        (s for s in links.senses if s.kind == "row"), key=lambda s: (s.tier, s.start - s.end, s.text)
    )
    return rows[0].text


def _rows(links: Links, source: Source) -> tuple[str, ...]:
    numbers = sorted(
        {n for s in links.senses if s.kind == "row" and s.tier <= Tier.INFLECTED for n in s.rows}
    )
    return _row_ids(numbers[:_NEAREST], source)


def _row_ids(numbers: Sequence[int], source: Source) -> tuple[str, ...]:
    marks = ",".join("?" * len(numbers))
    found = source.query(f"SELECT row_id FROM rows WHERE number IN ({marks}) ORDER BY number", tuple(numbers))
    return tuple(str(row_id) for (row_id,) in found)


def _absent(names: Sequence[str], source: Source) -> Refusal:
    """That nothing is called so, with what comes nearest."""
    near = _nearest(names, source)
    hint = f" The nearest names are {', '.join(name for name, _ in near)}." if near else ""
    text = f"The catalog has nothing called {quoted(names)}.{hint}"
    return Refusal(Reason.ENTITY_ABSENT, text, tuple(row for _, row in near))


def _nearest(names: Sequence[str], source: Source) -> list[tuple[str, str]]:
    """Names of rows like those asked for, best first, with the row's id."""

    def read() -> list[tuple[str, str, str]]:
        found = source.query(
            "SELECT t.folded, r.name, r.row_id FROM terms t "
            "JOIN rows r ON r.number = t.row_number WHERE t.kind = 'row'"
        )
        return [(str(term), str(name), str(row_id)) for term, name, row_id in found]

    terms = remembered(source, "names of rows", read)
    choices = [term for term, _, _ in terms]
    found: dict[str, str] = {}
    for name in names:
        for _, _, index in process.extract(
            folded(name), choices, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_NEAREST
        ):
            found.setdefault(*terms[index][1:])
    return list(found.items())[:_NEAREST]
