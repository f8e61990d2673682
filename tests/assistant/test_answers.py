"""Golden answers over the coast: one line a question, of every kind that the contract has."""

from __future__ import annotations

import pytest

from assistant import Answer, Assistant, Reason, Status

from .catalog import write_coast
from .conftest import indexed
from .invariants import broken

ROWS = {
    "NS": "lighthouses/north-skerry", "GR": "lighthouses/gull-rock", "SE": "lighthouses/saint-elmo",
    "CF": "lighthouses/cape-farrow", "MI": "lighthouses/mew-island", "OH": "lighthouses/old-harry",
    "TP": "lighthouses/tern-point", "SL": "lighthouses/seal-ledge", "BH": "lighthouses/broad-haven",
    "B1": "lighthouses/beacon-h100", "B2": "lighthouses/beacon-h200", "SB": "lighthouses/storm-bell",
    "Ada": "keepers/ada-brook", "Ben": "keepers/ben-moss", "Cleo": "keepers/cleo-hart",
    "Dov": "keepers/dov-lind", "Eve": "keepers/eve-stone", "Ian": "keepers/ian-falk",
}  # fmt: skip
# question | its values (NAMES: the names of its rows; *: not judged) | its rows (*: not judged)
ANSWERED = """
What is the height of Saint Elmo? | 46 m | SE
What is Gull Rock's upkeep? | £9,500 | GR
How tall is Cape Farrow? | 33 m | CF
When was Tern Point lit? | 1911-09-12 | TP
who is the keeper of Storm Bell | Eve Stone | SB
What services does North Skerry have? | foghorn; radio (VHF); tours | NS
What are the remarks on Mew Island? | Nesting puffins ¦ closed in June | MI
What does Dov Lind's boat say? | Petrel ¦ Puffin | Dov
height and range of Gull Rock | 21 m; 27 km | GR
What is the light of Old Harry and Saint Elmo? | steady; white flash | OH SE
Where is Ada Brook's home? | Port Elin | Ada
Which lighthouse has a bell? | Storm Bell | SB
Which lighthouses have a foghorn? | NAMES | NS GR CF OH BH
lighthouses with a fog signal | NAMES | NS GR CF OH BH
List the lighthouses. | NAMES | NS GR SE CF MI OH TP SL BH B1 B2 SB
List all keepers | NAMES | Ada Ben Cleo Dov Eve Ian
Which lighthouses show a red flash? | NAMES | GR MI SL
Which lighthouses offer tours? | NAMES | NS GR MI BH SB
Which lighthouses have a museum? | NAMES | CF TP
Which lighthouses have VHF radio? | NAMES | NS SE TP
Which keepers live in Tarn Wick? | NAMES | Dov Ian
Tell me about Seal Ledge. | * | SL
Describe Ian Falk | * | Ian
How many lighthouses are there? | 12 | *
How many lighthouses have a foghorn? | 5 | NS GR CF OH BH
How many lighthouses have a museum? | 2 | CF TP
How many keepers are there? | 6 | *
How many different lights are there? | 3 | *
What different homes do keepers have? | Port Elin; Kessler Bay; Tarn Wick | *
How many services does North Skerry have? | 3 | NS
What tables are there? | Lighthouses; Keepers | *
Which columns does Keepers have? | Keeper; Born; Home; Languages; Boat | *
Is Old Harry automated? | no | OH
Is Tern Point automated? | yes | TP
Does Gull Rock have a foghorn? | yes | GR
Does Mew Island have a foghorn? | no | MI
Do any lighthouses have a museum? | yes | CF TP
Are all lighthouses automated? | no | *
Which lighthouses do not have a foghorn? | NAMES | SE MI TP B1 B2 SB
Which lighthouses have no museum? | NAMES | NS GR SE MI OH BH B1 B2 SB
How many lighthouses are not automated? | 5 | GR MI OH SL SB
lighthouses without remarks | NAMES | CF
Which lighthouses have a foghorn and tours? | NAMES | NS GR BH
Which lighthouses have a foghorn but no tours? | NAMES | CF OH
Which lighthouses have a museum or a bell? | NAMES | CF TP SB
Which lighthouses with a white flash have tours? | NAMES | NS BH SB
lighthouses except Gull Rock and Old Harry | NAMES | NS SE CF MI TP SL BH B1 B2 SB
Which lighthouses have a height over 30 m? | NAMES | NS SE CF BH
Which lighthouses are taller than 25 m? | NAMES | NS SE CF TP BH SB
Which lighthouses have a range under 20 km? | NAMES | OH SL B1 B2
Which lighthouses have a range over 30,000 m? | NAMES | NS SE CF TP BH
Which lighthouses have an upkeep over £8,000? | NAMES | NS GR BH
Which lighthouses have an upkeep between €8,000 and €12,000? | NAMES | CF TP
How many lighthouses have a height of at least 29 m? | 5 | NS SE CF TP BH
Which lighthouses were lit before 1850? | NAMES | SE OH SB
Which lighthouses were lit in 1862? | NAMES | GR BH
Which lighthouses were lit after 1900? | NAMES | MI TP B1 B2
Which lighthouses were lit between 1850 and 1880? | NAMES | NS GR CF BH
Which keepers were born before 1970? | NAMES | Ada Dov
Which lighthouse is the tallest? | Saint Elmo | SE
What is the tallest lighthouse with a foghorn? | NAMES | NS BH
Which lighthouse has the shortest range? | Beacon H100 | B1
Which lighthouse has the longest range? | North Skerry | NS
the oldest lighthouse | Saint Elmo | SE
Which lighthouse has the most services? | NAMES | NS CF
Which is taller, Gull Rock or Tern Point? | Tern Point | TP
What is the average height of lighthouses with a white flash? | 35.4 | *
What is the total upkeep of Old Harry, Beacon H100 and Beacon H200? | 8500 | *
What is the median height of the steady lighthouses? | 14 | *
How many lighthouses per light? | white flash; steady; red flash | *
average height per light | * | *
Compare Gull Rock and Storm Bell | * | GR SB
What do North Skerry and Broad Haven have in common? | * | NS BH
Which lighthouses are kept by Ada Brook? | NAMES | NS SE BH
Which lighthouses have a keeper who lives in Kessler Bay? | NAMES | GR OH SB
Which lighthouses are taller than Tern Point? | NAMES | NS SE CF BH
Which languages does Cleo Hart know? | French; English | Cleo
Which keepers know English? | NAMES | Ada Ben Cleo Dov Eve
Which keepers don't know English? | NAMES | Ian
Henry Stack's services | foghorn | OH
What is the heigth of saint elmo | 46 m | SE
height of beacon h-100 | 12 m | B1
height of H200 | 14 m | B2
Who is Ada Brook? | * | Ada
Who has the Kittiwake? | Ada Brook | Ada
Who uses a borrowed boat? | Ben Moss | Ben
Which boats do keepers in Kessler Bay have? | Fulmar (borrowed); Razorbill | Ben Eve
Which lighthouses have tours (summer)? | NAMES | GR
lighthouses with radio, museum | NAMES | CF TP
Which lighthouses have UHF? | NAMES | B1 B2
Which lighthouses withstood something? | NAMES | NS BH
Which lighthouses have a range over 10 miles? | NAMES | NS GR SE CF MI OH TP BH SB
Which lighthouses have height over 20 m and under 30 m? | NAMES | GR TP SB
lighthouses lit in March 1862 | NAMES | GR
lighthouses lit on 1862-03-15 | NAMES | GR
Was Gull Rock lit in 1862? | yes | GR
Was Gull Rock lit before 1860? | no | GR
Is Saint Elmo taller than Cape Farrow? | yes | SE
Does Ada Brook keep Gull Rock? | no | GR
Does Ada Brook keep North Skerry? | yes | NS
How many lighthouses does Ada Brook keep? | 3 | NS SE BH
Which keepers have no lighthouse? | NAMES | Ian
Which keepers keep lighthouses with a museum? | NAMES | Cleo
What is the height of the lighthouse kept by Eve Stone? | 26 m | SB
Which lighthouses are kept by Ada Brook or Ben Moss? | NAMES | NS GR SE OH BH
Which lighthouses are not kept by Ada Brook? | NAMES | GR CF MI OH SL B1 B2 SB
Which lighthouses are neither automated nor have tours? | NAMES | OH
Which lighthouses don't have a foghorn or tours? | NAMES | SE TP B1 B2
How many lighthouses have neither tours nor a museum? | 4 | SE OH B1 B2
Which lighthouses are not white flash? | NAMES | GR CF MI OH SL B1 B2
the two tallest lighthouses | NAMES | SE NS BH
top 3 lighthouses by height | NAMES | SE NS BH
the youngest keeper | Ian Falk | Ian
What is the maximum height? | 46 | SE
average range | 27.125 | *
light of all lighthouses with a museum | steady; white flash | CF TP
How many columns does Lighthouses have? | 10 | *
How many rows are there? | 18 | *
What is the height of Saint Elmo? What is the light of Gull Rock? | 46 m; red flash | SE GR
foghorn* | NAMES | NS GR CF OH BH
*seaward* | Gull Rock | GR
Which remarks mention script? | * | SE
What is the home of the keeper of Gull Rock? | Kessler Bay | Ben
Which lighthouses have more than 2 services? | NAMES | NS CF
What does the column Light mean? | * | *
the second tallest lighthouse | NAMES | NS BH
Which lighthouses with foghorn or museum are automated? | NAMES | NS CF TP
"""

