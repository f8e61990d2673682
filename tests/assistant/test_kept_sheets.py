"""Questions of tables as programs and offices keep them: units in headers, orders and their dates, keyless prices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant

from .conftest import indexed

TABLES = {
    "gpu_specs.csv": """chip,vendor,memory_gb,memory_bandwidth_tb_s,parameters_run (M),release_date,as_of
H100,NVIDIA,80,3.35,340,2022-09-20,2026-03-01
H200,NVIDIA,141,4.8,610,2024-11-18,2026-02-01
MI300X,AMD,192,5.3,66,2023-12-06,2026-04-01
""",
    "prices.csv": """player,accelerator,usd_per_hour,usd_per_accelerator_hour,source_url
CoreWeave,H100,49.24,6.16,https://prices.example/h100_spot_list
AWS,H100,98.32,4.92,https://prices.example/h100_list
AWS,H200,63.30,7.91,https://prices.example/spot/h200
AWS,H200,7.91,7.91,https://prices.example/h200
""",
    "purchase-orders.csv": """PO no,Item,Ordered,Ordered by,Due,Received,Amount (EUR)
PO-1,Boards,2024-04-29,Marco Wirth,2024-05-08,2024-05-09,900
PO-2,Paper,2024-05-21,Marco Wirth,2024-06-03,,96
PO-3,Screws,2024-05-02,Lena Graf,2024-05-20,,1200
""",
    "tallest-buildings.csv": """Building,City,Height (m),Former name,Orders
Ada Tower,Sarn,210,Tower of Unity,
Mill House,Sarn,120,,
Quay Hall,Tolve,180,,
""",
    "courses.csv": """Course,Room,Exam,Begins,Notes
French,Oak,yes,2024-09-10,Moved to Monday evening
Payroll,Elm,no,2024-09-11,
""",
    "results.csv": """Pupil,Course,Mark
Ida,French,78
Olu,Payroll,91
""",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    corpus: Path = tmp_path_factory.mktemp("kept")
    for name, text in TABLES.items():
        (corpus / name).write_text(text, encoding="utf-8")
    with Assistant(indexed(corpus, tmp_path_factory.mktemp("index") / "kept")) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How much memory does the H200 have?", ["141"]),
        ("Which GPUs have more than 100 GB of memory?", ["H200", "MI300X"]),
        ("highest memory bandwidth", ["5.3"]),
        ("chips with more than 100M parameters run", ["H100", "H200"]),
        ("newest chip", ["H200"]),
        ("chips with 141 GB of memory or more", ["H200", "MI300X"]),
        ("which chip was released most recently", ["H200"]),
        ("cheapest H100 per accelerator hour", ["4.92"]),
        ("What is the cheapest H100 per hour?", ["49.24"]),
        ("Which players sell H200?", ["AWS"]),
        ("orders with no received date", ["PO-2", "PO-3"]),
        ("biggest order by amount", ["PO-3"]),
        ("orders that were ordered by Marco Wirth in May 2024", ["PO-2"]),
        ("What is the tallest building in Sarn?", ["Ada Tower"]),
        ("tallest buildings in Sarn", ["Ada Tower", "Mill House"]),
        ("Two things before lunch: what was Ada Tower's former name?", ["Tower of Unity"]),
        ("The auditor wants to know when PO-2 is due. What shall I tell her?", ["2024-06-03"]),
        ("Marco Wirth rang twice. Which orders were ordered by him?", ["PO-1", "PO-2"]),
    ],
)
def test_a_kept_sheet_is_read_as_people_speak_of_it(
    kept: Assistant, question: str, values: list[str]
) -> None:
    answer = kept.ask(question)
    assert (answer.status, list(answer.values)) == ("answered", values), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What did Ada Tower use to be called?",
        "Which building will be the tallest in 2040?",
        "What is Ada Tower used for?",
        "best result in the exam",  # an exam's yes is no row of another table
        "courses on Monday",  # a remark that speaks of it
        "How many courses are on h200 spot?",  # the words of an address
        "¿A qué hora cierran las puertas del edificio?",
    ],
)
def test_what_a_kept_sheet_does_not_say_is_refused(kept: Assistant, question: str) -> None:
    answer = kept.ask(question)
    assert answer.status in ("abstained", "ambiguous"), answer.text
