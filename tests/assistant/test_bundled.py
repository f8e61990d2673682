"""The bundled catalog, with its sidecar and without: what issue 2 promises, and a dozen plain questions."""

from __future__ import annotations

import pytest

from assistant import Reason, Status

from .invariants import broken

CLOUDS, CHIPS = "cloud-gpu-providers", "chip-vendors"
STACK, RESEARCH = "inference-optimization-stack", "model-efficiency-research"


def test_the_differentiator_of_groq_is_its_cell_with_file_and_line(bundled):
    answer = bundled.ask("What is Groq's differentiator?")
    assert (answer.status, answer.reason) == (Status.ANSWERED, None)
    assert answer.values == ("Deterministic latency, high throughput",)
    [citation] = answer.citations
    assert (citation.row_id, citation.file, citation.line) == (
        f"{CLOUDS}/groq", "ai_compute_economics_players.md", 14,
    )  # fmt: skip
    assert broken(answer, bundled) == []


def test_the_ceo_of_nvidia_is_an_absent_attribute(bundled):
    answer = bundled.ask("Who is the CEO of NVIDIA?")
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.ATTRIBUTE_ABSENT)
    assert (answer.values, answer.citations) == ((), ())
    assert broken(answer, bundled) == []


# question | values (*: not judged) | rows (*: not judged)
PLAIN = f"""
What GPUs does CoreWeave have? | H100; GB200 | {CLOUDS}/coreweave
What is the pricing model of Azure? | On-demand; reserved; spot | {CLOUDS}/azure
Which cloud GPU providers have spot pricing? | AWS; Azure | {CLOUDS}/aws {CLOUDS}/azure
How many cloud GPU providers have H100? | 7 | *
Which chip vendor has Gaudi 3? | Intel | {CHIPS}/intel
What is the inference product of Amazon? | Inferentia2 | {CHIPS}/amazon
Which technique does the vLLM engine use? | * | {STACK}/vllm-uc-berkeley
What did DeepSeek contribute? | MoE efficiency (V2/V3), multi-head latent attention | {RESEARCH}/deepseek
List the chip vendors. | NVIDIA; AMD; Intel; Google; Amazon; Microsoft; Broadcom; Marvell | *
How many rows are there? | 30 | *
What tables are there? | * |
Which cloud GPU providers do not have H100? | Groq; Cerebras; SambaNova | *
Does AWS offer spot? | yes | {CLOUDS}/aws
Does Groq offer spot? | no | {CLOUDS}/groq
Tell me about Lambda Labs. | * | {CLOUDS}/lambda-labs
"""

# The same with the synonyms that only the sidecar knows.
NAMED_OTHERWISE = f"""
What is GCP's pricing model? | On-demand; committed use | {CLOUDS}/google-cloud
How does Amazon Web Services charge? | On-demand; reserved; spot | {CLOUDS}/aws
Which cloud GPU providers have preemptible pricing? | AWS; Azure | {CLOUDS}/aws {CLOUDS}/azure
Which clouds offer pay-as-you-go? | * | {CLOUDS}/aws {CLOUDS}/google-cloud {CLOUDS}/azure {CLOUDS}/lambda-labs
What is the USP of Groq? | Deterministic latency, high throughput | {CLOUDS}/groq
"""

REFUSED = """
Who is the CEO of NVIDIA? | attribute_absent
What is the market capitalisation of AMD? | attribute_absent
What is the hourly price of Lambda Labs in dollars? | attribute_absent not_understood
Which GPUs does Oracle Cloud have? | entity_absent
What is the pricing model of Vultr? | entity_absent
What is the weather in Paris? | out_of_scope
"""


def params(table):
    lines = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
    return [pytest.param(*line, id=line[0]) for line in lines]


def check(assistant, question, values, rows):
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    if values != "*":
        assert sorted(answer.values) == sorted(values.split("; "))
    if rows != "*":
        assert sorted(answer.rows) == sorted(rows.split())
    assert broken(answer, assistant) == []


@pytest.mark.parametrize(("question", "values", "rows"), params(PLAIN + NAMED_OTHERWISE.lstrip()))
def test_a_plain_question_is_answered(bundled, question, values, rows):
    check(bundled, question, values, rows)


@pytest.mark.parametrize(("question", "values", "rows"), params(PLAIN))
def test_a_plain_question_is_answered_without_the_sidecar(bundled_bare, question, values, rows):
    check(bundled_bare, question, values, rows)


@pytest.mark.parametrize(("question", "reasons"), params(REFUSED))
@pytest.mark.parametrize("is_bare", [False, True])
def test_what_the_catalog_does_not_say_is_refused(bundled, bundled_bare, question, reasons, is_bare):
    assistant = bundled_bare if is_bare else bundled
    answer = assistant.ask(question)
    assert answer.status is Status.ABSTAINED
    assert answer.reason in reasons.split()
    assert broken(answer, assistant) == []


@pytest.mark.parametrize(("question", "values", "rows"), params(NAMED_OTHERWISE))
def test_without_the_sidecar_other_names_are_refused_and_never_answered_wrongly(
    bundled_bare, question, values, rows
):
    answer = bundled_bare.ask(question)
    is_refused = answer.status in (Status.ABSTAINED, Status.AMBIGUOUS)
    assert is_refused or sorted(answer.rows) == sorted(rows.split())


def test_the_examples_are_answered_and_of_more_than_one_table(bundled, bundled_bare):
    for assistant in (bundled, bundled_bare):
        examples = assistant.examples()
        assert len(examples) >= 4
        answers = [assistant.ask(question) for question in examples]
        assert {answer.status for answer in answers} == {Status.ANSWERED}
        assert len({row.partition("/")[0] for answer in answers for row in answer.rows}) > 1


def test_every_row_can_be_asked_about_by_its_name(bundled_bare):
    for table in bundled_bare.tables():
        everything = bundled_bare.ask(f"List {table.name}.")
        assert len(everything.rows) == bundled_bare.row_count(table.id) > 0
        for row_id in everything.rows:
            _, row = bundled_bare.row(row_id)
            assert row_id in bundled_bare.ask(f"Tell me about {row.name}.").rows


def test_every_cell_can_be_asked_for_by_its_row_and_column(bundled):
    for table in bundled.tables():
        for row_id in bundled.ask(f"List {table.name}.").rows:
            _, row = bundled.row(row_id)
            for position, column in enumerate(table.columns):
                if position != table.key:
                    answer = bundled.ask(f"What is the {column.name} of {row.name}?")
                    cited = {cell.text for citation in answer.citations for cell in citation.cells}
                    assert answer.status is Status.ANSWERED, (row.name, column.name)
                    assert row.cells[position].text in cited, (row.name, column.name)
