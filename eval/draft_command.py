"""`rowcite eval draft`: proposes cases for a catalog."""

from __future__ import annotations

import argparse
import sys

from assistant.counted import counted
from corpus import bundled_corpus
from eval.cases import GENERATED, CaseError
from eval.catalogs import catalog_name, read_tables
from eval.check_command import as_line
from eval.drafting import draft as drafted
from eval.run_command import write

_DONE = 0


def draft(arguments: argparse.Namespace) -> int:
    """Writes the cases to a file, or to the terminal where none is named.

    Raises:
        WrongUse: the corpus has no table, the file cannot be written or is there already.
    """
    corpus = arguments.corpus or bundled_corpus()
    lines = drafted(read_tables(corpus), name=catalog_name(corpus), each=arguments.each)
    text = "".join(f"{as_line(line)}\n" for line in lines)
    if arguments.out is None:
        sys.stdout.write(text)
        return _DONE
    if arguments.out.exists():
        raise CaseError(f"'{arguments.out}' is there already, perhaps reviewed. Name another file: --out")
    write(arguments.out, text, flag="--out")
    proposed = f"{counted(len(lines), 'case')} proposed in {arguments.out}"
    print(f"{proposed}. Review each, correct or delete it, and remove its tag '{GENERATED}'.")
    return _DONE
