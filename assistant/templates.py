"""The sentences of answers: what a text may say of its own, with places for names, cells and counts."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.words import words

TEMPLATES = {
    # which rows
    "names.few": "{matched} of the {total} {noun} {match}{unknown}: {names}.{notes}",
    "names.many": "{matched} of the {total} {noun} {match}{unknown}:",
    "names.all": "There are {total} {noun}{unknown}:",
    "names.all.few": "There are {total} {noun}: {names}.{notes}",
    "names.one": "There is one row in {table}: {names}.{notes}",
    "names.none": "None of the {total} {noun} {match}{unknown}: {reading}.{notes}",
    "names.not": "The one row looked at in {table} does not match{unknown}: {reading}.{notes}",
    "names.nothing": "There are no rows to look at: {reading}.{notes}",
    "money": "{noun} with figures in {unit}",
    "top.one": "Of the {total} {noun}, {names} is the {order}{unknown}.{notes}",
    "top.only": "There is only one such row: {names}{unknown}.{notes}",
    "top.few": "Of the {total} {noun}, {names} are the {order}{unknown}.{notes}",
    "sorted.few": "The {total} {noun} by {order}{unknown}: {names}.{notes}",
    "sorted.many": "The {total} {noun} by {order}{unknown}:",
    "top.many": "The {count} {order} of the {total} {noun}{unknown}:",
    "next.one": "{names} comes next in the order by {key}{unknown}.{notes}",
    "next.before": "{names} comes before it in the order by {key}{unknown}.{notes}",
    "next.file": "{names} comes next in the table.{notes}",
    "next.file.before": "{names} comes before it in the table.{notes}",
    "unknown.one": "; 1 does not say",
    "unknown": "; {count} do not say",
    "left out.one": " One row in {unit} is left out, because it does not convert.",
    "left out": " {parts} are left out, because they do not convert.",
    "left out.single": "1 row in {unit}",
    "left out.several": "{count} rows in {unit}",
    "ranges": " A range counts with its middle.",
    "bound": " Compared with {figure}, {words}.",
    "bound.cited": " Compared with {figure}, {words} {markers}.",
    "bound.unknown": " There is nothing to compare with: {words} is not stated.",
    # cells
    "cell": "The {column} of **{row}** is {cell} {marker}.",
    "cell.colon": "**{row}** – {column}: {cell} {marker}",
    "cells": "**{row}** {marker}:",
    "described": "**{row}** is in {table} {marker}:",
    "cells.many": "{column} of {count} {noun}:",
    "cells.many.other": "“{column}” of {count} {noun}:",
    "cells.table": "{count} {noun} side by side:",
    "not stated": "not stated",
    "not stated one": "The catalog does not state the {column} of **{row}** {marker}.",
    "not stated other": "The catalog does not state “{column}” for **{row}** {marker}.",
    "cells.none": "There are no such rows.",
    # values
    "distinct": "{column} in {table} has {count} different {values}:",
    "distinct.none": "None of the {count} {noun} states {column}.",
    "common": "In common:",
    "common.none": "{names} have no value in common.",
    "contrast": "{reading} {markers}:",
    "contrast.none": "There are none: {reading} {markers}.",
    "common.empty": "There are no rows to compare.",
    # counts and figures
    "count": "**{count}** of the {total} {noun} {match}{unknown}{names}.{notes}",
    "count.list": "**{count}** of the {total} {noun} {match}{unknown}:",
    "count.all": "There are **{count}** {noun}{names}.{notes}",
    "count.all.list": "There are **{count}** {noun}:",
    "count.one": "There is **1** row in {table}{names}.{notes}",
    "count.distinct": "**{count}** different {values} of {column} in {rows}{names}.",
    "figure": "The {words} is **{number}**, computed from {count} {rows}{unknown}: {names}.{notes}",
    "figure.picked": "The {words} is **{number}**, found among {count} {rows}{unknown}: {names}.{notes}",
    "figure.none": "None of {rows} states {column} as a figure{unknown}{names}.{notes}",
    "computed": "{words}: **{number}** ({parts}){names}.{notes}",
    "computed.none": "This cannot be computed, because {reason}{names}.{notes}",
    "computed.from": ", computed from {names}",
    "seen": ": {names}",
    "why.zero": "{words} is zero and nothing is divided by it",
    "why.units": "{left} and {right} are in units that do not convert",
    "why.unknown": "{words} is not stated",
    "why.overlap": "{left} and {right} overlap",
    "signs": "less plus times divided by as a share of and difference between",
    "stands": "stands in",
    "stand": "stand in",
    "years": "days years year day",
    # yes or no
    "yes": "Yes. {names}",
    "no": "No. {names}",
    "verdict.many": "{verdict}.\n\n- {names}",
    "verdict.of": "{verdict}: {matched} of the {total} {noun} {match}{failed}{unknown}.\n\n- {names}",
    "verdict.failed": " and {count} {do} not",
    "no.none": "No: none of the {total} {noun} {match}{unknown}.{notes}",
    "not said": "The catalog does not say {reading}. Not stated by {names}.{notes}",
    "not said.none": "There are no rows to judge {reading}.",
    "check": "{verdict}: {left} is **{one}** and {right} is **{other}**{names}.{notes}",
    "check.unknown": "The catalog does not say: {reason}{names}.{notes}",
    "verdict": "Yes No does do named most often least longest shortest by from to",
    # choices, groups, runs
    "choose": "{names} is the {order}{unknown}.{others}{notes}",
    "choose.more": "{names} are the {order}{unknown}.{others}{notes}",
    "choose.others": " Against it: {names}.",
    "choose.none": "None of them states {key}: {names}.",
    "choose.nothing": "There are no such rows.",
    "groups": "{rows} by {column}{unknown}:",
    "groups.figure": "The {words} by {column}{unknown}:",
    "groups.none": "None of the groups of {rows} by {column} is such{unknown}.{notes}",
    "group": "- {value}: **{number}** {markers}",
    "group.first": "**{value}** has the {most} {what} of all values of {column}: "
    "**{number}** {markers}{unknown}.{notes}",
    "run": "The longest run is **{count}** {noun} in a row: {names}{unknown}.{notes}",
    "run.ties": "The longest runs are **{count}** {noun} in a row{unknown}:",
    "run.none": "None of the {total} {noun} {match}, so there is no run{unknown}: {reading}.{notes}",
    # why
    "explain": "I read this as: {reading}. {looked}{basis}",
    "explain.looked": "I looked at {total} {noun}: {matched} {match}, {failed} {do} not and "
    "{unknown} {do_not} say. ",
    "explain.cells": "The answer rests on these cells:",
    "explain.nothing": "There is no cell to show.",
    "explain.more": "And in the same way [{first}–{last}].",
    "more": "And {count} more.",
    "words": "and or whether for any of in where includes not is stated all the "
    "different values how many rows "
    "match matches highest lowest latest earliest most fewest closest "
    "farthest last first alphabetically value "
    "values count total size number row column columns average sum median min max ties",
}


def say(template: str, **parts: object) -> str:
    """A template filled."""
    return TEMPLATES[template].format(**parts)


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """The folded words of all templates: what an answer's text may say of its own."""
    plain = re.sub(r"{\w+}", " ", " ".join(TEMPLATES.values()))
    return frozenset(word.folded for word in words(plain))
