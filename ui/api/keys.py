"""Who may ask: keys as bearer tokens, a signed cookie for browsers, and the page where a key gives one."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote

from ui.api.asgi import EMBED, KEY, App, Receive, Scope, Send, client_of, header, is_own, local_path
from ui.api.errors import Refused, refuse
from ui.api.rating import Rate

_COOKIE = "rowcite_session"
_COOKIE_SECONDS = 12 * 3600  # a working day
_LOGINS_A_MINUTE = 20  # of one address: enough for slips of the pen, too few to guess
# Probes and the icon tell nothing of the catalog.
_OPEN = frozenset({"/healthz", "/readyz", "/login", "/favicon.ico", "/robots.txt"})
_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: sign in</title>
<style>
:root {{ color-scheme: light dark; font-family: system-ui, sans-serif }}
main {{ max-width: 22rem; margin: 18vh auto 0; padding: 0 1rem }}
input, button {{ font: inherit; width: 100%; box-sizing: border-box; padding: .6rem; margin-top: .5rem }}
</style></head>
<body><main><h1>{title}</h1><form method="post">
<label>Your key <input type="password" name="key" autocomplete="current-password" required autofocus></label>
<p role="alert">{said}</p><button>Sign in</button></form></main></body></html>
"""


class Keyring:
    """The keys that are accepted; they leave it neither as text nor as a hash."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(key.encode() for key in keys)

    def __bool__(self) -> bool:
        return bool(self._keys)

    def holder(self, scope: Scope) -> int | None:
        """Which key a request carries, as bearer token or as session: its place from 1, None for none."""
        scheme, _, token = header(scope, b"authorization").partition(" ")
        if scheme.lower() == "bearer":
            return self.place_of(token.strip())
        return self._session_holder(_cookie(scope), now=time.time())

    def place_of(self, given: str) -> int | None:
        """The place of a key from 1; every key is compared, in constant time, whichever fits."""
        digest = hashlib.sha256(given.encode()).digest()
        found = None
        for place, key in enumerate(self._keys, 1):
            if hmac.compare_digest(digest, hashlib.sha256(key).digest()):
                found = place
        return found

    def session(self, place: int, *, now: float) -> str:
        """A token that stands for a key until it runs out; taking the key away ends it too."""
        signed = f"{place}.{int(now) + _COOKIE_SECONDS}"
        return f"{signed}.{self._signature(place, signed)}"

    def _session_holder(self, token: str, *, now: float) -> int | None:
        place, _, rest = token.partition(".")
        ends, _, signature = rest.partition(".")
        if not (place.isdecimal() and ends.isdecimal() and len(token) < 200 and token.isascii()):
            return None
        if not 1 <= int(place) <= len(self._keys) or int(ends) < now:
            return None
        expected = self._signature(int(place), f"{place}.{ends}")
        return int(place) if hmac.compare_digest(signature, expected) else None

    def _signature(self, place: int, signed: str) -> str:
        return hmac.new(self._keys[place - 1], signed.encode(), hashlib.sha256).hexdigest()


class Gate:
    """Lets requests with a key pass; a browser is shown where to give one, a program gets 401.

    A question that an embedded widget's token came with has been let in before.
    """

    def __init__(self, app: App, *, keys: Keyring, title: str) -> None:
        self._app = app
        self._keys = keys
        self._title = title
        self._logins = Rate(_LOGINS_A_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] not in ("http", "websocket") or not self._keys:
            await self._app(scope, receive, send)
            return
        path, place = local_path(scope), self._keys.holder(scope)
        scope[KEY] = place
        if path == "/login" and scope["type"] == "http":
            await self._login(scope, receive, send)
        elif place is not None or path in _OPEN or _is_embedded(scope, path):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif _is_page(scope, path):
            await _redirect(send, f"{scope.get('root_path', '')}/login?to={_back(scope, path)}")
        else:
            hint = "Send one that the server was started with: Authorization: Bearer …"
            said = "wrong" if header(scope, b"authorization") else "missing"
            headers = {"WWW-Authenticate": 'Bearer realm="rowcite"'}
            code = "invalid_api_key" if path.startswith("/v1/") else "unauthorized"
            await refuse(scope, send, Refused(401, code, f"The key is {said}.", hint, headers))

    async def _login(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await self._page(send, 200, "")
            return
        wait = self._logins.wait(client_of(scope), now=time.monotonic())
        if wait:
            hint = f"Try again in {wait} s."
            refused = Refused(429, "rate_limited", "Too many tries.", hint, {"Retry-After": str(wait)})
            await refuse(scope, send, refused)
            return
        message = await receive()  # the limit on bodies stands before: it comes in one piece
        given = parse_qs(message.get("body", b"").decode("utf-8", "replace")).get("key", [""])[0]
        place = self._keys.place_of(given.strip())
        if place is None:
            await self._page(send, 401, "That is no key of this server.")
            return
        root = str(scope.get("root_path", ""))
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        token = self._keys.session(place, now=time.time())
        kept = f"Path={root or '/'}; Max-Age={_COOKIE_SECONDS}; HttpOnly; SameSite=Lax{secure}"
        to = parse_qs(scope["query_string"].decode("ascii", "replace")).get("to", ["/"])[0]
        await _redirect(send, root + _safe(to), cookie=f"{_COOKIE}={token}; {kept}")

    async def _page(self, send: Send, status: int, said: str) -> None:
        body = _PAGE.format(title=escape(self._title), said=escape(said)).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", _PAGE_POLICY.encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _is_embedded(scope: Scope, path: str) -> bool:
    return path == "/api/ask" and bool(scope.get(EMBED))


def _is_page(scope: Scope, path: str) -> bool:
    is_docs = path == "/docs"
    wants = "text/html" in header(scope, b"accept")
    return scope["method"] == "GET" and wants and (is_docs or not is_own(path))


def _back(scope: Scope, path: str) -> str:
    """Where to go after the login, as one query value."""
    query = scope.get("query_string", b"").decode("ascii", "replace")
    return quote(f"{path}?{query}" if query else path, safe="")


def _safe(to: str) -> str:
    """A path on this server, whatever was asked: `//elsewhere` and control characters lead to the start."""
    is_safe = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isascii() and to.isprintable()
    return to if is_safe and " " not in to else "/"


def _cookie(scope: Scope) -> str:
    try:
        found = SimpleCookie(header(scope, b"cookie")).get(_COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


async def _redirect(send: Send, to: str, *, cookie: str = "") -> None:
    headers = [(b"location", to.encode("ascii", "replace")), (b"content-length", b"0")]
    headers += [(b"set-cookie", cookie.encode("ascii"))] if cookie else []
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
