"""A question and its links in, the one-sense items over its words out: the leaves of the chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from assistant.codes import coded
from assistant.context import Context
from assistant.demonstratives import is_determiner
from assistant.english import english
from assistant.headings import affirmed, denied, numbers_named, roles, totals
from assistant.items import Cost, Item, is_inverse, is_label
from assistant.kin import is_in_hours, is_origin, measuring
from assistant.lexicon import attribute, comparative_base, lemma, superlative_base
from assistant.lifespans import lasting
from assistant.literals import literals
from assistant.omissions import (
    faint,
    first_places,
    has_order,
    is_place,
    is_setting,
    own_pronouns,
    persons,
    row_nouns,
    subject_pronouns,
    title_spans,
)
from assistant.plan import ColumnKey, Compare, Has, Named, Number, Stated
from assistant.pointers import places_back, pointers
from assistant.question import Form, Question, Token
from assistant.senses import Links, Sense, Source, Tier
from assistant.superlatives import Grade
from assistant.triggers import triggers
from assistant.whereabouts import whereabouts
from corpus.types import Column, Kind
from corpus.words import folded, stem, stems

_DEGREES = {
    "most": ("grade", 1),
    "least": ("grade", -1),
    "more": ("comparative", 1),
    "less": ("comparative", -1),
}
_KINDS = {"tables": "all tables", "columns": "column words", "rows": "all rows"}
_MENTIONING = frozenset(
    stem(word) for word in ("mention", "say", "talk", "cite", "refer", "reference", "word", "note")
)
_PLURALS = frozenset(("people", "men", "women", "children"))
_LEADS = frozenset(
    ("of", "among", "for", "in", "from", "by", "at", "with", "on", "to", "as", "during", "that")
)
_OF_TIME = frozenset(
    (
        *("oldest", "newest", "earliest", "latest", "most recently", "least recently"),
        *("longest established", "longest serving", "longest standing", "longest running"),
    )
)
_EXTREMES = frozenset(
    ("highest", "lowest", "greatest", "top", "most", "least", "fewest", "latest", "earliest", "best", "worst")
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """An item over the places `start` up to `end` of the words that matter."""

    start: int
    end: int
    item: Item


def leaves_of(
    question: Question, links: Links, source: Source, context: Context
) -> tuple[list[int], list[Leaf]]:
    """The positions that matter, and the one-sense items over them."""
    tokens = question.tokens
    found: list[tuple[int, int, Item]] = list(pointers(question, links, source, context))
    count = len(found)
    spoken = {i for start, end, _ in found if is_determiner(question, start) for i in range(start, end)}
    picked = {start for start, _, item in found if item.kind == "entity"}
    classes = english()
    numbers = numbers_named(question, links)
    found += [(i, i + 1, Item("skip", None, None, Cost(size=1))) for i in numbers]
    ratios = {(end, kind) for _, end, kind in triggers(question)}
    is_dated = any(stem(lemma(token.folded)) in classes.dating for token in tokens)
    measured = [
        s
        for s in links.senses
        if s.kind == "column"
        and s.is_whole
        and tokens[s.start].folded == "amount"
        and source.tables[s.table].columns[s.columns[0]].kind.is_ordered
    ]
    called = {
        (s.start, s.end)
        for s in links.senses
        if s.kind == "table" and s.is_whole and s.tier <= Tier.INFLECTED
    }
    is_sorted = any(token.folded == "by" for token in tokens) or any(
        kind.startswith(("direction", "alphabetical")) for _, _, kind in triggers(question)
    )
    for start, end, kind in triggers(question):
        is_picked = start in picked and kind.startswith("nth")  # “the second one”: of the rows listed
        if kind in ("times", "once", "twice") or is_picked or (kind == "count" and start in numbers):
            continue
        if kind == "count" and any(start <= s.start and s.end <= end for s in measured):
            if tokens[start].folded == "total":  # “total amount of …”, where a column is called so
                found.append((start, start + 1, Item("function", "sum", None, Cost(size=1), text="total")))
            continue
        if kind == "count" and (end, "ratio") in ratios and _is_graded(tokens, end):
            continue  # “how many times heavier” counts nothing
        if kind in ("anywhere", "regarding"):
            found.append((start, end, Item("skip", None, None, Cost(size=1))))
            continue
        name, _, detail = kind.partition(":")
        if name in ("sort", "ranked") and end - start == 1 and (start or not is_sorted):
            continue  # “what sort of”, “in what order”, “order date of X”: only a request begins so
        if name in _KINDS and (start, end) in called:
            continue  # “datasets”, where a table is called so
        if name == "neighbour" and start and stem(lemma(tokens[start - 1].folded)) in classes.phrasal:
            continue  # “looks after”
        item = _operator(_KINDS.get(name, name), detail, _folded(question, start, end))
        found.append(
            (start, end, replace(item, text="dated") if name in ("nth", "neighbour") and is_dated else item)
        )
    for literal in literals(question):
        kind = "number" if isinstance(literal.value, Number) else "date"
        found.append((literal.start, literal.end, Item(kind, literal.value, None, Cost(size=1))))
        if isinstance(literal.value, Number) and literal.end - literal.start == 2 and literal.value.unit:
            # “80 points”, where a column is called so: the unit may be a word of its own
            bare = Number(number=literal.value.number)
            found.append((literal.start, literal.start + 1, Item("number", bare, None, Cost(size=1))))
    row_ids = _row_ids(links.senses, source)
    nouns = set(row_nouns(question, links, source))
    ordering = ("count", "nth", "rank", "next")
    tallied = {end for _, end, kind in triggers(question) if kind.split(":")[0] in ordering and end in nouns}
    tallied |= {1} & nouns if tokens and tokens[0].folded in ("which", "what") else set()
    is_mention = any(token.stem in _MENTIONING for token in tokens)
    is_mention = is_mention or any(
        end - start == 4 and kind == "not" for start, end, kind in triggers(question)
    )
    names = {(s.start, s.end) for s in links.senses if s.kind == "row" and s.is_whole}
    for sense in links.senses:
        if sense.kind == "table" and has_order(question, sense):
            continue
        if sense.kind == "value" and not sense.is_whole and sense.start in tallied:
            continue  # “how many games”: a noun that is counted is no word of a cell
        found += [
            (sense.start, sense.end, item)
            for item in _items(
                sense,
                source,
                row_ids,
                number=_number(question, sense.end - 1),
                is_mention=is_mention,
                is_name=(sense.start, sense.end) in names
                or any(token.is_name_like for token in tokens[sense.start : sense.end]),
            )
        ]
    found += _stated(question, links, source)
    found += whereabouts(question, links, source)
    found += roles(links, source)
    found += denied(question, source)
    found += _grouping(question, links, source)
    for i in row_nouns(question, links, source):
        cost = Cost(tiers=int(Tier.RELATED), size=1)
        found.append((i, i + 1, Item("table", None, 0, cost, is_guess=True, text=_number(question, i))))
    for i, position in persons(question, links, source):
        cost = Cost(tiers=int(Tier.INFLECTED), size=1)
        found.append((i, i + 1, Item("table", None, position, cost, text=_number(question, i))))
    found += coded(question, source)
    found += lasting(question, source)
    found += _times(question)
    found += totals(question, links, source)
    found += _place(question, links, source)
    found += _winning(question, source)
    found += _phrases(links, source)
    for position, token in enumerate(tokens[:-1]):
        after = tokens[position + 1].folded
        if token.folded == "how" and attribute(after):  # “how big is the …”
            found.append((position, position + 2, Item("amount", None, None, Cost(size=1), text=after)))
    for position, token in enumerate(tokens):
        if token.stem in classes.kind_nouns:
            noun = Item("kind noun", classes.kind_nouns[token.stem], None, Cost(size=1))
            found.append((position, position + 1, noun))
        found += graded(question, position, source)
        found += _than_number(question, position)
    listed = {i for i in range(1, len(tokens)) if "," in question.text[tokens[i - 1].end : tokens[i].start]}
    found = [
        (start, end, replace(item, lead=",") if start in listed and item.kind == "columns" else item)
        for start, end, item in found
    ]
    pointing = found[:count]
    found = pointing + [one for one in found[count:] if not spoken & set(range(one[0], one[1]))]
    used = {i for start, end, _ in found for i in range(start, end)}
    own = own_pronouns(question, links, source, context) | subject_pronouns(question, source, context)
    positions = [i for i, token in enumerate(tokens) if i in used or not (token.is_soft or i in own)]
    place = {position: index for index, position in enumerate(positions)}
    leaves = [Leaf(place[start], place[end - 1] + 1, item) for start, end, item in found]
    leaves += [
        Leaf(place[start], place[end - 1] + 1, item)
        for start, end, item in _left_out(question, links, source, context, positions, listed)
        if all(i in place for i in range(start, end))
    ]
    return positions, leaves


def _is_graded(tokens: Sequence[Token], position: int) -> bool:
    """Whether “as” or a comparative stands at a position."""
    word = tokens[position].folded if position < len(tokens) else ""
    return word in ("as", *_DEGREES) or bool(comparative_base(word))


def _left_out(
    question: Question,
    links: Links,
    source: Source,
    context: Context,
    positions: Sequence[int],
    listed: set[int],
) -> Iterator[tuple[int, int, Item]]:
    """The words that a reading may do without, each at its cost; `listed` are those after a comma."""
    tokens = question.tokens
    # “are all X Y” may not be read without “all”.
    kept = ("tables", "every") if question.form is Form.YES_NO else ("tables",)
    said = places_back(question, context)
    said |= {one.start for one in literals(question) if isinstance(one.value, Number)}
    for start, end, kind in triggers(question):
        is_kept = kind in kept and not (kind == "tables" and is_setting(question, start))
        if is_kept or (kind in ("sort", "ranked") and not start):
            said.add(start)
        if kind == "except" or (kind == "meaning" and end - start > 1):
            said.update(range(start, end))  # “anyone but X”, “what does X stand for”
    for i in positions:
        if tokens[i].is_soft and i not in said:
            skip = _skip(i, question, links)
            yield i, i + 1, replace(skip, lead=skip.lead or "," * (i in listed))
    for start, end, tier in title_spans(question, links, source):
        yield start, end, Item("skip", None, None, Cost(tiers=tier, size=1))
    for i in positions:
        if tokens[i].folded in ("under", "over") and is_place(question, i, links):
            yield i, i + 1, Item("skip", None, None, Cost(tiers=1, size=1))
    named = {
        s.start for s in links.senses if s.kind == "column" and s.tier is Tier.EXACT and s.end == s.start + 1
    }
    nouns = {i for i in named if tokens[i].folded.endswith("ing")}  # “which building”
    cost, saying_little = Cost(tiers=int(Tier.RELATED), size=1), faint(question, links, source) - nouns
    for i in positions:
        if i in saying_little and not tokens[i].is_soft:
            yield i, i + 1, Item("skip", None, None, cost, has_faint=True)


def _phrases(links: Links, source: Source) -> Iterator[tuple[int, int, Item]]:
    """Whole values of one table that another may be asked for (“a cloud with X in its fleet”)."""
    rows = {(s.start, s.end) for s in links.senses if s.kind == "row"}
    for sense in links.senses:
        is_sure = sense.kind == "value" and sense.is_whole and sense.tier <= Tier.INFLECTED
        is_listed = any(source.tables[sense.table].columns[c].kind is Kind.LIST for c in sense.columns)
        if is_sure and is_listed and len(source.tables) > 1 and (sense.start, sense.end) not in rows:
            cost = Cost(tiers=int(Tier.INFLECTED), silent=2, size=1)
            yield sense.start, sense.end, Item("phrase", sense.text, None, cost)


def _folded(question: Question, start: int, end: int) -> str:
    return " ".join(token.folded for token in question.tokens[start:end])


def _place(question: Question, links: Links, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“in first place”, “placed 2nd”, “on the second floor”: the place that a column says."""
    tokens = question.tokens
    for start, end, kind in triggers(question):
        name, _, detail = kind.partition(":")
        if name != "nth" or int(detail) < 0:
            continue
        for sense in links.senses:
            if sense.kind == "column" and sense.start == end and sense.is_whole:
                column = source.tables[sense.table].columns[sense.columns[0]]
                if column.kind is Kind.NUMBER and is_label(column):  # “on the second floor”
                    test = Compare(column=column.name, relation="=", value=Number(number=int(detail) + 1))
                    cost = Cost(tiers=int(sense.tier), size=1)
                    yield (
                        start,
                        sense.end,
                        Item("pred", test, sense.table, cost, sense.columns, is_whole=True),
                    )
        near = {tokens[i].folded: i for i in (start - 1, end) if 0 <= i < len(tokens)}
        words = [
            i
            for word, i in near.items()
            if word in english().inverse or stem(word) in ("place", "rank", "finish")
        ]
        for position, table in enumerate(source.tables):
            for c, column in enumerate(table.columns):
                if words and is_inverse(column) and column.kind is Kind.NUMBER:
                    value = Number(number=int(detail) + 1)
                    test = Compare(column=column.name, relation="=", value=value)
                    first, last = min(start, *words), max(end, *(i + 1 for i in words))
                    yield first, last, Item("pred", test, position, Cost(size=1), (c,), is_whole=True)


