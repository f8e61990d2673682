"""Questions over tables whose cells name rows of others, about the catalog itself, and in natural verbs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Reason, Status

from .conftest import indexed

TABLES = {
    "employees": """\
Name,Role,Department,Office,Mobile,Hired,Salary,Languages
Marta Pinho,Country manager,Operations,Lisbon office,910-111,2012-03-01,"€74,000","Portuguese, Italian"
Jonas Brehm,Head of operations,Operations,Leipzig office,170-222,2009-09-15,"€81,000","German, English"
Aoife Daly,Office manager,Administration,Cork office,863-333,2020-11-02,"€52,000","English, Irish"
Greta Sommer,Lead engineer,Engineering,Leipzig office,170-555,2011-04-04,"€79,000","German, French"
Rui Teles,Developer,Engineering,Lisbon office,910-444,2018-01-15,"€58,000","Portuguese, English"
""",
    "offices": """\
Office,Country,Manager,Floor,Opened,Lease ends
Lisbon office,Portugal,Marta Pinho,2,2014-05-01,2027-04-30
Leipzig office,Germany,Jonas Brehm,1,2009-09-15,2029-12-31
Cork office,Ireland,Aoife Daly,2,2021-02-01,2026-01-31
Oslo office,Norway,,4,2019-01-01,2026-05-31
""",
    "departments": """\
Department,Run by,Budget
Engineering,Greta Sommer,"€1,900,000"
Operations,Jonas Brehm,"€850,000"
Marketing,,"€120,000"
""",
    "laptops": """\
Asset,Model,Assigned to,Purchased,Price,Condition,Kept in,Insured
LT-01,Orbit 14,Rui Teles,2019-05-06,"€1,150",used,,yes
LT-02,Orbit 14,Greta Sommer,2019-08-01,"€1,100",used,,yes
LT-03,Slate Pro,,2023-02-14,"€1,790",new,Cork office,no
LT-04,Fjord X,,2024-01-09,"€1,510",new,Leipzig office,no
""",
}


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("corpus") / "firm"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with Assistant(indexed(folder, Path(tmp_path_factory.mktemp("index")))) as assistant:
        yield assistant


# question | values
ANSWERS = """
mobile number of the Cork office's manager | 863-333
What languages does the manager of the Leipzig office speak? | German; English
On which floor is Rui Teles? | 2
Which employees work in Germany? | Jonas Brehm; Greta Sommer
How many employees are in Portugal? | 2
Which employees work in an office that opened before 2012? | Jonas Brehm; Greta Sommer
Which employees manage an office? | Marta Pinho; Jonas Brehm; Aoife Daly
Which employees are managers? | Marta Pinho; Jonas Brehm; Aoife Daly
Which employees are not managers? | Greta Sommer; Rui Teles
Which managers speak Italian? | Marta Pinho
Which departments have no employees? | Marketing
Are there departments without any employees? | yes
Do any offices in Norway have employees? | no
Which employees have laptops? | Greta Sommer; Rui Teles
employees without used laptops | Marta Pinho; Jonas Brehm; Aoife Daly
Which Norwegian offices have employees? |
Which offices on the second floor have employees? | Lisbon office; Cork office
sum of the used laptops | 2250
Who runs Engineering? | Greta Sommer
How many laptops are used? | 2
Which laptops were bought in 2019? | LT-01; LT-02
Which laptops are uninsured? | LT-03; LT-04
Where is Rui Teles? | Lisbon office
Where is LT-03 kept? | Cork office
Which office is the newest? | Cork office
How expensive is the most expensive laptop? | €1,790
Which table has the most rows? | employees
Which table is the smallest? | departments
In which tables is Greta Sommer mentioned? | departments; employees; laptops
In which rows does the word Oslo occur? | Oslo office
How many rows contain the word Cork? | 3
What values does Condition take? | new; used
Which table has a column Budget? | departments
What is this catalog about? | departments; employees; laptops; offices
"""

ABSTAINED = [
    "What is the budget of the manager of the Lisbon office?",  # no phone, no budget of a person
    "Who runs the Oslo office?",  # not those who are in it
    "Where is Greta Sommer's laptop made?",
    "Which employees with a budget are in Cork?",
]


@pytest.mark.parametrize("line", [line for line in ANSWERS.splitlines() if line])
def test_rows_of_other_tables_answer(firm: Assistant, line: str) -> None:
    question, values = (part.strip() for part in line.split("|"))
    answer = firm.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    assert set(answer.values) == {value.strip() for value in values.split(";") if value.strip()}


@pytest.mark.parametrize("question", ABSTAINED)
def test_what_no_join_says_is_refused(firm: Assistant, question: str) -> None:
    assert firm.ask(question).status is Status.ABSTAINED


def test_a_join_that_finds_nothing_says_over_how_many_rows(firm: Assistant) -> None:
    answer = firm.ask("Which Norwegian offices have employees?")
    assert answer.coverage is not None
    assert (answer.coverage.total, answer.coverage.matched) == (4, 0)


def test_a_table_is_told_by_its_size_and_columns_and_an_index_by_its_age(firm: Assistant) -> None:
    assert "4 rows" in firm.ask("What is the laptops table about?").text
    when = firm.ask("When was this last updated?")
    assert when.status is Status.ANSWERED
    assert when.values[0].count("-") == 2
    assert all(citation.row_id is None for citation in when.citations)


def test_an_owner_is_asked_for_by_what_a_column_says_was_done(firm: Assistant) -> None:
    assert firm.ask("Who runs Marketing?").reason is Reason.VALUE_NOT_STATED
