"""Messages that leave out nearly everything in, what they ask of the last answer out.

“list them”, “how many is that?”, “compare them”, “who doesn't?”, “the others”, “and the second?”,
“sort them by price”, “which is heavier?”.
"""

from __future__ import annotations

from msgspec import structs

from assistant.context import Context
from assistant.dialogue import measured, position_of, rows_of, table_of
from assistant.edits import opposite, with_rows
from assistant.english import english
from assistant.items import Cost, Item
from assistant.lexicon import comparative_base
from assistant.link import link
from assistant.measures import table_position
from assistant.parses import parses_of
from assistant.plan import (
    AllRows,
    CellOf,
    Cells,
    Choose,
    ColumnKey,
    Compare,
    Count,
    Distinct,
    Figure,
    Filter,
    Holds,
    Minus,
    Named,
    Names,
    Plan,
    Request,
    Rows,
    Top,
)
from assistant.question import Form, Question, parse_question
from assistant.relations import identities
from assistant.selection import select
from assistant.senses import Tier
from assistant.talk import Talk, context_of, pair_of, settled
from assistant.triggers import triggers
from corpus.words import stems
from indexer import Build

_LISTING = frozenset(["list", "show", "give", "name", "names", "tell", "see", "enumerate"])
_DESCRIBING = frozenset(["about", "describe", "detail", "details", "everything"])
_AUXILIARY = frozenset(["is", "are", "was", "were", "do", "does", "did", "has", "have", "had"])
_OTHERS = frozenset(["others", "other", "rest", "remaining"])
_REMAINING = frozenset(["left", "remain", "remaining", "remains", "altogether"])
_MORE = frozenset(["others", "more", "else", "another", "other"])
_ANY = frozenset(
    ["any", "anything", "anyone", "anybody", "what", "who", "which", "are", "is", "there", "that"]
) | {"have", "do", "does", "you", "about", "know", "it", "say", "tell", "me", "everything"}
_FILLING = frozenset(
    ["the", "ones", "one", "in", "of", "place", "please", "too", "also", "all", "then", "now", "just"]
)


def continued(question: Question, rest: Question, build: Build, talk: Talk) -> Request | None:
    """What such a message asks; None where it says more than that."""
    return (
        _elided(rest, build, talk)
        or _restated(question, rest, build, talk)
        or _more(rest, build, talk)
        or _columns_of_it(rest, build, talk)
        or _next(rest, talk)
        or _picked(rest, build, talk)
        or _sorted(rest, build, talk)
        or _compared(rest, build, talk)
        or _than_it(rest, build, talk)
    )


def _restated(question: Question, rest: Question, build: Build, talk: Talk) -> Request | None:
    """“list them”, “which ones?”, “how many is that?”, “compare the two”, “tell me more about it”."""
    rows, classes = talk.rows, english()
    if rows is None or talk.plan is None or not rest.tokens:
        return None
    words = [token.folded for token in rest.tokens]
    kinds = {kind for _, _, kind in triggers(rest)}
    triggered = {
        i
        for start, end, kind in triggers(rest)
        if kind in ("count", "every", "compare", "both")
        for i in range(start, end)
    }
    is_set = not isinstance(talk.plan.ask, Cells)
    remaining = _REMAINING if is_set and "count" in kinds and not _names_column(rest, build) else ()
    left = [
        word
        for i, word in enumerate(words)
        if i not in triggered
        and word not in classes.anaphora
        and word not in classes.soft
        and word not in _LISTING | _DESCRIBING | {"two", "three"}
        and word not in remaining
        and not (word == "more" and "about" in words)
    ]
    if (
        left
        or words[-1] in _AUXILIARY
        or {"else", "where", "when", "why"} & set(words)
        or rest.form.value == "yes/no"
    ):
        return None
    points = bool(classes.anaphora & set(words)) or bool({"that", "this", "two", "both"} & set(words))
    few = settled(rows, build)
    if "count" in kinds:
        return (
            Figure(value=Count(rows=rows)) if is_set else None
        )  # “how many of them are used?”: of the seats
    if "how" in words:
        return None
    if "compare" in kinds:
        chosen = talk.plan.ask.rows if isinstance(talk.plan.ask, Choose) else None
        several = chosen or pair_of(talk, build) or few
        is_many = isinstance(several, Named) and len(several.rows) > 1
        return Cells(rows=several) if is_many and several is not None else None
    is_describing = (question.has_opening and words[0] in classes.anaphora) or _DESCRIBING & set(words)
    if is_describing and points:
        return Cells(rows=few) if isinstance(few, Named) else None
    is_naming = words[0] in ("what", "who") and len(words) == 3 and words[1] in _AUXILIARY and points
    is_listing = words[0] in _LISTING or words[0] == "which" or is_naming
    if not is_listing or (words[0] in ("which", "names") and points) or "it" in words:
        return None
    match talk.plan.ask:
        case Figure(value=Count(distinct=str(column))):
            return Distinct(rows=rows, column=column)
    at = position_of(rows, build)
    identity = identities(build).get(at) if at is not None and build.tables[at].key is None else None
    if at is not None and identity is not None:  # rows without names are told apart by it
        return Cells(rows=rows, columns=(build.tables[at].columns[identity].name,))
    return Names(rows=rows)


