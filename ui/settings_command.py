"""`rowcite settings`: every setting with its value and where it came from."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from corpus.settings import RULES, Rule, Settings
from ui.terminal import printable, say


def run(_arguments: argparse.Namespace, settings: Settings, _environ: Mapping[str, str]) -> int:
    """Prints one line a setting: name, value, origin, variable and purpose."""
    lines = [("SETTING", "VALUE", "FROM", "VARIABLE", "WHAT IT IS")]
    lines += [
        (
            rule.name,
            _shown(rule, settings),
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


def _shown(rule: Rule, settings: Settings) -> str:
    value = getattr(settings, rule.name)
    if rule.is_secret:
        return f"{len(value)} set" if value else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "none"
