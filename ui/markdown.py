"""An answer's Markdown in, HTML or terminal text out, with its markers kept apart from its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ui.terminal import Palette

# `[7]` and `[3–9]`; a bracket that comes from a cell is escaped (`\[7\]`) and never gets here.
_MARKER = re.compile(r"\[(\d{1,6})(?:[–-](\d{1,6}))?\]")

Marker = Callable[[int, int, str], str]


def to_html(text: str, marker: Marker) -> str:
    r"""The text as safe HTML; `marker(first, last, label)` gives the HTML of each citation marker.

    HTML, links and images in the text come out as the characters that they are.

    >>> to_html("**Two** rows [1] <b> \\[2\\]", lambda first, last, label: f"<sup>{first}</sup>")
    '<p><strong>Two</strong> rows <sup>1</sup> &lt;b&gt; [2]</p>\n'
    """
    return str(_parser().render(text, {"marker": marker}))


def to_plain(text: str, palette: Palette) -> str:
    r"""The text for a terminal: paragraphs, `•` lists and aligned tables, without Markdown's marks.

    >>> to_plain("**Two** rows [1]:\n\n- one\n- two", Palette(is_on=False))
    'Two rows [1]:\n\n• one\n• two'
    """
    blocks: list[str] = []
    table: list[list[str]] = []
    bullets: list[str] = []
    is_tight = False
    for token in _parser().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            bullets.append("•" if token.type.startswith("bullet") else str(token.attrGet("start") or 1))
            is_tight = False
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            bullets.pop()
            is_tight = False
        elif token.type == "tr_open":
            table.append([])
        elif token.type == "table_close":
            blocks.append(_aligned(table))
            table, is_tight = [], False
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "inline":
            line = _inline(token.children or (), palette)
            if table:
                table[-1].append(line)
            elif bullets:
                line = "  " * (len(bullets) - 1) + _bullet(bullets) + line
                if is_tight:
                    line = blocks.pop() + "\n" + line
                blocks.append(line)
                is_tight = True
            else:
                blocks.append(line)
    return "\n\n".join(blocks)


def _bullet(bullets: list[str]) -> str:
    if bullets[-1] == "•":
        return "• "
    number = bullets[-1]
    bullets[-1] = str(int(number) + 1)
    return f"{number}. "


def _inline(tokens: Sequence[Token], palette: Palette) -> str:
    parts: list[str] = []
    is_bold = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            is_bold = token.type == "strong_open"
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "marker":
            parts.append(palette.accent(token.content))
        elif token.content:
            parts.append(palette.bold(token.content) if is_bold else token.content)
    return "".join(parts)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows)))]
    lines = ["  ".join(cell.ljust(widths[at]) for at, cell in enumerate(row)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("─" * width for width in widths), *lines[1:]])


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # An answer holds no links and no HTML of its own: whatever looks like them came from a cell.
    parser.disable(["link", "image", "autolink", "html_inline", "html_block", "reference"])
    parser.inline.ruler.after("backticks", "marker", _read_marker)
    parser.add_render_rule("marker", _render_marker)
    return parser


def _read_marker(state: StateInline, silent: bool) -> bool:
    found = _MARKER.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("marker", "", 0)
        token.content = found.group()
        token.meta = {"first": int(found[1]), "last": int(found[2] or found[1])}
    state.pos = found.end()
    return True


def _render_marker(
    _renderer: object,
    tokens: Sequence[Token],
    at: int,
    _options: Mapping[str, Any],
    environment: Mapping[str, Any],
) -> str:
    token = tokens[at]
    marker: Marker | None = environment.get("marker")
    if marker is None:
        return escape(token.content)
    return marker(token.meta["first"], token.meta["last"], token.content[1:-1])
