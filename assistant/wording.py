"""A request in, a question in plain words that asks for it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.english import YES
from assistant.plan import (
    About,
    Aggregate,
    AllRows,
    And,
    Cells,
    Choose,
    ColumnKey,
    Common,
    Contrast,
    Count,
    Distinct,
    Figure,
    Filter,
    Groups,
    Has,
    Named,
    Names,
    Not,
    Pred,
    Request,
    Stated,
    Top,
)


def asked(
    request: Request, *, name: Callable[[str], str], row_names: Callable[[Sequence[str]], Sequence[str]]
) -> str:
    """A question in plain words that has this reading; `""` where there is no simple one."""

    def rows_named(rows: Sequence[str]) -> str:
        names = list(row_names(rows))
        return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

    match request:
        case Names(rows=AllRows(table=table)):
            return f"List {name(table)}."
        case Names(rows=Filter(rows=AllRows(table=table), where=where)):
            return _asking(f"Which rows of {name(table)}", where)
        case Names(
            rows=Top(rows=AllRows(table=table), key=ColumnKey(column=column), n=1, skip=0, is_descending=side)
        ):
            return f"Which of {name(table)} has the {'highest' if side else 'lowest'} {column}?"
        case Cells(rows=Named(rows=rows), columns=()):
            return f"Tell me about {rows_named(rows)}."
        case Cells(rows=Named(rows=rows), columns=columns):
            return f"What is the {' and '.join(columns)} of {rows_named(rows)}?"
        case Common(rows=Named(rows=rows), columns=()):
            return f"What do {rows_named(rows)} have in common?"
        case Contrast(rows=Named(rows=mine), other=Named(rows=others), columns=(c,), other_columns=()):
            verb = "also has" if request.is_shared else "lacks"
            return f"Which {c} does {rows_named(mine)} have that {rows_named(others)} {verb}?"
        case Choose(rows=Named(rows=rows), key=ColumnKey(column=column), is_descending=side):
            return (
                f"Which has the {'highest' if side else 'lowest'} {column}, {' or '.join(row_names(rows))}?"
            )
        case Figure(value=Count(rows=AllRows(table=table), distinct=None)):
            return f"How many rows are in {name(table)}?"
        case Figure(value=Count(rows=AllRows(table=table), distinct=str(column))):
            return f"How many different {column} are in {name(table)}?"
        case Figure(value=Count(rows=Filter(rows=AllRows(table=table), where=where), distinct=None)):
            return _asking(f"How many rows of {name(table)}", where)
        case Figure(
            value=Aggregate(function=function, rows=AllRows(table=table), key=ColumnKey(column=column))
        ):
            words = {"sum": "total", "min": "lowest", "max": "highest"}.get(function, function)
            return f"What is the {words} {column} of {name(table)}?"
        case Distinct(rows=AllRows(table=table), column=column):
            return f"What are the different values of {column} in {name(table)}?"
        case Groups(rows=AllRows(table=table), by=by, key=None, n=None, having=None):
            return f"How many {name(table)} per {by}?"
        case About(subject="columns", table=str(table)):
            return f"Which columns does {name(table)} have?"
        case About(subject="tables", column=None):
            return "Which tables are there?"
    return ""


def _asking(opening: str, where: Pred) -> str:
    tests = [_tested(part) for part in (where.parts if isinstance(where, And) else (where,))]
    return f"{opening} {' and '.join(tests)}?" if all(tests) else ""


def _tested(where: Pred) -> str:
    """What a test demands, after the rows it is of; `""` where there is no simple way to say it."""
    match where:
        case Has(columns=(column,), phrase=phrase, is_whole=True) if phrase.lower() in YES:
            return f"are {column}"
        case Not(part=Has(columns=(column,), phrase=phrase, is_whole=True)) if phrase.lower() in YES:
            return f"are not {column}"
        case Has(columns=(column,), phrase=phrase):
            return f"have “{phrase}” in {column}"
        case Not(part=Has(columns=(column,), phrase=phrase)):
            return f"do not have “{phrase}” in {column}"
        case Not(part=Stated(column=column)):
            return f"have no {column}"
        case Has(phrase=phrase):
            return f"have “{phrase}”"
    return ""
