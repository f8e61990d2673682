"""A workbook's number and its format in, the text that a person sees out, but for rounding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<sign>[^\]\-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.'
    r"|(?P<end>;)|(?P<digits>[0#?](?:[0#?.,]*[0#?.])?)(?P<scale>,*)|(?P<word>General|[eE][+-]|[@/])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_ZEROS = re.compile("00+")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around a number; `zeros` is how many digits a code such as `00501` has."""

    before: str = ""
    after: str = ""
    is_percent: bool = False
    zeros: int = 0


def shown(value: float, code: str) -> str:
    """The number with the signs and words of its format. All its decimals stay, whatever the format shows.

    >>> shown(0.125, "0%"), shown(1250, '#,##0.00 "€"'), shown(-2.5, "[$$-409]#,##0.00")
    ('12.5%', '1250 €', '-$2.5')
    >>> shown(501, "00000"), shown(0.1 + 0.2, "General"), shown(12, '0" km"')
    ('00501', '0.3', '12 km')
    """
    frame = _frame(code)
    plain = format(abs(value), ".15g") if isinstance(value, float) else str(abs(value))
    if frame.is_percent:
        plain = format((Decimal(plain) * 100).normalize(), "f")
    if frame.zeros and plain.isdecimal():
        plain = plain.zfill(frame.zeros)
    return f"{'-' if value < 0 else ''}{frame.before}{plain}{frame.after}"


@lru_cache(maxsize=4096)
def _frame(code: str) -> _Frame:
    before, after, digits = "", "", list[str]()
    for token in _TOKEN.finditer(code):
        if token["end"]:
            break
        if token["word"] or token["scale"]:  # a scaled, scientific or broken number is shown as it is stored
            return _Frame()
        if token["digits"]:
            digits.append(token["digits"])
            continue
        text = token["quoted"] or token["escaped"] or token["sign"] or token["other"] or ""
        if digits:
            after += text
        else:
            before += text
    if len(digits) != 1:
        return _Frame()
    is_percent = "%" in before + after
    zeros = len(digits[0]) if _ZEROS.fullmatch(digits[0]) else 0
    return _Frame(before.lstrip(" -+("), after.rstrip(" )"), is_percent, zeros)
