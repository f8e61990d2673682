"""`rowcite settings`: every setting with its value and where it came from."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from corpus.settings import RULES, Settings
from ui.terminal import printable, say


def run(_arguments: argparse.Namespace, settings: Settings, _environ: Mapping[str, str]) -> int:
    """Prints one line a setting: name, value, origin, variable and purpose."""
    lines = [("SETTING", "VALUE", "FROM", "VARIABLE", "WHAT IT IS")]
    lines += [
        (
            rule.name,
            str(getattr(settings, rule.name)),
            settings.origins[rule.name],
            rule.variable,
            rule.purpose,
        )
        for rule in RULES
    ]
    widths = [max(len(line[at]) for line in lines) for at in range(4)]
    for line in lines:
        columns = [part.ljust(width) for part, width in zip(line[:4], widths, strict=True)]
        print(printable("  ".join([*columns, line[4]])))
    for name in settings.unused:
        say(f"rowcite: {name} is set, but no setting has that name.")
    return 0