def _winning(question: Question, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“the winner”, where a column of places says who that is."""
    for i, place in first_places(question, source):
        for position, table in enumerate(source.tables):
            for c, column in enumerate(table.columns):
                if is_inverse(column) and column.kind is Kind.NUMBER:
                    test = Compare(column=column.name, relation="=", value=Number(number=place))
                    cost = Cost(tiers=int(Tier.INFLECTED), size=1)
                    yield i, i + 1, Item("pred", test, position, cost, (c,), is_whole=True)


def _number(question: Question, position: int) -> str:
    """Whether a noun is plural."""
    word = question.tokens[position].folded
    return "plural" if (word.endswith("s") and not word.endswith("ss")) or word in _PLURALS else ""


def _times(question: Question) -> Iterator[tuple[int, int, Item]]:
    """“twice”, “at least 3 times”: how often something is there."""
    for start, end, kind in triggers(question):
        if kind in ("once", "twice"):
            yield start, end, Item("times", Number(number=1 if kind == "once" else 2), None, Cost(size=1))
        if kind == "times":
            for literal in literals(question):
                if literal.end == start and isinstance(literal.value, Number):
                    yield literal.start, end, Item("times", literal.value, None, Cost(size=1))


def _skip(position: int, question: Question, links: Links) -> Item:
    """Leaving a soft word out: it costs more than using it where it names a table, a column or a row."""
    tiers = [
        int(sense.tier) + 1
        for sense in links.senses
        if (sense.kind != "value" or _is_said_of(sense, question))
        and sense.start == position
        and (sense.end == position + 1 or sense.is_whole)
    ]
    is_quantifier = any(start == position and kind == "every" for start, _, kind in triggers(question))
    word = question.tokens[position].folded
    tiers = [] if word in _LEADS else tiers  # “belongs to” names no column To
    return Item(
        "skip",
        None,
        None,
        Cost(tiers=min(tiers, default=int(is_quantifier)), size=1),
        lead=word if word in _LEADS else "",
    )


def _is_said_of(sense: Sense, question: Question) -> bool:
    """Whether a soft word is the value that is said of rows: “are used”, “used laptops”, not “used by X”."""
    after = question.tokens[sense.end].folded if sense.end < len(question.tokens) else ""
    is_so = sense.is_whole and folded(sense.text) == question.tokens[sense.start].folded
    is_article = question.tokens[sense.start].folded in english().soft  # “a” is no zone A
    return is_so and not is_article and after not in _LEADS


def _operator(kind: str, detail: str, phrase: str) -> Item:
    """The item of a trigger: a rank starts with one row, other details are the operator's own."""
    match kind:
        case "bound":
            return Item("relation", detail, None, Cost(size=1))
        case "dated":
            return Item("time relation", detail, None, Cost(size=1))
        case "rank" | "count rank":
            text = "count" if kind == "count rank" else "time" if phrase in _OF_TIME else ""
            return Item(
                "rank",
                (detail, 1, 0),
                None,
                Cost(size=1),
                text=text,
                is_value=phrase in _EXTREMES,
                is_guess=phrase in ("longest", "shortest"),
            )
        case "count":
            return Item("count", detail, None, Cost(size=1), text=phrase)
        case "nth":
            return Item("nth", (int(detail), 1), None, Cost(size=1))
        case "neighbour":
            return Item("neighbour", int(detail), None, Cost(size=1))
        case "degree":
            return Item("degree", detail == "high", None, Cost(size=1))
        case "direction":
            return Item("direction", detail == "high", None, Cost(size=1))
        case "sort" | "ranked":
            return Item("sort", kind == "ranked", None, Cost(size=1))
        case "range":
            return Item("function", "range", None, Cost(size=1), text=phrase)
        case "difference":
            return Item("difference", None, None, Cost(size=1), text=phrase)
    return Item(kind, detail, None, Cost(size=1), text=phrase if kind == "function" else "")


def _grouping(question: Question, links: Links, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“total price by vendor”: for each of its values; “list beers by price”: in that order."""
    kinds = [kind for _, _, kind in triggers(question)]
    is_of_figure = any(kind.startswith(("function", "count")) for kind in kinds)
    for s in links.senses:
        if s.kind != "column" or not s.start or question.tokens[s.start - 1].folded != "by":
            continue
        column = source.tables[s.table].columns[s.columns[0]]
        if not kinds and s.is_whole and s.tier <= Tier.INFLECTED and column.kind.is_ordered:
            yield s.start - 1, s.start, Item("sort", False, None, Cost(size=1))
        if is_of_figure:
            cost = Cost(tiers=int(s.tier), size=1)
            by = Item("columns", None, s.table, cost, s.columns)
            yield s.start - 1, s.end, replace(by, kind="per·columns", node=by)


def _stated(question: Question, links: Links, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“with an incident”: a text column after an article asks whether the cell is stated at all."""
    for sense in links.senses:
        before = question.tokens[sense.start - 1].folded if sense.start else ""
        if sense.kind == "column" and before in ("a", "an", "any") and sense.tier <= Tier.INFLECTED:
            column = source.tables[sense.table].columns[sense.columns[0]]
            if column.kind in (Kind.TEXT, Kind.LINK) and sense.columns[0] != source.tables[sense.table].key:
                cost = Cost(tiers=int(sense.tier), size=1)
                node = Stated(column=column.name)
                yield (
                    sense.start,
                    sense.end,
                    Item("pred", node, sense.table, cost, sense.columns, is_whole=True),
                )


def _than_number(question: Question, position: int) -> Iterator[tuple[int, int, Item]]:
    """“longer than 100 pages”: a comparative that only says on which side of a number, of what is named."""
    tokens = question.tokens[position : position + 3]
    if len(tokens) == 3 and tokens[1].folded == "than" and tokens[2].folded[0].isdigit():
        base = comparative_base(tokens[0].folded)
        ways = {direction for _, direction in attribute(base)} if base else set()
        if len(ways) == 1:
            cost = Cost(tiers=int(Tier.INFLECTED), size=1)
            yield position, position + 2, Item("relation", ">" if ways == {1} else "<", None, cost)


def graded(question: Question, position: int, source: Source) -> Iterator[tuple[int, int, Item]]:
    """What a superlative or comparative orders by: columns that hold what the adjective measures."""
    word = question.tokens[position].folded
    before = question.tokens[position - 1].folded if position else ""
    is_analytic = before in _DEGREES and bool(attribute(word))
    kind = "grade" if superlative_base(word) else "comparative" if comparative_base(word) else ""
    kind = "same·column" if not kind and before == "as" else kind  # “as wide as”
    sign = 1
    if is_analytic:
        kind, sign = _DEGREES[before]
    if not kind:
        return
    start = position - 1 if is_analytic else position
    is_gap = position >= 2 and tuple(t.folded for t in question.tokens[position - 2 : position]) == (
        "how",
        "much",
    )
    if is_analytic:
        is_gap = start >= 2 - 1 and tuple(t.folded for t in question.tokens[start - 1 : start + 1]) == (
            "much",
            "more",
        )
    for place, table in enumerate(source.tables):
        known: set[int] = set()
        for noun, direction in attribute(word):
            columns = [c for at, c in measuring(noun, source) if at == place and c not in known]
            if noun in ("date", "year"):  # the newest is what began last, where a column says when
                columns = [i for i in columns if is_origin(table.columns[i])] or columns
            # Another dimension than its own counts less; so does a unit that only a column's name has.
            cost = Cost(tiers=int(Tier.INFLECTED) + bool(known), size=1)
            for column in columns:
                name = table.columns[column].name
                # What began earliest is oldest: an age counts back from the date of a beginning.
                way = -direction if noun == "age" and stem(noun) not in stems(name) else direction
                yield start, position + 1, _graded(kind, name, way * sign > 0, place, column, cost)
                if is_gap:
                    yield (
                        position - 2,
                        position + 1,
                        Item("graded gap", (name, way * sign > 0), place, cost, (column,)),
                    )
            known |= set(columns)
            if known and kind != "comparative":
                break  # its own dimension first: the oldest by age, where ages can be told
        is_long = kind == "comparative" and any(noun == "duration" for noun, _ in attribute(word))
        for column in range(len(table.columns)) if is_long else ():
            if column not in known and is_in_hours(table.columns[column]):
                cost, is_most = (
                    Cost(tiers=int(Tier.PART), size=1),
                    dict(attribute(word))["duration"] * sign > 0,
                )
                name = table.columns[column].name
                yield start, position + 1, _graded(kind, name, is_most, place, column, cost)


def _graded(kind: str, name: str, is_descending: bool, table: int, column: int, cost: Cost) -> Item:
    node = name if kind == "same·column" else Grade(ColumnKey(column=name), is_descending)
    return Item(kind, node, table, cost, (column,))


def _items(
    sense: Sense, source: Source, row_ids: dict[int, str], *, number: str, is_mention: bool, is_name: bool
) -> Iterator[Item]:
    table = source.tables[sense.table]
    cost = Cost(tiers=int(sense.tier), size=1)
    match sense.kind:
        case "table":
            yield Item("table", None, sense.table, cost, text=number)
        case "column":
            column = table.columns[sense.columns[0]]
            if column.kind is Kind.YES_NO:
                yield from affirmed(sense, source)
            if number and (is_label(column) or _is_naming(column, sense)):
                silent = Cost(tiers=int(not _is_naming(column, sense)))
                yield Item("table", None, sense.table, cost + silent, text=number)
            if table.key is not None and sense.columns == (table.key,):
                yield Item(
                    "table", None, sense.table, cost, text=number
                )  # the naming column's name is the rows' noun
            yield Item("columns", None, sense.table, cost, sense.columns)
        case "row":
            named = Named(table=table.id, rows=tuple(row_ids[number] for number in sense.rows))
            yield Item("entity", named, sense.table, cost, text=sense.text)
        case "value" if folded(sense.text) in ("yes", "no"):
            return  # an answer is no value to look for; “no” before a word is its opposite
        case "value":
            if folded(sense.text).isdigit():  # a bare number is a figure in columns of figures
                kept = tuple(c for c in sense.columns if not table.columns[c].kind.is_ordered)
                sense = replace(sense, columns=kept)
                if not kept:
                    return
            names = tuple(table.columns[c].name for c in sense.columns)
            is_category = sense.is_whole and all(
                table.columns[c].kind is Kind.CATEGORY for c in sense.columns
            )
            node = Has(phrase=sense.text, columns=names, is_whole=is_category, is_mention=is_mention)
            is_tight = sense.is_whole or sense.end - sense.start > 1
            written = "name" if is_name else ""
            yield Item(
                "pred", node, sense.table, cost, sense.columns, is_value=True, is_whole=is_tight, text=written
            )


def _is_naming(column: Column, sense: Sense) -> bool:
    """“trains”, where a column is called Train Name: what has the name."""
    words = folded(column.name).split()
    return len(words) > 1 and words[-1] in ("name", "title", "id", "no", "number") and not sense.is_whole


def _row_ids(senses: Sequence[Sense], source: Source) -> dict[int, str]:
    numbers = sorted({number for sense in senses for number in sense.rows})
    marks = ",".join("?" * len(numbers))
    return (
        dict(source.query(f"SELECT number, row_id FROM rows WHERE number IN ({marks})", numbers))
        if numbers
        else {}
    )