def _names_column(rest: Question, build: Build) -> bool:
    return any(s.kind == "column" and s.tier <= Tier.PART for s in link(rest, build).senses)


def _elided(rest: Question, build: Build, talk: Talk) -> Request | None:
    """“who doesn't?”, “how many are not?”, “which galleries are?”, “the others”: the test is the last one."""
    if talk.plan is None or not rest.tokens:
        return None
    words = [token.folded for token in rest.tokens]
    if _OTHERS & set(words) and not set(words) - _OTHERS - _FILLING:
        return opposite(talk.plan, talk.earlier)
    is_count = words[:2] == ["how", "many"]
    inside = words[2:] if is_count else words[1:]
    if not (is_count or words[0] in ("which", "who", "what")) or not inside:
        return None
    is_not = inside[-1] == "not"
    verb = inside[-2] if is_not and len(inside) > 1 else inside[-1]
    if verb not in _AUXILIARY:
        return None
    is_else = "else" in inside
    nouns = [word for word in inside[: len(inside) - 1 - int(is_not)] if word != "else"]
    request = talk.plan.ask
    table = _table_of(talk)
    if table is None or not _are_rows(rest, nouns, table, build):
        return None
    if is_not:
        found = opposite(talk.plan, talk.earlier)
        rows = rows_of(Plan(ask=found)) if found is not None else None
        if rows is None:
            return None
    elif isinstance(request, Holds):
        rows = Filter(rows=AllRows(table=table), where=request.where)
    else:
        return None
    asked = talk.rows
    if is_else and isinstance(asked, Named):
        rows = Minus(rows=rows, without=asked)
    return Figure(value=Count(rows=rows)) if is_count else Names(rows=rows)


def _columns_of_it(rest: Question, build: Build, talk: Talk) -> Request | None:
    """“in which office?”, “since what year?”: a column of the last rows, or of whom they named."""
    words = [token.folded for token in rest.tokens]
    is_first = words[:1] in (["which"], ["what"])
    start = 1 if is_first else 2
    is_asking = is_first or (words[1:2] in (["which"], ["what"]) and rest.tokens[0].is_soft)
    if talk.rows is None or not is_asking or not start < len(words) <= start + 3:
        return None
    rows = settled(talk.rows, build)
    for over in (rows, *(item.node for item in context_of(rest, talk, build).named)):
        column = _named_column(rest, start, over, build)
        if column:
            return Cells(rows=over, columns=(column,))
    return None


