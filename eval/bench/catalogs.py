"""A number of rows in, a seeded catalog of five linked tables out: texts, lists, numbers, money, dates."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


TABLES = ("makers", "models", "depots", "people", "deals")

_SHARES = {"makers": 0.05, "models": 0.25, "depots": 0.05, "people": 0.15}  # deals are the rest
_EMPTY = 0.08  # of the cells that may be empty
_NAMES = _split(
    "Ar Bel Cor Dan El Fen Gor Hal Is Jor Kel Lin Mor Nel Or Pel Quin Ros Sel Tor Ul Ven Wil Yor Zan"
)
_ENDS = _split("ado a is on ia ex um ent ora ic eta ine os and ell")
WORDS = _split(
    "light quiet folding harbour winter repair battery steel river courier night engine "
    "mountain spare delivery rental cargo child racing city forest rain brake wheel frame "
    "basket saddle lock service warranty training map route signal cable colour paint workshop "
    "bridge ferry island school market"
)
FEATURES = _split("lights basket rack mudguards kickstand bell lock mirror screen trailer belt suspension")
TOWNS = _split("Alder Birch Cedar Elm Hazel Larch Maple Oak Pine Rowan Willow Yew")

Rows = Iterator[Sequence[str]]


def write_catalog(folder: Path, rows: int, *, seed: int = 7) -> None:
    """Write the five tables as CSV files into a new folder; the same numbers give the same bytes."""
    draw = random.Random(seed)
    folder.mkdir(parents=True)
    counts = {name: max(2, round(rows * share)) for name, share in _SHARES.items()}
    counts["deals"] = rows - sum(counts.values())
    names = {name: [_name(draw, at) for at in range(counts[name])] for name in _SHARES}
    makers: dict[str, tuple[Sequence[str], Callable[[int], Sequence[str]]]] = {
        "makers": (
            ("Maker", "Town", "Founded", "About"),
            lambda at: (names["makers"][at], draw.choice(TOWNS), _day(draw), _gap(draw, _text(draw, 14))),
        ),
        "models": (
            ("Model", "Maker", "Features", "Weight", "List price", "About"),
            lambda at: (
                names["models"][at],
                draw.choice(names["makers"]),
                _gap(draw, ", ".join(draw.sample(FEATURES, draw.randint(1, 4)))),
                f"{draw.randint(80, 400) / 10} kg",
                _gap(draw, f"${draw.randint(200, 9000):,}"),
                _text(draw, 18),
            ),
        ),
        "depots": (
            ("Depot", "Town", "Places", "Opened"),
            lambda at: (names["depots"][at], draw.choice(TOWNS), str(draw.randint(5, 900)), _day(draw)),
        ),
        "people": (
            ("Person", "Depot", "Skills", "Since"),
            lambda at: (
                names["people"][at],
                draw.choice(names["depots"]),
                _gap(draw, ", ".join(draw.sample(WORDS, draw.randint(1, 3)))),
                _gap(draw, _day(draw)),
            ),
        ),
        "deals": (
            ("Deal", "Model", "Person", "Pieces", "Paid", "Day", "Note"),
            lambda at: (
                f"D-{at + 1:06}",
                draw.choice(names["models"]),
                draw.choice(names["people"]),
                str(draw.randint(1, 60)),
                f"${draw.randint(100, 90_000):,}",
                _day(draw),
                _gap(draw, _text(draw, 10)),
            ),
        ),
    }
    for table, (header, row) in makers.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(row(at) for at in range(counts[table]))


def edit_catalog(folder: Path, share: float, *, seed: int = 8) -> int:
    """Change one cell of that share of the deals, spread evenly; gives how many rows were changed."""
    path = folder / "deals.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    total = sum(other.read_text("utf-8").count("\n") - 1 for other in folder.glob("*.csv"))
    changed = max(1, round(total * share))
    draw = random.Random(seed)
    for at in draw.sample(range(len(rows)), changed):
        rows[at][-1] = f"{_text(draw, 10)}, changed"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return changed


def _name(draw: random.Random, at: int) -> str:
    return f"{draw.choice(_NAMES)}{draw.choice(_ENDS)} {draw.choice(_NAMES)}{at + 1}"


def _text(draw: random.Random, words: int) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(draw.randint(words // 2, words))).capitalize()


def _day(draw: random.Random) -> str:
    return (dt.date(2005, 1, 1) + dt.timedelta(days=draw.randrange(7300))).isoformat()


def _gap(draw: random.Random, text: str) -> str:
    return "" if draw.random() < _EMPTY else text
