"""A Rowcite behind a URL: questions and queries in, the same Answers and hits as here out."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from assistant import Answer
from corpus.errors import MachineFault
from indexer import Hit

_TIMEOUT = 60.0  # seconds; a cold server loads its encoder first
_TRIES = 5
_LONGEST_WAIT = 60.0  # seconds that a Retry-After may ask for


class RemoteError(MachineFault):
    """The remote Rowcite cannot be reached, or answers otherwise than the contract says."""


class Remote:
    """Speaks the HTTP API of `rowcite serve`; waits where it is told to (429, 503)."""

    def __init__(self, url: str, *, key: str | None = None) -> None:
        """`key` is sent as a bearer token.

        Raises:
            RemoteError: nothing answers there, or no Rowcite.
        """
        self._url = url.rstrip("/")
        self._headers = {"content-type": "application/json", "accept": "application/json"}
        if key:
            self._headers["authorization"] = f"Bearer {key}"
        self.build = str(self._call("/readyz").get("build", ""))

    def ask(self, question: str, *, history: Sequence[Mapping[str, str]] = ()) -> Answer:
        """The Answer to a question.

        Raises:
            RemoteError: it cannot be had.
        """
        body = {"question": question, "history": [dict(message) for message in history]}
        said = self._call("/api/ask", body)
        try:
            return msgspec.convert(said, Answer)
        except msgspec.ValidationError as error:
            raise RemoteError(
                f"{self._url}/api/ask gives no Answer as the contract has it: {error}"
            ) from None

    def search(self, query: str, *, k: int) -> tuple[Hit, ...]:
        """The hits of its search.

        Raises:
            RemoteError: they cannot be had.
        """
        found = self._call("/api/search?" + urllib.parse.urlencode({"q": query[:2000], "k": k}))
        return tuple(msgspec.convert(found, list[Hit]))

    def refuse_unreachable(self, error: Exception) -> None:
        """Nothing, unless `error` says that no question at all can be asked.

        Raises:
            RemoteError: the server is gone.
        """
        if isinstance(error, RemoteError):
            raise error

    def _call(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        for attempt in range(_TRIES):
            try:
                request = urllib.request.Request(self._url + path, data=data, headers=self._headers)
                with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in (429, 503) or attempt == _TRIES - 1:
                        raise RemoteError(f"{self._url}{path}: {_told(error)}") from None
                    wait = error.headers.get("Retry-After") or "1"
                time.sleep(min(float(wait) if wait.isdigit() else 1.0, _LONGEST_WAIT))
            except (OSError, ValueError, http.client.HTTPException) as error:
                reason = getattr(error, "reason", None) or error
                hint = "Start it there (rowcite serve) or correct --url."
                raise RemoteError(f"No Rowcite answers at {self._url} ({reason}). {hint}") from None
        raise AssertionError("unreachable")


def _told(error: urllib.error.HTTPError) -> str:
    """What the server says is wrong: the contract's error, else the status."""
    try:
        said = json.load(error)["error"]
        return f"{error.code} {said['message']} {said.get('hint', '')}".strip()
    except (ValueError, LookupError, TypeError):
        return f"{error.code} {error.reason}"
