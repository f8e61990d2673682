"""Cells, rows and values against each other: over budget, the same start and end, what one has and another lacks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Status

from .conftest import indexed

TRIPS = """Trip,Driver,Start City,End City,Distance (km),Promised On,Delivered On,Planned Cost,Actual Cost,Planned Hours,Hours Taken
T-01,Ada Brandt,Lyon,Lyon,42,2025-03-01,2025-03-01,€120,€140,2,2.5
T-02,Bo Lind,Lyon,Turin,310,2025-03-02,2025-03-04,€480,€455,5,6
T-03,Cy Moran,Turin,Milan,145,2025-03-03,2025-03-02,€260,€260,3,3
T-04,Ada Brandt,Milan,Milan,18,2025-03-05,2025-03-07,€60,€95,1,2
T-05,Bo Lind,Geneva,Lyon,152,2025-03-06,,€300,,3,
"""
DRIVERS = """# Drivers

| Driver | Home Town | Depot Town | Manager | Licences |
|---|---|---|---|---|
| Ada Brandt | Lyon | Lyon | Ada Brandt | C, CE, D |
| Bo Lind | Turin | Lyon | Ada Brandt | C, CE |
| Cy Moran | Milan | Milan | Cy Moran | C |
| Dee Okafor | Annecy | Geneva | Ada Brandt | CE |
"""
TABLETS = """Tablet,Maker,Price,Weight,Width (mm),Height (mm),Colours,Writing Pens,Drawing Pens
Slate,Orbo,$299,480 g,245,165,"black, white","Nib, Reed","Nib, Quill"
Slate Pro,Orbo,$749,610 g,280,214,"black, silver",Nib,Quill
Leaf,Tessel,$349,455 g,160,240,"green, white","Reed, Nib",Reed
Leaf Max,Tessel,$599,590 g,201,268,"green, black, gold",Reed,"Reed, Nib"
Pebble,Kiro,$149,310 g,130,130,"blue, black",,Quill
"""


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("depot")
    for name, text in {"trips.csv": TRIPS, "drivers.md": DRIVERS, "tablets.csv": TABLETS}.items():
        (folder / name).write_text(text, "utf-8")
    with Assistant(indexed(folder, tmp_path_factory.mktemp("index") / "depot")) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "values"),
    [
        # one over the other, in the words of either or of one only
        ("which trips cost more than planned?", ["T-01", "T-04"]),
        ("trips where the actual cost is below the planned cost", ["T-02"]),
        ("how many trips came in under their planned cost?", ["1"]),
        ("which trips took longer than planned", ["T-01", "T-02", "T-04"]),
        ("which trips were delivered after the promised date", ["T-02", "T-04"]),
        ("trips delivered earlier than promised", ["T-03"]),
        ("is the actual cost of T-02 over its planned cost?", ["no"]),
        ("which tablets are taller than they are wide?", ["Leaf", "Leaf Max"]),
        # the same, or not
        ("which trips start and end in the same city?", ["T-01", "T-04"]),
        ("trips whose start and end city are the same", ["T-01", "T-04"]),
        ("which trips ended in a different city from where they started?", ["T-02", "T-03", "T-05"]),
        ("trips whose start and end city differ", ["T-02", "T-03", "T-05"]),
        ("which tablet is as wide as it is high", ["Pebble"]),
        ("drivers whose home town is not their depot town", ["Bo Lind", "Dee Okafor"]),
        # its own
        ("who manages themself?", ["Ada Brandt", "Cy Moran"]),
        ("which drivers are their own manager", ["Ada Brandt", "Cy Moran"]),
    ],
)
def test_two_cells_of_a_row_are_compared(depot: Assistant, question: str, values: list[str]) -> None:
    assert list(depot.ask(question).values) == values


@pytest.mark.parametrize(
    "question",
    ["trips with more kilometres than planned hours", "which trips cost more than the planned hours"],
)
def test_what_is_of_another_measure_is_not_compared(depot: Assistant, question: str) -> None:
    assert depot.ask(question).status is Status.ABSTAINED


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("which licences does Ada Brandt have that Bo Lind lacks?", ["D"]),
        ("what colours does Leaf Max come in that Leaf doesn't", ["black", "gold"]),
        ("colours of Slate Pro but not of Slate", ["silver"]),
        ("which licences does Bo Lind have that Ada Brandt doesn't have?", []),
        ("which colours do Leaf and Leaf Max both come in?", ["green"]),
        ("which pens of Slate are for writing but not for drawing", ["Reed"]),
        ("which pens of Slate are for both writing and drawing", ["Nib"]),
    ],
)
def test_values_that_one_has_and_another_lacks_are_told(
    depot: Assistant, question: str, values: list[str]
) -> None:
    answer = depot.ask(question)
    assert answer.status is Status.ANSWERED
    assert list(answer.values) == values


def test_an_empty_cell_has_nothing_to_set_against_another(depot: Assistant) -> None:
    answer = depot.ask("which writing pens does Slate have that Pebble lacks?")
    assert (answer.status, answer.values) == (Status.ABSTAINED, ())


def test_without_a_column_only_what_a_row_has_is_set_against_another(depot: Assistant) -> None:
    assert list(depot.ask("what does Leaf Max have that Leaf doesn't?").values) == ["black", "gold", "Nib"]
    assert depot.ask("what does Leaf Max go with that Leaf doesn't?").status is Status.ABSTAINED


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Slate versus Leaf on price and weight", ["slate", "leaf"]),
        ("price and weight of Leaf compared to Slate", ["leaf", "slate"]),
        ("what is different about Slate and Leaf?", ["slate", "leaf"]),
        ("compare the two cheapest tablets", ["pebble", "slate"]),
    ],
)
def test_rows_are_set_side_by_side(depot: Assistant, question: str, rows: list[str]) -> None:
    answer = depot.ask(question)
    assert [row.rpartition("/")[2] for row in answer.rows] == rows
    assert answer.table is not None


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("how many times as expensive as the Pebble is the Slate Pro?", ["5.026846"]),
        ("how much lighter is Pebble than Slate?", ["170"]),
        ("are Slate and Slate Pro by the same maker?", ["yes"]),
        ("do Slate and Leaf have the same maker", ["no"]),
        ("how many times heavier is Leaf Max than Pebble?", ["1.903226"]),
        ("which has the lower weight, Leaf or Slate", ["Leaf"]),
        ("which maker has the lowest average price?", ["Kiro"]),
        ("makers with an average price over $400", ["Orbo", "Tessel"]),
        ("which maker has the second highest average weight", ["Tessel"]),
        ("range of prices of the tablets", ["600"]),
        ("total distance by driver", ["Bo Lind", "Cy Moran", "Ada Brandt"]),
    ],
)
def test_figures_are_compared_and_grouped(depot: Assistant, question: str, values: list[str]) -> None:
    assert list(depot.ask(question).values) == values
