from __future__ import annotations

import multiprocessing
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus import read_catalog
from corpus.errors import BuildError
from indexer import open_build


def test_a_build_has_the_tables_of_the_catalog_without_their_rows(zoo):
    assert [table.id for table in zoo.tables] == ["animals", "keepers"]
    assert [column.name for column in zoo.tables[0].columns] == ["Animal", "Diet", "Weight", "Home"]
    assert all(table.rows == () and table.totals == () for table in zoo.tables)
    assert [zoo.row_count(position) for position in (0, 1)] == [5, 2]


def test_the_rows_of_a_build_are_the_rows_that_were_read(zoo, corpus):
    catalog, _ = read_catalog(corpus)
    for position, table in enumerate(catalog.tables):
        assert zoo.table_rows(position) == table.rows


def test_a_row_is_found_by_its_id_with_its_table(zoo):
    table, row = zoo.row("keepers/grace")
    assert (table.name, row.name, row.line) == (zoo.tables[1].name, "Grace", 3)


def test_a_row_that_is_not_there_is_refused_with_the_id_most_like_it(zoo):
    with pytest.raises(KeyError, match=r"No row 'animals/pengin'.*Did you mean 'animals/penguin'"):
        zoo.row("animals/pengin")
    with pytest.raises(KeyError, match=r"No row 'ü§'"):
        zoo.row("ü§")


def test_rows_by_number_are_in_the_order_asked_for(zoo):
    found = zoo.rows_by_number([6, 0, 5, 0])
    assert [(position, row.name) for position, row in found] == [
        (1, "Grace"), (0, "Red panda"), (1, "Ada"), (0, "Red panda")
    ]  # fmt: skip
    assert zoo.rows_by_number([]) == []


def test_a_query_binds_its_parameters(zoo):
    assert zoo.query("SELECT name FROM rows WHERE number = ?", (1,)) == [("Penguin",)]


def test_a_build_cannot_be_written(zoo):
    with pytest.raises(sqlite3.OperationalError, match=r"readonly"):
        zoo.query("DELETE FROM rows")


def test_wrong_sql_is_an_error_of_its_writer(zoo):
    with pytest.raises(sqlite3.OperationalError, match=r"no such table"):
        zoo.query("SELECT * FROM nowhere")


def test_eight_threads_can_ask_at_once(zoo_index, encoder):
    with open_build(zoo_index, encoder=encoder) as build, ThreadPoolExecutor(8) as pool:
        names = pool.map(
            lambda n: build.query("SELECT name FROM rows WHERE number = ?", (n % 5,)), range(400)
        )
        assert [lines[0][0] for lines in names] == ["Red panda", "Penguin", "Sloth", "Otter", "Camel"] * 80
        hits = set(pool.map(lambda _: build.search("bamboo", k=1)[0].row_id, range(32)))
        assert hits == {"animals/red-panda"}


def test_a_forked_process_can_ask_in_sql_and_is_told_to_open_vectors_anew(zoo):
    zoo.search("bamboo", k=1)
    answers = multiprocessing.get_context("fork").SimpleQueue()

    def ask() -> None:
        answers.put(zoo.query("SELECT count(*) FROM rows"))
        try:
            zoo.vectors().count()
        except BuildError as error:
            answers.put(str(error))

    child = multiprocessing.get_context("fork").Process(target=ask)
    child.start()
    child.join(30)
    child.kill()  # one that hangs has failed
    assert child.exitcode == 0
    assert answers.get() == [(7,)]
    assert "forked" in answers.get()


def test_a_closed_build_says_that_it_is_closed(zoo_index):
    build = open_build(zoo_index)
    build.close()
    build.close()
    with pytest.raises(BuildError, match=r"was closed. Open the index again"):
        build.query("SELECT 1")
    with pytest.raises(BuildError, match=r"was closed. Open the index again"):
        build.collection()