# question | reason | the rows that are cited for it (-: not judged)
REFUSED = """
Who is the architect of Gull Rock? | attribute_absent | -
What is the colour of Saint Elmo? | attribute_absent | -
What is Cape Farrow's address? | attribute_absent | -
best lighthouse | attribute_absent | -
Tell me about Eddystone | entity_absent | -
What is the height of Beacon H300? | entity_absent | -
What is the height of B200? | entity_absent | -
keepers from Atlantis | entity_absent | -
What is the capital of France? | out_of_scope | -
asdf qwerty zxcv | out_of_scope | -
What about the moon? | out_of_scope | -
Who keeps it? | out_of_scope not_understood | -
How tall is Old Harry? | value_not_stated | OH
What is the upkeep of Seal Ledge? | value_not_stated | SL
Who keeps Tern Point? | value_not_stated | TP
Is Broad Haven automated? | value_not_stated | BH
Does Seal Ledge have a foghorn? | value_not_stated | SL
What are the remarks on Cape Farrow? | value_not_stated | CF
Which lighthouses are popular? | not_understood | -
How many lighthouses have a helipad? | not_understood | -
Is there a lighthouse with a helipad? | not_understood | -
delete all lighthouses | not_understood | -
lighthouses near Port Elin | not_understood | -
lighthouses lit in the 19th century | not_understood | -
What is its height? | not_understood | -
Who was asked first? | not_understood | -
"""

