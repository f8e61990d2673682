"""What the catalog says: a folder of tables becomes typed rows, and nothing in it is lost silently.

`files` finds the files and `opening` takes their bytes within limits; `markdown`, `delimited`, `jsonfiles`,
`workbook` and `parquet` read them into raw tables (`reading` is the border that further readers meet,
`records`, `preamble` and `sheetfacts` are what they share or rest on);
`kinds` learns what each column holds from `parts`, `numbers` and `dates`, `naming`
and `totals` tell rows apart, `sidecar` and `synonyms` add what a reference work would, and `catalog` puts
it together with the ingest report. `types` is the vocabulary, `words` the normalisation, `errors` the one
family that everything here and to the right of here raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import CorpusError, SidecarError
from corpus.reading import RawCell, RawFile, RawRow, RawTable, Reader
from corpus.types import (
    Catalog,
    Cell,
    Column,
    IngestReport,
    Kind,
    Notice,
    Period,
    Quantity,
    Row,
    Table,
    TableCount,
    Value,
)

if TYPE_CHECKING:
    from corpus.catalog import READERS, bundled_corpus, fingerprint, read_catalog

__all__ = [
    "READERS",
    "Catalog",
    "Cell",
    "Column",
    "CorpusError",
    "IngestReport",
    "Kind",
    "Notice",
    "Period",
    "Quantity",
    "RawCell",
    "RawFile",
    "RawRow",
    "RawTable",
    "Reader",
    "Row",
    "SidecarError",
    "Table",
    "TableCount",
    "Value",
    "bundled_corpus",
    "fingerprint",
    "read_catalog",
]


def __getattr__(name: str) -> object:
    """The readers, loaded when first asked for: no question over a build needs their parsers' 0.15 s."""
    if name not in __all__:
        raise AttributeError(f"module 'corpus' has no attribute '{name}'")
    from corpus import catalog

    return getattr(catalog, name)
