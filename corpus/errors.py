"""The one family of errors that Rowcite raises on purpose.

RowciteError                 a sentence: what is wrong, where, what to do
├── WrongUse                 the caller can mend it by asking differently (exit code 2)
│   ├── CorpusError          the corpus is missing, empty, unreadable, or refused under strict
│   ├── SidecarError         a sidecar does not follow its schema
│   ├── SettingError         a flag or environment variable has no legal value
│   └── PlanError            a plan does not validate, or names what the catalog lacks
└── MachineFault             the machine or its state is at fault (exit code 1)
    ├── BuildError           no index, a damaged one, one of another format or corpus, a busy writer
    ├── EncoderError         weights that are missing or are not the ones expected
    └── ServeError           a port in use, an address that cannot be bound
"""

from __future__ import annotations


class RowciteError(Exception):
    """Base of the family; `str(error)` is one line that a user can act on."""


class WrongUse(RowciteError):  # noqa: N818 (a family, never raised itself)
    """The request is at fault."""


class MachineFault(RowciteError):  # noqa: N818
    """The machine, its disk or its state is at fault."""


class CorpusError(WrongUse):
    """The corpus cannot be read into at least one table."""


class SidecarError(WrongUse):
    """A sidecar does not follow its schema."""


class SettingError(WrongUse):
    """A setting has no legal value."""


class PlanError(WrongUse):
    """A plan is not valid over this build."""


class BuildError(MachineFault):
    """An index cannot be opened, written or trusted."""


class EncoderError(MachineFault):
    """The encoder or its weights cannot be used."""


class ServeError(MachineFault):
    """The server cannot start."""
