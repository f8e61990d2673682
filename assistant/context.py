"""What a message may point back to, as items of the grammar."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.items import Item
from assistant.plan import Rows


@dataclass(frozen=True, slots=True)
class Context:
    """`rows` are what “it” and “those” stand for, `people` what “he” and “they” do where these are another.

    `named` are the rows of other tables that the last answer named: “that supplier”.

    `before` and `after` stand where a message leaves out what it is about or what it measures: they are
    read as if they had been said before its first word and after its last.
    """

    rows: Rows | None = None
    people: tuple[Item, ...] = ()
    named: tuple[Item, ...] = ()
    before: Item | None = None
    after: Item | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to point back to."""
        return self.rows is None and not self.people


NOTHING = Context()