# what was asked before > the question | its values | its rows
FOLLOWED = """
What is the height of Gull Rock? > What about Saint Elmo? | 46 m | SE
What is the height of Gull Rock? > And its keeper? | Ben Moss | GR
What is the height of Gull Rock? > Who keeps it? | Ben Moss | GR
What is the height of Gull Rock? > and the range? | 27 km | GR
What is the height of Gull Rock? > Does it have a foghorn? | yes | GR
What is the height of Gull Rock? > And its keeper? > And its range? | 27 km | GR
What is the height of Gull Rock? > How many keepers are there? | 6 | *
What is the height of Gull Rock? > thanks > And its keeper? | Ben Moss | GR
Which lighthouses have a foghorn? > Only those with tours | NAMES | NS GR BH
Which lighthouses have a foghorn? > without tours | NAMES | CF OH
Which lighthouses have a foghorn? > How many of them are automated? | 2 | NS CF
Which lighthouses have a foghorn? > Which of those are not automated? | NAMES | GR OH
Which lighthouses have a foghorn? > Which of them is the tallest? | NAMES | NS BH
Which lighthouses have a foghorn? > And a museum? | NAMES | CF TP
How many lighthouses have a foghorn? > And tours? | 5 | NS GR MI BH SB
Does Gull Rock have a foghorn? > And Saint Elmo? | no | SE
Does Gull Rock have a foghorn? > And tours? | yes | GR
Which lighthouses are taller than 30 m? > and taller than 40 m? | Saint Elmo | SE
Which lighthouse is the tallest? > When was it lit? | 1798-11-20 | SE
What is the height of Gull Rock? > Does it have a museum? | no | GR
How many lighthouses have a foghorn? > Which ones? | NAMES | NS GR CF OH BH
Which lighthouses have a foghorn? > How many are there? | 5 | NS GR CF OH BH
"""

