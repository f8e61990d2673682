from __future__ import annotations

import pytest

from corpus.errors import BuildError, CorpusError
from indexer import build_index, check_build, open_build


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def again(corpus, index, encoder):
    """Index the corpus as it is now."""

    def run(**settings):
        return build_index(corpus, index, encoder=encoder, **settings)

    return run


class OtherEncoder:
    """The first numbers of a vector: another encoder than the one it wraps."""

    name, fingerprint, dimension = "other", "other-weights", 2

    def __init__(self, encoder):
        self._encoder = encoder
        self.split = encoder.split

    def encode(self, texts):
        vectors = [vector[:2] for vector in self._encoder.encode(texts)]
        return [[n / sum(m * m for m in vector) ** 0.5 for n in vector] for vector in vectors]


def test_a_first_build_encodes_every_row(again):
    outcome = again()
    assert (outcome.rows, outcome.embedded, outcome.reused, outcome.is_new) == (7, 7, 0, True)
    assert sum(count.kept for count in outcome.report.counts) == 7
    assert outcome.seconds > 0


def test_an_unchanged_corpus_gives_the_same_build_and_writes_nothing(again, index):
    first = again()
    before = {path: path.stat().st_mtime_ns for path in index.rglob("*.json")}
    second = again()
    assert (second.build, second.is_new, second.embedded, second.reused) == (first.build, False, 0, 7)
    assert {path: path.stat().st_mtime_ns for path in index.rglob("*.json")} == before


def test_the_same_corpus_elsewhere_gives_the_same_build(again, corpus, tmp_path, encoder):
    assert again().build == build_index(corpus, tmp_path / "other", encoder=encoder).build


def test_a_changed_cell_encodes_one_row_and_reuses_the_others(again, change, index, encoder):
    again()
    change("krill", "squid")
    outcome = again()
    assert (outcome.embedded, outcome.reused) == (1, 6)
    with open_build(index, encoder=encoder) as build:
        assert "squid" in build.collection().get(ids=["animals/penguin"])["documents"][0]
        assert build.dense("squid", k=1)[0].row_id == "animals/penguin"
        assert build.lexical("krill", k=1) == ()


def test_rows_that_only_moved_keep_their_vectors_and_get_their_new_line(again, change, index, encoder):
    again()
    change("Red panda", 'Yak,"grass",300 kg,High plateaus\nRed panda')
    outcome = again()
    assert (outcome.embedded, outcome.reused) == (1, 7)
    with open_build(index, encoder=encoder) as build:
        lines = {row.id: row.line for position in (0, 1) for row in build.table_rows(position)}
        stored = build.collection().get(include=["metadatas"])
        assert {m["row_id"]: m["line"] for m in stored["metadatas"]} == lines
        assert lines["animals/camel"] == 7


def test_a_removed_row_is_found_no_more(again, change, index, encoder):
    again()
    change('Camel,"grass, thorns",500 kg,Hot and sandy deserts\n', "")
    outcome = again()
    assert (outcome.rows, outcome.embedded, outcome.reused) == (6, 0, 6)
    with open_build(index, encoder=encoder) as build:
        assert "animals/camel" not in {hit.row_id for hit in build.search("camel in the desert", k=50)}
        assert build.collection().count() == 6


def test_a_corpus_of_other_rows_leaves_nothing_of_the_old(again, corpus, index, encoder):
    again()
    (corpus / "animals.csv").write_text("Tree,Leaf\nOak,lobed\nBirch,toothed\n", "utf-8")
    (corpus / "keepers.csv").unlink()
    assert again().embedded == 2
    with open_build(index, encoder=encoder) as build:
        assert {hit.row_id for hit in build.search("tree", k=50)} == {"animals/oak", "animals/birch"}


def test_equal_texts_in_two_rows_are_both_found(again, corpus, index, encoder):
    (corpus / "animals.csv").write_text("Part,Use\n1,wheel\n1,wheel\n2,axle\n", "utf-8")
    (corpus / "keepers.csv").unlink()
    outcome = again()
    assert outcome.rows == 3
    with open_build(index, encoder=encoder) as build:
        assert len(build.dense("wheel", k=9)) == 3


