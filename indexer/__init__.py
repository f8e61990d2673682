"""A catalog on disk, findable.

`build_index` reads a corpus and publishes a *build*: a folder that never changes, with the rows and words
in SQLite, the row vectors in Chroma, and a manifest. `open_build` opens the current one: its tables and rows,
SQL over them, and three retrievers — `lexical` (BM25 over stems), `dense` (cosine of the encoder's vectors)
and `search` (both, fused by reciprocal rank). `check_build` says whether a build is whole and current.
Importing this package and opening a build load no model and no Chroma. `indexer.llama` is the way into
LlamaIndex.
"""

from .build import Build, open_build
from .checking import CheckReport, check_build
from .difference import CellChange, Difference, differences
from .encoder import Encoder, encoder_named
from .following import Following
from .fusion import Retriever, fuse
from .hits import Hit
from .indexing import Outcome, build_index
from .manifest import Manifest
from .minilm import MiniLM
from .progress import Progress
from .sentence import SentenceEncoder

__all__ = [
    "Build",
    "CellChange",
    "CheckReport",
    "Difference",
    "Encoder",
    "Following",
    "Hit",
    "Manifest",
    "MiniLM",
    "Outcome",
    "Progress",
    "Retriever",
    "SentenceEncoder",
    "build_index",
    "check_build",
    "differences",
    "encoder_named",
    "fuse",
    "open_build",
]