# a question that misleads, after what was asked before | the only right values, if it is not refused (-: it must be;
# none: no row) | what is still wrong
WRONG = """
What is the height of Bell Rock? | -
Which lighthouses mention a storm? | North Skerry | a word of a name is taken for the row
Which lighthouse is not the tallest? | -
Where is Gull Rock? | -
Where does the keeper of Gull Rock live? | Kessler Bay
Which lighthouses have foghorn, tours and radio? | North Skerry | a list is taken for one value
Is every lighthouse with a museum automated? | yes
What is the upkeep of the tallest lighthouse? | €15,000 | taken for the highest upkeep
Who keeps the tallest lighthouse? | Ada Brook
Is Ada Brook a lighthouse? | no | the rows that name her are taken for her
Is Gull Rock solar powered? | -
What is the height of Saint Elmo? And who keeps Gull Rock? | 46 m; Ben Moss
What is the height of Gull Rock? > And who keeps Storm Bell? | Eve Stone
Which lighthouse is the tallest? > And the shortest? | Beacon H100
Are all lighthouses with a white flash automated? | no
lighthouses without museum and kept by Cleo Hart | none
Which is taller, Mew Island or Tern Point? | - | one end of a range is compared
"""

# a question that is within reach, after what was asked before | its values | its rows | what still goes wrong
MISSED = """
Does Saint Elmo or Gull Rock have a foghorn? | yes | GR | “or” reaches across the verb
Which light is the most common? | white flash | NS SE TP BH SB
Which services are there? | foghorn; radio; tours; museum; bell | NS GR SE CF MI OH TP BH B1 B2 SB
how many lighthouses are over 50 m tall | 0 | * | none found is refused
How big is the catalog? | 18 | * | no rule
"""


def lines(table: str) -> list[list[str]]:
    """The lines of a table of this module, split; `¦` is a pipe that a cell has."""
    return [
        [part.strip().replace("¦", "|") for part in line.split(" | ")] for line in table.strip().splitlines()
    ]


def params(table: str) -> list[object]:
    return [pytest.param(*line, id=line[0]) for line in lines(table)]


def known_faults(table: str, width: int) -> list[object]:
    """Lines of `width` parts; a further part says what is still wrong, and the line is expected to fail."""
    return [
        pytest.param(
            *line[:width],
            id=line[0],
            marks=[pytest.mark.xfail(strict=True, reason=reason) for reason in line[width:]],
        )
        for line in lines(table)
    ]


def asked(assistant: Assistant, conversation: str) -> Answer:
    """The answer to the last question of a conversation `first > second`."""
    *earlier, question = conversation.split(" > ")
    return assistant.ask(question, history=[{"role": "user", "content": text} for text in earlier])


def check(assistant: Assistant, answer: Answer, values: str, rows: str) -> None:
    assert (answer.status, answer.reason) == (Status.ANSWERED, None), answer.text
    expected = [ROWS[name] for name in rows.split()] if rows != "*" else None
    if expected is not None:
        assert sorted(answer.rows) == sorted(expected)
    if values == "NAMES":
        assert list(answer.values) == [assistant.row(row_id)[1].name for row_id in answer.rows]
    elif values != "*":
        assert sorted(answer.values) == sorted(values.split("; "))
    assert broken(answer, assistant) == []


@pytest.mark.parametrize(("question", "values", "rows"), params(ANSWERED))
def test_a_question_is_answered_with_its_values_and_rows(coast, question, values, rows):
    check(coast, asked(coast, question), values, rows)


@pytest.mark.parametrize(("question", "reasons", "rows"), params(REFUSED))
def test_what_the_catalog_does_not_say_is_refused_with_the_reason(coast, question, reasons, rows):
    answer = coast.ask(question)
    assert answer.status is Status.ABSTAINED
    assert answer.reason in reasons.split()
    assert answer.values == ()
    if rows != "-":
        assert {citation.row_id for citation in answer.citations} == {ROWS[name] for name in rows.split()}
    assert broken(answer, coast) == []


@pytest.mark.parametrize(("conversation", "values", "rows"), params(FOLLOWED))
def test_a_follow_up_is_answered_by_what_was_asked_before(coast, conversation, values, rows):
    check(coast, asked(coast, conversation), values, rows)


@pytest.mark.parametrize(
    ("conversation", "right"),
    known_faults(WRONG, 2),
)
def test_a_wrong_answer_is_worse_than_none(coast, conversation, right):
    answer = asked(coast, conversation)
    is_refused = answer.status in (Status.ABSTAINED, Status.AMBIGUOUS, Status.PARTIAL)
    assert is_refused or sorted(answer.values) == sorted(() if right == "none" else right.split("; "))


