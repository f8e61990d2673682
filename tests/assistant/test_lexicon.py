import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.lexicon import (
    DATA,
    Attribute,
    asked_for,
    attribute,
    attributes,
    comparative_base,
    inflected_from,
    is_agent,
    is_english,
    lemma,
    places,
    related,
    superlative_base,
)
from corpus.words import fold, stem

# Pairs that a speaker takes for near; at least 95 % must meet, by stem or by relation.
NEAR = """
    price-pricing price-cost cost-charge fee-price expense-cost firm-company corporation-company
    car-automobile film-movie founded-founder founded-established found-foundation maker-make
    maker-manufacturer makes-manufacturer producer-produce produces-product builder-build built-builder
    builds-constructed begin-started buy-purchase bought-buyer sells-seller vendor-supplier
    supplier-provider customers-clients employee-staff employees-workers salary-wages country-nation
    kids-children childhood-children writer-author wrote-author written-writer inhabitants-population
    lives-resident died-death born-birthplace competes-competitor competitor-rival advantages-benefits
    weakness-shortcoming goal-objective type-category kind-type width-breadth speed-velocity maximum-max
    average-avg quantity-amount answer-reply choose-select choice-choose pays-payment owned-owner
    invented-inventor grew-growth arrives-arrival departs-departure describes-description
    specialises-specialty colour-color organisations-organization analysed-analyze centre-center
    theatre-theater big-large small-little cheap-inexpensive fast-quick altitude-elevation wealthy-rich
"""

# Pairs that look or sound near, or share a rare sense; none may meet.
FAR = """
    product-producer consumption-consumer find-founded
    model-example chip-potato spot-place cloud-mist price-prize bank-shore table-desk apple-computer
    mouse-rat port-harbor plant-factory crane-bird spring-jump match-game match-lighter seal-close
    file-tool current-currency letter-let tower-tow state-statement state-condition bat-batter
    bet-better number-numb race-rush capital-money stock-cattle interest-hobby light-lighter
    memory-remembrance server-waiter serve-server process-processor project-projector train-coach
    founder-sink fan-admirer drive-drift rate-rat founder-director employer-employee buyer-seller
    lender-borrower teacher-student city-village city-country river-lake doctor-patient profit-revenue
    revenue-price director-manager partner-spouse month-year north-south hot-cold cheap-expensive
    wireless-wire best-better cheap-price cheapest-price longest-length old-date frog-toad red-crimson
    component-element director-producer team-player customer-user length-width weight-height sales-shop
    market-shop
"""


def meet(one: str, other: str) -> bool:
    """Whether a question's word reaches a catalog's word, as the linker compares them."""
    return stem(other) in {stem(one), *map(stem, related(one))}


def missed(pairs: str, *, expected: bool) -> list[str]:
    both = [(pair, *pair.split("-")) for pair in pairs.split()]
    return [pair for pair, a, b in both if meet(a, b) != expected or meet(b, a) != expected]


def lexicon_lines() -> list[str]:
    text = (DATA / "lexicon.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_persons_and_organisations_are_told_from_things_and_places_of_work() -> None:
    who = "vendors providers suppliers landlord staff team people employees wardens companies heads boss"
    what = "rooms trainings wines dishes huts offices chips tools trams projects courses prices species"
    assert [word for word in who.split() if not is_agent(word)] == []
    assert [word for word in what.split() if is_agent(word)] == []


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("german", "germany"),
        ("germans", "germany"),
        ("swiss", "switzerland"),
        ("portuguese", "portugal"),
        ("south african", "south africa"),
        ("british", "united kingdom"),
        ("dutch", "netherlands"),
        ("parisian", "paris"),
    ],
)
def test_an_adjective_or_people_of_a_place_leads_to_its_names(word: str, place: str) -> None:
    assert place in places(word)


