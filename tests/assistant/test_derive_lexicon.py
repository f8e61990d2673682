from pathlib import Path

import pytest

from assistant.derive_lexicon import derive, read_wordnet

# A small WordNet in the format of the real files; “cost” is a word of the price synset but mostly means more.
DATA_NOUN = """\
  1 This line is licence text
00000001 21 n 02 price 0 cost 0 000 | what is paid
00000002 21 n 01 cost 0 000 | what is spent
00000003 18 n 01 payer 0 002 @ 00000007 n 0000 + 00000011 v 0101 | who pays
00000004 21 n 02 bill 0 invoice 0 000 | a statement of money owed
00000005 21 n 02 colour 0 color 0 000 | a visual attribute
00000006 05 n 01 goose 0 000 | a bird
00000007 03 n 01 person 0 000 | a human being
"""
DATA_VERB = "00000011 40 v 01 pay 0 001 + 00000003 n 0101 01 + 08 00 | give money\n"  # with a sentence frame
DATA_ADJ = "00000021 00 a 01 dear(p) 0 000 | costing much\n"
INDEX = {
    "noun": ["price n 1 0 1 1 00000001", "cost n 2 0 2 2 00000002 00000001", "payer n 1 0 1 0 00000003"]
    + ["person n 1 0 1 0 00000007"]
    + [f"{word} n 1 0 1 1 0000000{at}" for word, at in (("bill", 4), ("invoice", 4))]
    + [f"{word} n 1 0 1 1 0000000{at}" for word, at in (("colour", 5), ("color", 5), ("goose", 6))],
    "verb": ["pay v 1 1 + 1 1 00000011"],
    "adj": ["dear a 1 0 1 1 00000021"],
    "adv": [],
}
COUNTS = """\
price%1:21:00:: 1 9
cost%1:21:01:: 1 9
cost%1:21:00:: 2 3
bill%1:21:00:: 1 4
invoice%1:21:00:: 1 2
pay%2:40:00:: 1 9
goose%1:05:00:: 1 2
"""
NAMES = "price cost pay payer bill invoice dear dearer dearest colour color goose geese café prices Paris"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        **{f"index.{name}": "\n".join(["  1 licence", *lines, ""]) for name, lines in INDEX.items()},
        "data.noun": DATA_NOUN,
        "data.verb": DATA_VERB,
        "data.adj": DATA_ADJ,
        "data.adv": "",
        "noun.exc": "geese goose\n",
        "verb.exc": "paid pay\n",
        "adj.exc": "",
        "adv.exc": "",
        "cntlist.rev": COUNTS,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def derived(folder: Path, *rules: str) -> dict[str, dict[str, str]]:
    lines = derive(read_wordnet(folder), NAMES.split(), rules).splitlines()
    parts = [line.split("\t") for line in lines if not line.startswith("#")]
    return {word: {field[0]: field[2:] for field in fields} for word, *fields in parts}


def test_synonyms_come_only_from_senses_that_dominate_both_words(folder: Path) -> None:
    lexicon = derived(folder)
    assert lexicon["bill"]["s"] == "invoice"
    assert "s" not in lexicon["price"]


def test_spellings_of_one_word_are_synonyms_however_rare(folder: Path) -> None:
    assert derived(folder)["colour"]["s"] == "color"


def test_derivations_stand_in_both_words(folder: Path) -> None:
    lexicon = derived(folder)
    assert (lexicon["pay"]["d"], lexicon["payer"]["d"]) == ("payer", "pay")


def test_irregular_forms_and_comparatives_know_their_base(folder: Path) -> None:
    lexicon = derived(folder)
    assert (lexicon["geese"]["l"], lexicon["goose"]["i"]) == ("goose", "geese")
    assert (lexicon["dearer"]["c"], lexicon["dearest"]["t"]) == ("dear", "dear")


def test_kinds_of_persons_are_agents_unless_a_rule_says_otherwise(folder: Path) -> None:
    assert [word for word, fields in derived(folder).items() if "a" in fields] == ["payer"]
    ruled = derived(folder, "no agent\tpayer", "agent\tgoose")
    assert [word for word, fields in ruled.items() if "a" in fields] == ["goose"]


def test_words_are_folded_and_regular_inflections_left_out(folder: Path) -> None:
    words = set(derived(folder))
    assert {"cafe", "paris"} <= words
    assert "prices" not in words


def test_rules_by_hand_add_and_refuse(folder: Path) -> None:
    lexicon = derived(
        folder, "# comment", "synonym\tprice cost", "refused\tpayer pay", "refused\tbill invoice"
    )
    assert lexicon["cost"]["s"] == "price"
    assert "s" not in lexicon["bill"]
    assert "d" not in lexicon["pay"] and "d" not in lexicon["payer"]


def test_the_same_sources_give_the_same_bytes_in_any_order_of_words(folder: Path) -> None:
    net = read_wordnet(folder)
    assert derive(net, NAMES.split(), ()) == derive(net, reversed(NAMES.split()), ())