def _named_column(rest: Question, start: int, rows: Rows, build: Build) -> str:
    """The only column of the rows' table that the words from `start` to the last are, but their name."""
    at = position_of(rows, build)
    if at is None:
        return ""
    table = build.tables[at]
    words = [token.stem for token in rest.tokens[start:]]
    for place, column in enumerate(table.columns):
        if list(stems(column.name)) == words and place != table.key:  # whatever else is called so
            return column.name
    found = [
        s
        for s in link(rest, build).senses
        if (s.kind, s.table, s.start, s.end) == ("column", at, start, len(rest.tokens))
        and s.tier <= Tier.PART
    ]
    surest = [s for s in found if s.is_whole and s.tier <= Tier.INFLECTED] or found
    if len(surest) != 1 or surest[0].columns == (table.key,):
        return ""
    return table.columns[surest[0].columns[0]].name


def _more(rest: Question, build: Build, talk: Talk) -> Request | None:
    """“any others?”, “is that all?”: what the last answer left out; “what else?”: all of the one row."""
    words = {token.folded for token in rest.tokens} - _FILLING - english().anaphora
    is_asking = bool(words & _MORE) or (words == {"is", "that"} and rest.tokens[-1].folded == "all")
    table = _table_of(talk)
    nouns = [token.folded for token in rest.tokens if token.folded in words - _MORE - _ANY]
    if talk.plan is None or table is None or not is_asking or not _are_rows(rest, nouns, table, build):
        return None
    few = settled(talk.rows, build)
    match talk.plan.ask:
        case Cells(columns=columns) if columns and isinstance(few, Named) and len(few.rows) == 1:
            return Cells(rows=few)
        case Names(rows=Filter() as rows) | Figure(value=Count(rows=Filter() as rows, distinct=None)):
            return Names(rows=Minus(rows=rows, without=rows))
    return None


def _are_rows(rest: Question, nouns: list[str], table: str, build: Build) -> bool:
    """Whether the words between “which” and the verb say no more than the rows of the table."""
    if not nouns or not set(nouns) - _FILLING - {"them", "those", "these"}:
        return True
    tables = build.tables
    return any(
        sense.tier <= Tier.INFLECTED
        and tables[sense.table].id == table
        and (sense.kind == "table" or sense.columns == (tables[sense.table].key,))
        and " ".join(nouns).endswith(rest.tokens[sense.end - 1].folded)
        and sense.end - sense.start >= len(nouns)
        for sense in link(rest, build).senses
    )


def _next(rest: Question, talk: Talk) -> Request | None:
    """“and the second?”, “the next one”, “the next two”: places further down the last order."""
    rows = talk.rows
    if talk.plan is None or not isinstance(rows, Top):
        return None
    words = [token.folded for token in rest.tokens if token.folded not in _FILLING]
    numbers, ordinals = english().numbers, english().ordinals
    if words[:1] == ["next"]:
        count = 1 if len(words) == 1 else numbers.get(words[1], 0) if len(words) == 2 else 0
        place = rows.skip + rows.n
    elif len(words) == 1 and ordinals.get(words[0], 0) > 0 and rows.n == 1:
        count, place = 1, ordinals[words[0]]
    else:
        return None
    return with_rows(talk.plan.ask, structs.replace(rows, n=count, skip=place)) if count else None


def _picked(rest: Question, build: Build, talk: Talk) -> Request | None:
    """“the second one”, “the last”: one of the rows listed, in full."""
    few = settled(talk.rows, build)
    words = [token.folded for token in rest.tokens if token.folded not in _FILLING]
    if len(words) != 1 or not isinstance(few, Named):
        return None
    place = english().ordinals.get(words[0])
    if place is None or place >= len(few.rows):
        return None
    return Cells(rows=Named(table=few.table, rows=(few.rows[place],)))


