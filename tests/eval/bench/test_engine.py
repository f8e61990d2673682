from assistant import Assistant
from eval.bench.catalogs import write_catalog
from eval.bench.engine import measured, plan_questions, vector_questions
from eval.bench.sampled import Sampled
from indexer import build_index


def test_questions_over_a_generated_catalog_are_measured_and_mostly_answered(tmp_path):
    write_catalog(tmp_path / "corpus", 400)
    build_index(tmp_path / "corpus", tmp_path / "index", encoder=Sampled())
    with Assistant(tmp_path / "index") as assistant:
        figures, answered = measured(assistant, rounds=1)
        asked = [question for at in range(3) for question in plan_questions(assistant, at)]
    assert answered > 0.8
    assert all(figure.measured > 0 for figure in figures)
    assert sorted(figure.limit for figure in figures if figure.limit) == [0.9, 50, 50, 80, 300]
    varied = [question for question in asked if question != "How many rows are there?"]
    assert len(set(varied)) == len(varied)
    assert not set(vector_questions(1)) & set(vector_questions(2))


def test_one_text_in_many_is_read_by_the_model_and_each_has_one_vector():
    encoder = Sampled()
    texts = [f"row {at}" for at in range(300)]
    vectors = encoder.encode(texts)
    assert vectors == encoder.encode(texts[:100]) + encoder.encode(texts[100:])
    assert {round(sum(number**2 for number in vector), 5) for vector in vectors} == {1.0}
