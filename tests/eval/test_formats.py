import json

import pytest

from eval.cases import CaseError
from eval.command import main
from eval.sets import read_set, read_sets
from eval.trec import read_run, write_run

SHEET = """question,rows,values
What is the lamp of Old Nell?,Old Nell,oil
Which lights have the lamp LED?,lights/cape-sorrow;Gull Rock,
Who painted the Mona Lisa?,,
"""


@pytest.fixture
def sheet(tmp_path, coast):
    path = tmp_path / "mine.csv"
    path.write_text("\ufeff" + SHEET, "utf-8")
    return path


@pytest.fixture
def corpus(coast):
    return coast.parent / "catalogs" / "coast"


def test_a_sheet_of_questions_and_expected_rows_is_a_set(sheet, corpus, capsys):
    assert main(["run", "--set", str(sheet), "--corpus", str(corpus), "--no-baselines"]) == 0
    shown = [line.split()[:5] for line in capsys.readouterr().out.splitlines()]
    assert ["total", "3", "3", "0", "0"] in shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("frage,rows\nx,y\n", "line 1: no column 'question'"),
        ("question,colour\nx,y\n", "line 1: 'colour' is no column"),
        ("question,question\nx,y\n", "line 1: a column stands there twice"),
        ("question,rows\n,y\n", "line 2: the question is empty"),
        ("question,rows\nx\n", "line 2: another number of fields"),
        ("question,rows\nx,y,z\n", "line 2: another number of fields"),
        ("question,status\nx,perhaps\n", "line 2: 'perhaps' is not a valid Status"),
        ('question,rows\nx,"y\n', "line 2: unexpected end of data"),
        ("question,rows\n", "holds no case"),
        ("", "line 1: no column 'question'"),
    ],
)
def test_a_sheet_that_is_none_is_refused_with_its_line(tmp_path, text, says):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(CaseError, match=f"bad.csv.*{says}"):
        read_set(path)


@pytest.mark.parametrize("format_", ["trec", "beir", "csv", "jsonl"])
def test_what_is_exported_is_read_again_with_the_same_questions_and_rows(coast, corpus, tmp_path, format_):
    out = tmp_path / {"csv": "out.csv", "jsonl": "out.jsonl"}.get(format_, "out")
    assert main(["export", "--set", str(coast), "--format", format_, "--out", str(out)]) == 0
    before = {case.id: (case.query, case.rows) for case in read_set(coast)}
    after = {case.id: (case.query, case.rows) for case in read_set(out)}
    ranked = {id_: case for id_, case in before.items() if case[1]}
    assert after == (ranked if format_ in ("trec", "beir") else before)


def test_an_export_says_what_it_left_out(coast, tmp_path, capsys):
    main(
        ["export", "--set", str(coast), "--split", "dev", "--format", "trec", "--out", str(tmp_path / "out")]
    )
    shown = capsys.readouterr().out
    assert "Left out: 2 of 4 cases without gold rows." in shown
    assert "Left out: 1 of 5 cases: not of the split 'dev'." in shown
    assert "2 cases written" in shown


def test_run_files_are_written_and_measured_as_another_retriever(coast, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["export", "--set", str(coast), "--format", "trec", "--runs", "--out", str(out)]) == 0
    assert {path.name for path in out.glob("*.run")} == {
        f"{name}.run" for name in ("llamaindex", "bm25", "dense", "fused", "citations")
    }
    (out / "dense.run").rename(out / "theirs.run")
    capsys.readouterr()
    record = tmp_path / "record.json"
    arguments = ["run", "--set", str(coast), "--run-file", str(out / "theirs.run"), "--json", str(record)]
    assert main(arguments) == 0
    figures = json.loads(record.read_text())["figures"]["retrieval"]
    assert figures["theirs"] == figures["dense"]


