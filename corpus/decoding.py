"""Bytes in, text out: byte order marks, UTF-8, UTF-16, else the likeliest legacy encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from corpus.errors import CorpusError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = frozenset(map(chr, (*range(9), *range(14, 27), *range(28, 32), 127)))  # no text file holds these
_LEGACY = [  # short texts read as letters in dozens of rare code pages: only these are guessed
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "mac_roman",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
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
    if _CONTROLS.intersection(decoded.text):
        raise CorpusError("this is binary, not text; export it as UTF-8 text or remove it.")
    return decoded


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
    """UTF-16 of mostly ASCII text has zero in every other byte, and in no others."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and not even:
        return "utf-16-le"
    if even > len(sample) // 4 and not odd:
        return "utf-16-be"
    return ""


def _guess(data: bytes) -> Decoded:
    best = None if b"\0" in data else from_bytes(data, cp_isolation=_LEGACY).best()
    if best is None:
        raise CorpusError("this is not text in any common encoding; export it as UTF-8 text or remove it.")
    text, encoding = str(best), best.encoding
    # Short Western texts read the same in many code pages: name the common one.
    if text == data.decode("cp1252", "replace"):
        encoding = "cp1252"
    return Decoded(text, encoding, is_guess=True)