@pytest.mark.parametrize(
    ("conversation", "values", "rows"),
    known_faults(MISSED, 3),
)
def test_what_could_be_answered_is(coast, conversation, values, rows):
    check(coast, asked(coast, conversation), values, rows)


# --- refusals that go wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "Which lighthouses are taller than Old Harry?",
        "Is Saint Elmo taller than Old Harry?",
        "How many lighthouses are taller than Old Harry?",
    ],
)
def test_a_comparison_with_an_empty_cell_is_an_answer_that_says_so(coast, question):
    answer = coast.ask(question)
    assert answer.reason is Reason.VALUE_NOT_STATED or answer.coverage.unknown == answer.coverage.total
    assert broken(answer, coast) == []


def test_what_is_not_known_of_any_row_is_said_in_whole_sentences(coast):
    answer = coast.ask("Are any lighthouses over 50 m?")  # 11 are not, one is not stated
    assert "****" not in answer.text
    assert broken(answer, coast) == []


def test_a_figure_by_groups_over_two_currencies_is_not_withheld(coast):
    assert "own check" not in coast.ask("What is the total upkeep per service?").text


@pytest.mark.parametrize(
    "question",
    [
        "Do North Skerry and Seal Ledge have a foghorn?",
        "What is the average height of Old Harry?",
    ],
)
def test_what_no_row_states_is_said_and_not_withheld(coast, question):
    answer = coast.ask(question)
    assert answer.reason is Reason.VALUE_NOT_STATED
    assert broken(answer, coast) == []


def test_two_tests_beside_a_superlative_are_read_or_refused(coast):
    assert broken(coast.ask("(UHF) (UHF) tallest"), coast) == []


def test_a_name_that_is_cut_short_is_an_absent_name(coast):
    assert coast.ask("height of Beacon H10").reason is Reason.ENTITY_ABSENT


# --- kinds that need more than one line -----------------------------------------------------------


@pytest.mark.parametrize("message", ["hello", "Thank you!", "what can you do?", "", "   ", "help"])
def test_small_talk_is_met_with_help_and_questions_to_try(coast, message):
    answer = coast.ask(message)
    assert (answer.status, answer.reason) == (Status.HELP, None)
    assert len(answer.suggestions) >= 3
    assert broken(answer, coast) == []


def test_a_question_of_more_than_2000_characters_is_too_long(coast):
    longest = coast.ask("foghorn ".ljust(2_000, "x"))
    assert longest.reason is not Reason.TOO_LONG
    answer = coast.ask("foghorn ".ljust(2_001, "x"))
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.TOO_LONG)
    assert "2000" in answer.text.replace(",", "")
    assert broken(answer, coast) == []


def test_nothing_that_matches_is_an_answer_over_all_rows(coast):
    answer = coast.ask("Which lighthouses have a height over 50 m?")
    assert (answer.status, answer.values, answer.rows) == (Status.ANSWERED, (), ())
    assert (answer.coverage.total, answer.coverage.matched, answer.coverage.unknown) == (12, 0, 1)
    count = coast.ask("How many lighthouses have a height over 50 m?")
    assert (count.status, count.values) == (Status.ANSWERED, ("0",))
    assert broken(answer, coast) == broken(count, coast) == []


def test_the_cells_of_a_look_up_are_cited_with_their_place(coast):
    [citation] = coast.ask("What is the height of Saint Elmo?").citations
    assert (citation.marker, citation.row_id, citation.row) == (1, "lighthouses/saint-elmo", "Saint Elmo")
    assert ("Height", "46 m") in {(cell.column, cell.text) for cell in citation.cells}
    assert (citation.file, citation.line) == ("Lighthouses.csv", 4)


def test_a_count_cites_every_row_counted_with_the_cell_that_counts(coast):
    answer = coast.ask("How many lighthouses have a foghorn?")
    assert [citation.row_id for citation in answer.citations] == list(answer.rows)
    for citation in answer.citations:
        assert any(cell.column == "Services" and "foghorn" in cell.text for cell in citation.cells)


def test_the_coverage_of_a_list_tells_what_is_not_stated(coast):
    coverage = coast.ask("Which lighthouses do not have a foghorn?").coverage
    assert (coverage.total, coverage.matched, coverage.not_matched, coverage.unknown) == (12, 6, 5, 1)


