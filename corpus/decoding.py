"""Bytes in, text out: byte order marks, UTF-8, UTF-16, else the likeliest legacy encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from unicodedata import category

from charset_normalizer import from_bytes

from corpus.errors import CorpusError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # no text file holds these
_LEGACY = [  # short texts read as letters in dozens of rare code pages: only these are guessed
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "mac_roman",
    "cp932", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_UNWRITTEN = frozenset(("Cn", "Co"))  # categories of characters that text does not have
# Kana, ideographs, Hangul, full-width letters and signs: not the rare ones that a wrong reading gives.
_EASTERN = re.compile(
    "[\u2010-\u2026\u2190-\u2193\u2460-\u2473\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]"
)
_MOST = 0.95  # of the characters outside ASCII
_SAMPLE = 65536  # bytes looked at to tell UTF-16 without a mark from binary


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and the encoding it was read in; `is_guess` where nothing in the file says so."""

    text: str
    encoding: str
    is_guess: bool = False


def decode(data: bytes) -> Decoded:
    """The text of a file.

    >>> decode("Café".encode("utf-16")).text
    'Café'

    Raises:
        CorpusError: the bytes are no text; the message names neither file nor line.
    """
    decoded = _decode(data)
    if control := _CONTROLS.search(decoded.text):
        line = decoded.text.count("\n", 0, control.start()) + 1
        raise CorpusError(
            f"this is binary, not text (line {line} holds a byte {ord(control.group()):02X}); "
            "export it as UTF-8 text or remove it."
        )
    return decoded


def guessed(decoded: Decoded) -> str:
    """The warning that nothing but the letters themselves told the encoding."""
    return f"not UTF-8; read as {decoded.encoding}. Save it as UTF-8 to be sure of every letter."


def _decode(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    wide = _wide(data[:_SAMPLE])
    if wide:
        return _strict(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guess(data)


def _strict(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"byte {error.start + 1} is not legal {encoding.removesuffix('-sig')}; save it as UTF-8."
        ) from None


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark has its zeros, those of spaces, digits and line ends, on one side only."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if sample.isascii() and 4 * (even + odd) < len(sample):
        return ""  # half of ASCII as UTF-16 is zeros: these stray into plain text
    if 50 * odd > len(sample) and not even:
        return _proven(sample, "utf-16-le")
    if 50 * even > len(sample) and not odd:
        return _proven(sample, "utf-16-be")
    return ""


def _proven(sample: bytes, encoding: str) -> str:
    """The encoding, "" where the sample read so has no line end, or characters that no one writes."""
    text = sample[: len(sample) // 2 * 2].decode(encoding, "ignore")
    has_lines = "\n" in text or "\r" in text
    return encoding if has_lines and not any(category(mark) in _UNWRITTEN for mark in text) else ""


def _guess(data: bytes) -> Decoded:
    matches = () if b"\0" in data else from_bytes(data, cp_isolation=_LEGACY)
    best = matches.best() if matches else None
    if best is None:
        if encoding := _eastern(data):
            return Decoded(data.decode(encoding), encoding, is_guess=True)
        _check_mixed(data)
        raise CorpusError("this is not text in any common encoding; export it as UTF-8 text or remove it.")
    # Short Western texts read as well in several code pages: the common one wins.
    western = next((one for one in matches if one.encoding == "cp1252"), best)
    if western.chaos <= best.chaos and western.coherence >= best.coherence:
        best = western
    text, encoding = str(best), best.encoding
    if text == data.decode("cp1252", "replace"):
        encoding = "cp1252"
    if len(text) == len(data):  # one byte a letter
        _check_mixed(data)
    return Decoded(text, encoding, is_guess=True)


def _eastern(data: bytes) -> str:
    """The East Asian encoding that gives almost nothing but such characters, "" where none does."""
    for encoding in ("cp932", "euc_jp", "gb18030", "big5", "euc_kr"):
        try:
            marks = [mark for mark in data.decode(encoding) if not mark.isascii()]
        except UnicodeDecodeError:
            continue
        if _MOST * len(marks) <= sum(_EASTERN.match(mark) is not None for mark in marks):
            return encoding
    return ""


def _check_mixed(data: bytes) -> None:
    """Refuse a file some of whose lines are UTF-8 beyond doubt and others are not: one reading is wrong."""
    first = {True: 0, False: 0}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            first[False] = first[False] or number
        else:
            first[True] = first[True] or number
        if all(first.values()):
            raise CorpusError(
                f"it mixes encodings: line {first[True]} is UTF-8 and line {first[False]} is not; "
                "save all of it as UTF-8."
            )