def test_a_run_file_is_read_by_score_and_bad_lines_are_refused(tmp_path):
    path = tmp_path / "x.run"
    path.write_text("q Q0 t/b 1 0.5 x\nq Q0 t/a 2 0.9 x\n")
    assert read_run(path) == {"q": ("t/a", "t/b")}
    write_run({"q": ("t/a", "t/b")}, path, name="x")
    assert read_run(path) == {"q": ("t/a", "t/b")}
    path.write_text("q Q0 t/b 1 0.5 x\nq Q0 t/a\n")
    with pytest.raises(CaseError, match=r"x.run, line 2: needs query id"):
        read_run(path)


def test_a_run_file_of_other_questions_is_refused(coast, tmp_path):
    path = tmp_path / "x.run"
    path.write_text("q Q0 t/b 1 0.5 x\n")
    with pytest.raises(CaseError, match="ranks no question of these sets"):
        main(["run", "--set", str(coast), "--no-baselines", "--run-file", str(path)])


def test_a_beir_folder_brings_its_own_corpus(tmp_path, capsys):
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    texts = {"d1": ("Tides", "The moon pulls the sea."), "d2": ("Bread", "Yeast makes dough rise.")}
    (folder / "corpus.jsonl").write_text(
        "".join(
            json.dumps({"_id": id_, "title": title, "text": text, "metadata": {}}) + "\n"
            for id_, (title, text) in texts.items()
        )
    )
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "why does dough rise"}\n{"_id": "q2", "text": "x"}\n'
    )
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td2\t1\n")
    record = tmp_path / "record.json"
    assert main(["run", "--set", str(folder), "--json", str(record)]) == 0
    [case] = json.loads(record.read_text())["cases"]
    assert case["retrieval"]["bm25"]["RR@10"] == 1


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("qrels.txt", "c-1 0 lights/old-nell\n", "qrels.txt, line 1: needs query id"),
        ("qrels.txt", "c-9 0 lights/old-nell 1\nc-1 0 x 1\nc-2 0 x 1\n", "judges the query 'c-9'"),
        ("qrels.txt", "c-1 0 lights/old-nell 1\n", "line 2: no row of 'qrels.txt' is relevant"),
        ("queries.tsv", "c-1 What is it?\n", "queries.tsv, line 1: needs an id, a tab"),
        ("queries.tsv", "", "holds no query"),
    ],
)  # fmt: skip
def test_a_trec_folder_that_does_not_go_together_is_refused(coast, tmp_path, name, text, says):
    out = tmp_path / "out"
    main(["export", "--set", str(coast), "--format", "trec", "--out", str(out)])
    (out / name).write_text(text)
    with pytest.raises(CaseError, match=says):
        read_set(out)


def test_a_folder_in_no_layout_is_refused(tmp_path):
    with pytest.raises(CaseError, match="in neither layout"):
        read_set(tmp_path)


def test_an_id_in_two_sets_is_refused(write_set, make_line):
    one, other = write_set(make_line("a", "?")), write_set(make_line("a", "!"), name="other.jsonl")
    with pytest.raises(
        CaseError, match=r"other.jsonl, line 1: the id 'a' stands in .*coast.jsonl, line 1 too"
    ):
        read_sets([one, other])


def test_what_a_choice_leaves_out_is_counted(coast):
    chosen = read_sets([coast], split="dev", kinds=["lookup"])
    assert chosen.left_out == ("1 of 5 cases: not of the split 'dev'.", "2 of 5 cases: of another kind.")


def test_a_set_for_another_catalog_is_refused_with_its_place(coast, tmp_path):
    other = tmp_path / "desert.csv"
    other.write_text("Dune,Height\nBig,12\nSmall,3\n")
    with pytest.raises(CaseError, match=r"line 1: the case is about the catalog 'coast', not about 'desert'"):
        main(["run", "--set", str(coast), "--corpus", str(other)])


def test_a_sheet_without_a_catalog_asks_for_one(sheet):
    with pytest.raises(CaseError, match=r"mine.csv, line 2: the case names no catalog. .*--corpus"):
        main(["run", "--set", str(sheet)])
