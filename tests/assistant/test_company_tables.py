"""Questions as buyers put them, over linked tables with several currencies, lists and empty cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Status

from .conftest import indexed

TABLES = {
    "Suppliers.csv": """Supplier,City,Headquarters,Certifications,Account manager,Notes
Brandt Metall,Essen,"Essen, Germany",ISO 9001,Ines Okafor,Preferred
Sakai Precision,Osaka,"Osaka, Japan","ISO 9001, AS9100",Tom Wexler,Best finish
Delta Fasteners,Leeds,"Leeds, UK",,Tom Wexler,
""",
    "Parts.csv": """Part,Supplier,Unit price,Material,Fits,Last inspected,Status
Pinion P-12,Brandt Metall,€14.20,hardened steel,"Hoist 2, Hoist 4",2024-03-11,active
Pinion P-18,Brandt Metall,€19.90,hardened steel,Hoist 4,2024-03-11,active
Gear G-2,Brandt Metall,€31.00,cast iron,Hoist 2,2023-11-02,on hold
Spindle S-1,Sakai Precision,¥8800,stainless steel,Lathe,2024-06-30,active
Bolt M8x40,Delta Fasteners,£0.09,zinc-plated steel,"Hoist 2, Lathe",,active
Bolt M12x60,Delta Fasteners,£0.21,zinc-plated steel,Hoist 4,,discontinued
""",
    "Machines.csv": """Machine,Sold,Markets
Hoist 2,410 units,"EU, UK"
Hoist 4,155 units,"EU, US"
Lathe,,"EU, Japan"
""",
}
# question | its values (-: none, or it is to be refused)
QUESTIONS = """
where is Sakai Precision | Osaka; Osaka, Japan
where is Brandt based? | Essen, Germany
where does Ines work? | -
who does Ines work for? | -
who is the pinion made for? | -
How many suppliers does Tom look after? | 2
Which suppliers does Ines manage? | Brandt Metall
parts under 20 euros | Pinion P-12; Pinion P-18
parts under €20 | Pinion P-12; Pinion P-18
parts that cost less than 5 pounds | Bolt M8x40; Bolt M12x60
parts cheaper than 20 dollars | -
which parts haven't been inspected yet | Bolt M8x40; Bolt M12x60
parts not inspected | Bolt M8x40; Bolt M12x60
which parts were not inspected in 2024? | Gear G-2
machines not sold in the US | Hoist 2; Lathe
is the M12 bolt still active? | no
active pinions | Pinion P-12; Pinion P-18
which parts fit the Lathe | Spindle S-1; Bolt M8x40
hardened steel parts from Essen | Pinion P-12; Pinion P-18
active in Osaka | Spindle S-1
pinions from Brandt | Pinion P-12; Pinion P-18
does anyone but Brandt have ISO 9001? | yes
which suppliers hold anything but AS9100 | Brandt Metall
how many certifications are there? | 2
how many pinions are there | 2
how many hoists are there | 2
where is the Lathe sold | -
parts without an inspection date | Bolt M8x40; Bolt M12x60
suppliers nobody manages | -
parts where all prices are inspected | -
Brandt Metall vs Sakai Precision city | Essen; Osaka
"""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    corpus: Path = tmp_path_factory.mktemp("workshop")
    for name, text in TABLES.items():
        (corpus / name).write_text(text, encoding="utf-8")
    with Assistant(indexed(corpus, tmp_path_factory.mktemp("index") / "workshop")) as assistant:
        yield assistant


@pytest.mark.parametrize("line", QUESTIONS.strip().splitlines())
def test_a_buyer_is_answered_or_refused(workshop: Assistant, line: str) -> None:
    question, wanted = line.rsplit("|", 1)
    answer = workshop.ask(question.strip())
    values = tuple(wanted.strip().split("; "))
    assert (answer.values or ("-",)) == values, answer.text


def test_the_cheapest_of_several_currencies_is_that_of_one(workshop: Assistant) -> None:
    text = workshop.ask("cheapest part").text
    assert text.startswith("Of the 3 parts with figures in EUR, **Pinion P-12** (€14.20) [1]"), text
    assert text.endswith("2 rows in GBP and 1 row in JPY are left out, because they do not convert."), text


def test_a_question_that_is_not_understood_suggests_its_nearest_reading(workshop: Assistant) -> None:
    answer = workshop.ask("which zippy parts are discontinued")
    assert answer.status is Status.ABSTAINED
    assert answer.suggestions == ("Which rows of Parts have “discontinued” in Status?",)
    assert workshop.ask(answer.suggestions[0]).values == ("Bolt M12x60",)


# Over the bundled catalog: question | its values (-: it is to be refused)
BUNDLED = """
where can I rent a GB200? | CoreWeave
can I pay as I go at Groq? | -
clouds that only have H100s | Together AI; Fireworks AI
which providers run hardware that isn't from NVIDIA | -
how many different chips are in the cloud fleets? | 12
how many pricing models are in the cloud table? | 8
which cloud has a partnership with nvidia | CoreWeave
does anyone but AWS have spot? | yes
does nobody offer spot? | no
which vendors have different chips for training and inference? | Google; Amazon
who is custom silicon made for? | -
AMD vs Intel position | Price-competitive, ROCm maturing, gaining share; Struggling for traction, price-aggressive
names of all the research organisations | DeepSeek; Mistral; Meta (FAIR); Google DeepMind; Anthropic; Tri Dao (Princeton)
what does MLC stand for | -
companies in both chip vendors and inference stack | NVIDIA
can I get H200 anywhere? | -
which labs care about attention? | DeepSeek; Mistral; Tri Dao (Princeton)
"""


@pytest.mark.parametrize("line", BUNDLED.strip().splitlines())
def test_the_bundled_catalog_in_the_words_of_its_users(bundled: Assistant, line: str) -> None:
    question, wanted = line.rsplit("|", 1)
    answer = bundled.ask(question.strip())
    assert (answer.values or ("-",)) == tuple(wanted.strip().split("; ")), answer.text


@pytest.mark.parametrize(
    "question", ["how many chips are there?", "how many different chips are in the clouds"]
)
def test_a_word_of_a_tables_name_is_not_counted_for_its_rows(bundled_bare: Assistant, question: str) -> None:
    answer: Answer = bundled_bare.ask(question)
    assert answer.status is Status.ABSTAINED, answer.text


def test_a_verdict_over_a_table_says_how_many_match_and_only_who_leaves_it_open(bundled: Assistant) -> None:
    assert bundled.ask("Do all providers offer on-demand?").text.startswith(
        "No: 4 of the 10 cloud GPU providers match and 6 do not."
    )
    left_open = bundled.ask("Is every vendor price competitive?")
    assert left_open.status is Status.ABSTAINED
    assert "chip-vendors/amd" not in left_open.rows
    assert left_open.text.startswith("The catalog does not say whether")