def test_what_is_not_stated_is_mentioned_in_the_text(coast):
    assert "1 " in coast.ask("Which lighthouses do not have a foghorn?").text.split(";")[-1]


def test_rows_left_out_for_their_currency_are_not_said_to_be_silent(coast):
    answer = coast.ask("Which lighthouse has the highest upkeep?")
    assert answer.status is Status.ABSTAINED or "4 do not say" not in answer.text


@pytest.mark.parametrize("question", ["Total", "Tell me about Total", "What is the upkeep of Total?"])
def test_a_total_row_is_never_answered_from(coast, question):
    answer = coast.ask(question)
    assert answer.status is Status.ABSTAINED
    assert "53,250" not in answer.text


def test_a_figure_is_of_the_rows_and_not_of_the_total(coast):
    assert coast.ask("How many lighthouses are there?").values == ("12",)
    assert coast.ask("What is the total upkeep of Beacon H100 and Beacon H200?").values == ("4500",)


@pytest.mark.parametrize("row", ["Gull Rock", "Saint Elmo", "Mew Island", "Tern Point"])
def test_hostile_cells_are_shown_as_they_are_and_do_nothing(coast, row):
    answer = coast.ask(f"What are the remarks on {row}?")
    [citation] = answer.citations
    shown = answer.text.replace("\\", "")
    assert answer.values == tuple(cell.text for cell in citation.cells if cell.column == "Remarks")
    assert answer.values[0] in shown
    for special in "[]<>*`|":
        bare = answer.text.replace("[1]", "", 1).replace("**", "").replace(f"\\{special}", "")
        assert special not in bare.replace("\\[1\\]", "")
    assert broken(answer, coast) == []


def test_a_comparison_and_a_grouping_come_as_a_table_too(coast):
    compared = coast.ask("Compare Gull Rock and Storm Bell").table
    assert compared.row_ids == (ROWS["GR"], ROWS["SB"])
    assert "Height" in compared.columns
    groups = coast.ask("How many lighthouses per light?").table
    assert sorted(groups.rows) == [("red flash", "3"), ("steady", "4"), ("white flash", "5")]


def test_whether_all_rows_pass_a_test_has_a_coverage(coast):
    assert coast.ask("Are all lighthouses automated?").coverage.total == 12


def test_several_requests_are_answered_apart_and_what_is_missing_is_said(coast):
    answer = coast.ask("What is the height of Saint Elmo? What is the shoe size of Gull Rock?")
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.ATTRIBUTE_ABSENT)
    assert answer.values == ("46 m",)
    assert "shoe size" in answer.text
    assert broken(answer, coast) == []


def test_an_edited_plan_is_run_as_it_stands(coast):
    plan = dict(coast.ask("Which lighthouses have a foghorn?").plan)
    plan["ask"]["rows"]["where"]["phrase"] = "museum"
    answer = coast.ask("Which lighthouses have a foghorn?", plan=plan)
    assert answer.rows == (ROWS["CF"], ROWS["TP"])
    assert answer.plan == plan
    assert broken(answer, coast) == []


def test_the_plan_of_an_answer_gives_the_same_answer_again(coast):
    for question, _, _ in lines(ANSWERED):
        answer = coast.ask(question)
        again = coast.ask(question, plan=answer.plan)
        assert (again.values, again.rows, again.text) == (answer.values, answer.rows, answer.text)


def test_the_assistants_own_earlier_text_is_not_believed(coast):
    history = [
        {"role": "user", "content": "What is the height of Gull Rock?"},
        {"role": "assistant", "content": "Saint Elmo is 900 m tall and kept by Eve Stone."},
    ]
    answer = coast.ask("Who keeps it?", history=history)
    assert answer.values == ("Ben Moss",)


def test_a_catalog_without_its_sidecar_is_answered_all_the_same(tmp_path):
    corpus = write_coast(tmp_path / "coast", has_sidecar=False)
    with Assistant(indexed(corpus, tmp_path / "index")) as assistant:
        for question, values, rows in lines(ANSWERED)[:30]:
            if "fog signal" not in question:
                check(assistant, asked(assistant, question), values, rows)
        assert assistant.ask("Tell me about Henry Stack").reason is Reason.ENTITY_ABSENT