@pytest.mark.parametrize(
    ("phrase", "column"),
    [
        ("speaks", "language"),
        ("speakers", "language"),
        ("earn", "salary"),
        ("paid", "rent"),
        ("joined", "since"),
        ("expires", "until"),
        ("runs out", "expiry"),
        ("looked after", "manager"),
        ("boss", "reports to"),
        ("taught", "teacher"),
        ("weighs", "weight"),
        ("turned down", "reason"),
    ],
)
def test_a_verb_or_agent_asks_for_the_columns_that_answer_it(phrase: str, column: str) -> None:
    assert column in asked_for(phrase)


@pytest.mark.parametrize("phrase", ["language", "rent", "zzyzx", "look", ""])
def test_no_noun_of_columns_asks_for_its_verb(phrase: str) -> None:
    assert not {"speak", "pay", "manager"} & set(asked_for(phrase))


@pytest.mark.parametrize("word", ["latin", "olympic", "continental", "germany", "cheap", ""])
def test_other_words_lead_to_no_place(word: str) -> None:
    assert places(word) == ()


def test_near_words_meet_in_both_directions() -> None:
    assert len(NEAR.split()) >= 60
    assert len(missed(NEAR, expected=True)) <= 0.05 * len(NEAR.split()), missed(NEAR, expected=True)


def test_far_words_never_meet() -> None:
    assert len(FAR.split()) >= 60
    assert missed(FAR, expected=False) == []


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("children", "child"),
        ("men", "man"),
        ("women", "woman"),
        ("built", "build"),
        ("criteria", "criterion"),
        ("wrote", "write"),
        ("cheapest", "cheap"),
        ("best", "good"),
        ("prices", "prices"),
        ("taxes", "taxes"),
        ("ground", "ground"),
        ("data", "data"),
        ("number", "number"),
        ("zzyzx", "zzyzx"),
        ("", ""),
    ],
)
def test_only_irregular_forms_have_a_lemma_of_their_own(form: str, base: str) -> None:
    assert lemma(form) == base


@pytest.mark.parametrize(
    ("comparative", "superlative", "base"),
    [
        ("cheaper", "cheapest", "cheap"),
        ("bigger", "biggest", "big"),
        ("heavier", "heaviest", "heavy"),
        ("larger", "largest", "large"),
        ("later", "latest", "late"),
        ("lower", "lowest", "low"),
        ("older", "oldest", "old"),
        ("better", "best", "good"),
        ("worse", "worst", "bad"),
        ("more", "most", "much"),
        ("less", "least", "little"),
        ("further", "furthest", "far"),
        ("fewer", "fewest", "few"),
    ],
)
def test_comparatives_and_superlatives_have_their_base(comparative: str, superlative: str, base: str) -> None:
    assert comparative_base(comparative) == superlative_base(superlative) == base
    assert comparative_base(superlative) == superlative_base(comparative) == ""


@pytest.mark.parametrize(
    "word", ["number", "forest", "liver", "gamer", "offer", "interest", "server", "outer"]
)
def test_words_that_only_look_graded_are_not(word: str) -> None:
    assert comparative_base(word) == superlative_base(word) == ""


@pytest.mark.parametrize("word", ["cheapest", "longer", "best", "oldest"])
def test_graded_forms_have_no_relatives_as_they_say_more_than_a_name(word: str) -> None:
    assert related(word) == {}