def test_a_rebuild_reuses_nothing_and_replaces_the_build(again, index, encoder):
    first = again()
    outcome = again(rebuild=True)
    assert (outcome.embedded, outcome.reused, outcome.is_new) == (7, 0, True)
    assert outcome.build == f"{first.build}-2"
    with open_build(index, encoder=encoder) as build:
        assert build.id == outcome.build
        assert build.lexical("bamboo", k=1)


def test_a_corpus_that_comes_back_is_indexed_again(again, change, index, encoder):
    first = again()
    change("krill", "squid")
    again()
    change("squid", "krill")
    assert again().build.startswith(first.build)
    with open_build(index, encoder=encoder) as build:
        assert build.lexical("krill", k=1)


def test_only_the_current_and_the_previous_build_are_kept(again, change, index):
    builds = []
    for old, new in (("krill", "squid"), ("squid", "shrimp"), ("shrimp", "plankton")):
        builds.append(again().build)
        change(old, new)
    builds.append(again().build)
    assert {path.name for path in (index / "builds").iterdir()} == set(builds[-2:])


def test_another_encoder_reuses_nothing_and_is_refused_on_the_old_build(again, corpus, index, encoder):
    again()
    other = OtherEncoder(encoder)
    with open_build(index, encoder=other) as build:
        assert build.lexical("bamboo", k=1)
        with pytest.raises(BuildError, match=r"encoder 'all-MiniLM-L6-v2', not with 'other'.*rowcite index"):
            build.search("bamboo", k=1)
    outcome = build_index(corpus, index, encoder=other)
    assert (outcome.embedded, outcome.reused) == (7, 0)
    with open_build(index, encoder=other) as build:
        assert build.manifest.dimension == 2
        assert build.dense("bamboo", k=1)


def test_a_long_row_has_several_vectors_and_is_one_hit(again, change, index, encoder):
    filler = " ".join(f"It was seen near village number {n}." for n in range(60))
    change("Hot and sandy deserts", f"{filler} Its favourite toy is a violin. {filler}")
    again()
    with open_build(index, encoder=encoder) as build:
        stored = build.collection().get(where={"row_id": "animals/camel"})
        assert len(stored["ids"]) > 3
        assert {"animals/camel", "animals/camel#2"} <= set(stored["ids"])
        assert all(text.startswith(f"{build.tables[0].name} — Camel.") for text in stored["documents"])
        hits = build.dense("a musical instrument, the violin", k=7)
        assert hits[0].row_id == "animals/camel"
        assert len({hit.row_id for hit in hits}) == len(hits) == 7
    assert again().is_new is False


def test_progress_tells_every_stage_to_its_end(again):
    told = []
    again(progress=told.append)
    assert list(dict.fromkeys(step.stage for step in told)) == ["reading", "rows", "vectors", "checking"]
    last = {step.stage: step for step in told}
    assert all(step.done == step.total for step in last.values())
    assert last["vectors"].total == 7
    assert last["vectors"].rate > 0
    assert last["vectors"].seconds_left == 0


def test_a_corpus_that_cannot_be_read_leaves_no_index_behind(tmp_path, index, encoder):
    with pytest.raises(CorpusError):
        build_index(tmp_path / "nowhere", index, encoder=encoder)
    assert not index.exists()


def test_a_strict_reading_that_fails_leaves_the_last_build(again, change, index, encoder):
    first = again()
    change("Hot and sandy deserts", "Hot and sandy deserts,one,cell,too,many")
    with pytest.raises(CorpusError):
        again(strict=True)
    with open_build(index, encoder=encoder) as build:
        assert build.id == first.build


def test_a_check_of_a_fresh_build_finds_nothing(again, corpus, index, encoder):
    outcome = again()
    report = check_build(index, corpus, encoder=encoder)
    assert report.build == outcome.build
    assert (report.is_whole, report.is_current, report.findings) == (True, True, ())


def test_a_check_tells_that_the_corpus_has_changed(again, change, corpus, index, encoder):
    again()
    change("krill", "squid")
    report = check_build(index, corpus, encoder=encoder)
    assert (report.is_whole, report.is_current) == (True, False)
    [finding] = report.findings
    assert "has changed since" in finding and "Run: rowcite index" in finding


def test_a_check_tells_that_the_encoder_is_another(again, corpus, index, encoder):
    again()
    report = check_build(index, corpus, encoder=OtherEncoder(encoder))
    assert (report.is_whole, report.is_current) == (True, False)
    assert "encoder" in report.findings[0]
