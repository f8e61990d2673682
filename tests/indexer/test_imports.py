from __future__ import annotations

import subprocess
import sys

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "llama_index", "numpy", "pydantic")


def test_opening_a_build_and_searching_words_imports_nothing_heavy(zoo_index):
    program = (
        "import sys; from pathlib import Path; from indexer import open_build\n"
        "with open_build(Path(sys.argv[1])) as build:\n"
        "    assert build.lexical('bamboo', k=1)[0].row_id == 'animals/red-panda'\n"
        "    assert build.table_rows(0) and build.row('keepers/ada')\n"
        f"print([name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(zoo_index)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