@pytest.mark.parametrize(
    "word",
    [
        "price",
        "pricing",
        "companies",
        "organisations",
        "colour",
        "the",
        "where",
        "monday",
        "english",
        "amazon",
        "founded",
        "taxes",
    ],
)
def test_common_words_and_names_are_english_in_every_inflection(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize(
    "word",
    ["pricng", "compny", "h100", "groq", "compani", "diferentiator", "vllm", "é", "#", "\t", "d:price"],
)
def test_slips_and_made_up_names_are_not_english(word: str) -> None:
    assert not is_english(word)


def test_an_adjective_measures_its_own_dimension_first_and_says_which_end() -> None:
    assert attribute("expensive")[0] == Attribute("price", 1)
    assert attribute("cheapest")[0] == Attribute("price", -1)
    assert attribute("heavier")[0] == Attribute("weight", 1)
    assert dict(attribute("newest")) == {"date": 1, "year": 1, "age": -1}
    assert dict(attribute("oldest")) == {"age": 1, "date": -1, "year": -1}
    assert attribute("wooden") == ()


def test_the_table_of_adjectives_holds_english_words_once_each_with_distinct_nouns() -> None:
    lines = (DATA / "adjectives.tsv").read_text("utf-8").splitlines()
    assert len([line for line in lines if not line.startswith("#")]) == len(attributes())
    for adjective, nouns in attributes().items():
        assert is_english(adjective)
        assert nouns and all(noun == fold(noun) and noun.isalpha() for noun, _ in nouns), adjective
        assert len({noun for noun, _ in nouns}) == len(nouns), adjective


def test_every_line_is_found_and_nothing_between_the_lines() -> None:
    lines = lexicon_lines()
    words = [line.split("\t")[0] for line in lines]
    assert words == sorted(set(words))
    assert all(is_english(word) for word in words)
    assert not any(is_english(word + "qzq") for word in (words[0], words[len(words) // 2], words[-1]))


def test_synonyms_stand_in_both_lines() -> None:
    synonyms = {
        (word, other)
        for word, *fields in (line.split("\t") for line in lexicon_lines())
        for field in fields
        if field.startswith("s:")
        for other in field[2:].split()
    }
    assert len(synonyms) > 2000
    assert all((other, word) in synonyms for word, other in synonyms)


@settings(max_examples=200)
@given(st.sampled_from(lexicon_lines()).map(lambda line: line.split("\t")[0]))
def test_no_word_is_related_to_a_word_of_its_own_stem(word: str) -> None:
    assert stem(word) not in map(stem, related(word))


@given(st.text())
def test_any_text_is_a_word_to_ask_about(word: str) -> None:
    bases = {lemma(word), comparative_base(word), superlative_base(word)} - {word, ""}
    assert is_english(word) or not (bases or related(word) or attribute(word))


def test_what_the_hand_checked_file_says_is_what_the_lexicon_holds() -> None:
    lines = (DATA / "relations.tsv").read_text("utf-8").splitlines()
    rules = [line.split("\t") for line in lines if not line.startswith("#")]
    for kind, text in rules:
        head, *others = text.split()
        assert text == fold(text)
        for other in others:
            if kind == "asks":
                assert other.replace("_", " ") in asked_for(head.replace("_", " ")), (head, other)
            elif kind in ("place", "no place"):
                is_named = other.replace("_", " ") in places(head.replace("_", " "))
                assert is_named == (kind == "place"), (head, other)
            elif kind == "refused":
                assert other not in related(head) or stem(other) == stem(head), (head, other)
            elif kind in ("agent", "no agent"):
                assert {is_agent(word) for word in (head, *others)} == {kind == "agent"}
            elif kind == "comparative":
                assert others == [comparative_base(head) or superlative_base(head)]
            else:
                assert other in related(head) or stem(other) == stem(head), (head, other)


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("cities", "city"),
        ("boxes", "box"),
        ("prices", "price"),
        ("priced", "price"),
        ("pricing", "price"),
        ("planned", "plan"),
        ("planning", "plan"),
        ("founded", "found"),
        ("carried", "carry"),
        ("agreed", "agree"),
    ],
)
def test_regular_inflections_lead_to_their_base(form: str, base: str) -> None:
    assert base in {found for found, _ in inflected_from(form)}


@pytest.mark.parametrize("form", ["caring", "rated", "glass", "bus", "sing", "is"])
def test_spelling_keeps_inflections_apart(form: str) -> None:
    wrong = {"caring": "car", "rated": "rat", "glass": "glas", "bus": "bu", "sing": "s", "is": "i"}
    assert wrong[form] not in {found for found, _ in inflected_from(form)}


def test_the_data_stay_small_and_carry_their_notices() -> None:
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 1_500_000
    assert "Princeton University" in (DATA / "WORDNET-LICENSE").read_text("utf-8")
    assert "Kevin Atkinson" in (DATA / "SCOWL-LICENSE").read_text("utf-8")