def _sorted(rest: Question, build: Build, talk: Talk) -> Request | None:
    """“sort them by price, highest first”."""
    rows = talk.rows
    words = [token.folded for token in rest.tokens]
    if rows is None or not words or words[0] not in english().sorting or "by" not in words:
        return None
    start = words.index("by") + 1
    directions = [
        (i, kind.endswith("high")) for i, _, kind in triggers(rest) if kind.startswith("rank:") and i > start
    ]
    directions += [(i, word == "descending") for i, word in enumerate(words) if word.endswith("cending")]
    end = min((i for i, _ in directions), default=len(words))
    if end <= start:
        return None
    column = _column(rest.span(start, end), rows, build)
    if not column:
        return None
    is_descending = directions[0][1] if directions else False
    count = len(select(rows, build).rows)
    base = rows.rows if isinstance(rows, Top) and rows.n >= count and not rows.skip else rows
    key = ColumnKey(column=column)
    return Names(rows=Top(rows=base, key=key, is_descending=is_descending, n=max(count, 1)))


def _compared(rest: Question, build: Build, talk: Talk) -> Request | None:
    """“which is heavier?”, “which of the two has more?”: of the rows of the last answers, if they are few."""
    if talk.plan is None or not rest.tokens or rest.tokens[0].folded not in ("which", "who", "what"):
        return None
    several = pair_of(talk, build)
    own = settled(talk.rows, build)
    if isinstance(talk.plan.ask, Cells | Names) and isinstance(own, Named) and len(own.rows) > 1:
        several = own
    rest = rest.without(
        {i for i, t in enumerate(rest.tokens) if t.folded in ("of", "them", "these", "those", "two", "the")}
    )
    if several is None or len(rest.tokens) < len(("which", "heavier")):
        return None
    at = table_position(several.table, build)
    degrees = [(end, kind) for _, end, kind in triggers(rest) if kind.startswith("degree:")]
    if degrees:
        end, kind = degrees[0]
        if any(not token.is_soft for token in rest.tokens[1 : end - 1]):
            return None  # “which is worth more?” says by what
        named = rest.span(end, len(rest.tokens)) if end < len(rest.tokens) else ""
        columns = measured(talk.plan)
        column = _column(named, several, build) if named else columns[0] if len(columns) == 1 else ""
        is_ordered = any(c.name == column and c.kind.is_ordered for c in build.tables[at].columns)
        if is_ordered:
            key = ColumnKey(column=column)
            return Choose(rows=several, key=key, is_descending=kind.endswith("high"))
        if named:
            return None
    lead = Item("choice", several, at, Cost())
    _, _, parses = parses_of(rest, build, Context(rows=several, before=lead))
    found = [one.plan.ask for one in parses if isinstance(one.plan.ask, Choose)]
    return found[0] if found and len({repr(one) for one in found}) == 1 else None


def _than_it(rest: Question, build: Build, talk: Talk) -> Request | None:
    """“which huts are higher?”: than the one that was asked about."""
    few = settled(talk.rows, build)
    is_told = any(kind == "than" for _, _, kind in triggers(rest))
    is_comparing = any(comparative_base(token.folded) for token in rest.tokens)
    if not isinstance(few, Named) or len(few.rows) != 1 or is_told or not is_comparing:
        return None
    at = table_position(few.table, build)
    _, _, parses = parses_of(rest, build, Context(after=Item("entity", few, at, Cost())))
    match parses[0].plan.ask if parses else None:
        case Names(rows=Filter(rows=AllRows(), where=Compare(value=CellOf()))) as found if (
            rest.form is Form.OPEN
        ):
            return found
    return None


def _column(text: str, rows: Rows, build: Build) -> str:
    """The only column of the rows' table that a text names, `""` where it names none or several."""
    at = position_of(rows, build)
    if at is None:
        return ""
    _, _, parses = parses_of(parse_question(text), build, Context(before=Item("table", None, at, Cost())))
    match parses[0].plan.ask if parses else None:
        case Cells(columns=(column,)) | Distinct(column=column):
            return column
    return ""


def _table_of(talk: Talk) -> str | None:
    request = talk.plan.ask if talk.plan is not None else None
    rows = request.rows if isinstance(request, Holds) else talk.rows
    return table_of(rows) if rows is not None else None
