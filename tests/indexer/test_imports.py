from __future__ import annotations

import subprocess
import sys

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "llama_index", "numpy", "pydantic")


def test_opening_a_build_imports_nothing_heavy_and_searching_words_only_numpy(zoo_index):
    heavy = f"print([name for name in {HEAVY} if name in sys.modules])"
    program = (
        "import sys; from pathlib import Path; from indexer import open_build\n"
        "with open_build(Path(sys.argv[1])) as build:\n"
        "    assert build.table_rows(0) and build.row('keepers/ada')\n"
        f"    {heavy}\n"
        "    assert build.lexical('bamboo', k=1)[0].row_id == 'animals/red-panda'\n"
        f"    {heavy}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(zoo_index)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n['numpy']\n"


def test_two_threads_may_be_the_first_to_search_words_and_to_open_the_vectors(zoo_index):
    program = (
        "import sys; from concurrent.futures import ThreadPoolExecutor; from pathlib import Path\n"
        "from indexer import open_build\n"
        "with open_build(Path(sys.argv[1])) as build, ThreadPoolExecutor(2) as threads:\n"
        "    vectors, words = threads.submit(build.vectors), threads.submit(build.lexical, 'bamboo', k=1)\n"
        "    print(vectors.result().count(), words.result()[0].row_id)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(zoo_index)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "7 animals/red-panda\n", done.stderr
