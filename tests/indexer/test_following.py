from __future__ import annotations

import shutil
import threading

import pytest

from assistant import Assistant
from corpus.errors import BuildError
from indexer import Following, build_index


@pytest.fixture
def index(corpus, tmp_path, encoder):
    build_index(corpus, tmp_path / "index", encoder=encoder)
    return tmp_path / "index"


@pytest.fixture
def publish(corpus, index, change, encoder):
    """Change a text and index again; gives the id of the new build."""

    def run(old, new):
        change(old, new)
        return build_index(corpus, index, encoder=encoder).build

    return run


def words(build, word):
    return [hit.row_id for hit in build.lexical(word, k=9)]


def test_the_next_reading_is_of_the_build_published_since(index, publish):
    following = Following(index)
    with following.reading() as build:
        assert words(build, "krill") == ["animals/penguin"]
    second = publish("krill", "squid")
    with following.reading() as build:
        assert build.id == second
        assert (words(build, "krill"), words(build, "squid")) == ([], ["animals/penguin"])
    following.close()


def test_a_reading_under_way_keeps_its_build_and_the_last_reader_closes_it(index, publish):
    following = Following(index)
    begun, go_on, seen = threading.Event(), threading.Event(), []

    def read():
        with following.reading() as build:
            begun.set()
            go_on.wait(20)
            seen.append((build, words(build, "krill")))
            with following.reading() as inner:  # a question within a question
                seen.append(inner)

    reader = threading.Thread(target=read)
    reader.start()
    assert begun.wait(20)
    publish("krill", "squid")
    with following.reading() as build:
        assert words(build, "squid") == ["animals/penguin"]
    go_on.set()
    reader.join(20)
    (old, found), inner = seen
    assert found == ["animals/penguin"] and inner is old
    with pytest.raises(BuildError, match="was closed"):
        old.lexical("krill", k=1)
    following.close()


def test_the_old_build_closes_its_chroma_and_may_be_removed(index, publish, encoder):
    following = Following(index, encoder=encoder)
    with following.reading() as build:
        assert build.dense("fish", k=1)
        first = build.folder
    for old, new in (("krill", "squid"), ("squid", "shrimp"), ("shrimp", "plankton")):
        publish(old, new)
        with following.reading() as build:
            assert build.dense("fish", k=1)
    assert not first.exists()
    following.close()


def test_the_next_build_uses_the_encoder_that_is_loaded(index, publish):
    following = Following(index)
    with following.reading() as build:
        encoder = build.encoder
    publish("krill", "squid")
    with following.reading() as build:
        assert build.encoder is encoder
    following.close()


@pytest.mark.parametrize("damage", ["pointer", "build", "index"])
def test_where_the_next_build_cannot_be_opened_the_last_one_answers(index, publish, damage):
    following = Following(index)
    second = publish("krill", "squid")
    if damage == "pointer":
        (index / "CURRENT").write_text("../elsewhere")
    elif damage == "build":
        (index / "builds" / second / "manifest.json").write_text("{")
    else:
        shutil.rmtree(index)
    with following.reading() as build:
        assert words(build, "krill") == ["animals/penguin"]
    if damage == "build":
        third = publish("squid", "shrimp")
        with following.reading() as build:
            assert build.id == third
    following.close()


def test_after_closing_nothing_is_read_and_a_reading_under_way_ends_well(index):
    following = Following(index)
    with following.reading() as build:
        following.close()
        assert words(build, "krill") == ["animals/penguin"]
    with pytest.raises(BuildError, match="was closed"):
        build.lexical("krill", k=1)
    with pytest.raises(BuildError, match=r"The index in .* was closed. Open it again"), following.reading():
        pass
    following.close()


def test_an_assistant_answers_each_question_over_the_build_of_its_time(index, publish):
    with Assistant(index) as assistant:
        first = assistant.ask("What is the diet of the penguin?")
        assert first.values == ("fish, krill",)
        second = publish("krill", "squid")
        answer = assistant.ask("What is the diet of the penguin?")
        assert (answer.values, answer.build) == (("fish, squid",), second)
        assert assistant.build_id == second != first.build
        assert assistant.row("animals/penguin")[1].cells[1].text == "fish, squid"


def test_examples_are_of_the_build_that_answers(index, corpus, publish, encoder):
    with Assistant(index) as assistant:
        assert any("Penguin" in question for question in assistant.examples())
        (corpus / "animals.csv").write_text("Tree,Leaf\nOak,lobed\nBirch,toothed\n", "utf-8")
        (corpus / "animals.csv").rename(corpus / "trees.csv")
        build_index(corpus, index, encoder=encoder)
        examples = assistant.examples()
        assert examples and not any("Penguin" in question for question in examples)


def test_questions_from_many_threads_all_are_answered_while_builds_follow_one_another(index, publish):
    with Assistant(index) as assistant:
        stop, wrong, count = threading.Event(), [], []

        def ask():
            while not stop.is_set():
                values = assistant.ask("What is the diet of the penguin?").values
                count.append(1)
                if len(values) != 1 or not values[0].startswith("fish, "):
                    wrong.append(values)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        last = "krill"
        for new in ("squid", "shrimp", "plankton", "algae"):
            publish(last, new)
            last = new
        stop.set()
        for thread in threads:
            thread.join(20)
        assert not wrong and len(count) > 20
        assert assistant.ask("What is the diet of the penguin?").values == ("fish, algae",)
