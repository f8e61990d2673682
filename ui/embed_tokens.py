"""An origin in, a short-lived token that lets its pages ask out; and whether a token is still good."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

PREFIX = "rowcite-embed."
LIFE_SECONDS = 600
_SIGNATURE = hashlib.sha256().digest_size


class EmbedTokens:
    """Tokens signed with a key that exists in this process alone: a restart ends them all.

    >>> tokens = EmbedTokens(clock=lambda: 0.0)
    >>> token = tokens.issue("https://intranet.example")
    >>> tokens.is_good(token, "https://intranet.example"), tokens.is_good(token, "https://other.example")
    (True, False)
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._key = secrets.token_bytes(32)
        self._clock = clock

    def issue(self, origin: str) -> str:
        """A token that pages of this origin may ask with for the next ten minutes."""
        told = f"{int(self._clock()) + LIFE_SECONDS} {origin}".encode()
        return PREFIX + base64.urlsafe_b64encode(self._signed(told) + told).decode("ascii")

    def is_good(self, token: str, origin: str) -> bool:
        """Whether this process made the token for that origin, less than ten minutes ago."""
        try:
            raw = base64.urlsafe_b64decode(token.removeprefix(PREFIX).encode("ascii"))
        except ValueError:  # not base64, or not ASCII
            return False
        signature, told = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._signed(told)):
            return False
        end, _, made_for = told.decode().partition(" ")  # ours, so it has this form
        return made_for == origin and self._clock() < int(end)

    def _signed(self, told: bytes) -> bytes:
        return hmac.new(self._key, told, hashlib.sha256).digest()
