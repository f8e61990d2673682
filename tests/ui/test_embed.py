import asyncio
from pathlib import Path

import httpx
import pytest

import ui
from corpus.errors import SettingError
from corpus.settings import load_settings
from ui.embed import EMBED, Embedding
from ui.embed_tokens import LIFE_SECONDS, EmbedTokens

HERE, ELSEWHERE = "https://intranet.example", "https://other.example"


class Inner:
    """The application behind: it says what it was asked with."""

    def __init__(self):
        self.seen = []

    async def __call__(self, scope, receive, send):
        self.seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-inner", b"yes")]})
        await send({"type": "http.response.body", "body": b"{}"})


class Door:
    def __init__(self, *origins):
        self.inner = Inner()
        self.app = Embedding(self.inner, title="Ferries & <trips>", origins=origins)

    def __call__(self, method, path, **headers):
        async def call():
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://rowcite.test") as client:
                names = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, headers=names)

        return asyncio.run(call())


@pytest.fixture
def door():
    return Door(HERE)


def test_a_token_is_good_for_its_origin_and_ten_minutes_in_one_process():
    now = [1000.0]
    tokens = EmbedTokens(clock=lambda: now[0])
    token = tokens.issue(HERE)
    assert tokens.is_good(token, HERE)
    assert not tokens.is_good(token, ELSEWHERE)
    assert not EmbedTokens(clock=lambda: now[0]).is_good(token, HERE)
    now[0] += LIFE_SECONDS
    assert not tokens.is_good(token, HERE)


@pytest.mark.parametrize(
    "forged", ["", "rowcite-embed.", "rowcite-embed.AAAA", "rowcite-embed.é", "x" * 5000]
)
def test_what_this_process_did_not_sign_is_no_token(forged):
    assert not EmbedTokens().is_good(forged, HERE)


def test_every_changed_character_spoils_a_token():
    tokens = EmbedTokens()
    token = tokens.issue(HERE)
    for at in range(len("rowcite-embed."), len(token.rstrip("="))):
        other = "A" if token[at] != "A" else "Q"
        assert not tokens.is_good(token[:at] + other + token[at + 1 :], HERE)


def test_an_allowed_origin_gets_a_token_that_may_ask(door):
    given = door("POST", "/embed/token", origin=HERE)
    assert given.headers["access-control-allow-origin"] == HERE
    assert given.headers["cache-control"] == "no-store"
    token = given.json()["token"]
    asked = door("POST", "/api/ask", origin=HERE, authorization=f"Bearer {token}")
    assert asked.headers["access-control-allow-origin"] == HERE
    assert asked.headers["x-inner"] == "yes"
    [scope] = door.inner.seen
    assert scope[EMBED] == HERE
    assert b"authorization" not in dict(scope["headers"])


def test_another_origin_gets_no_token_and_no_answer_to_read(door):
    refused = door("POST", "/embed/token", origin=ELSEWHERE)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "origin_not_allowed")
    assert "access-control-allow-origin" not in refused.headers
    assert "access-control-allow-origin" not in door("OPTIONS", "/api/ask", origin=ELSEWHERE).headers
    assert "access-control-allow-origin" not in door("POST", "/api/ask", origin=ELSEWHERE).headers
    assert all(EMBED not in scope for scope in door.inner.seen)


def test_a_token_of_one_origin_is_refused_from_another(door):
    token = door("POST", "/embed/token", origin=HERE).json()["token"]
    refused = door("POST", "/api/ask", origin=ELSEWHERE, authorization=f"Bearer {token}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "bad_token")
    assert door.inner.seen == []


@pytest.mark.parametrize("path", ["/api/feedback", "/api/rows/x/y", "/v1/chat/completions", "/"])
def test_a_token_opens_nothing_but_asking(door, path):
    token = door("POST", "/embed/token", origin=HERE).json()["token"]
    got = door("POST", path, origin=HERE, authorization=f"Bearer {token}")
    assert "access-control-allow-origin" not in got.headers
    assert EMBED not in door.inner.seen[-1]
    assert dict(door.inner.seen[-1]["headers"])[b"authorization"] == f"Bearer {token}".encode()


def test_a_key_is_left_to_the_guard_behind(door):
    door("POST", "/api/ask", authorization="Bearer key")
    assert dict(door.inner.seen[0]["headers"])[b"authorization"] == b"Bearer key"


def test_a_browser_is_told_before_it_asks_what_it_may_send(door):
    told = door("OPTIONS", "/api/ask", origin=HERE)
    assert told.status_code == 204
    assert told.headers["access-control-allow-headers"] == "authorization, content-type"
    assert told.headers["vary"] == "Origin"


def test_with_an_empty_list_no_page_is_allowed():
    door = Door()
    assert door("POST", "/embed/token", origin=HERE).status_code == 403
    own = door("POST", "/embed/token", origin="http://rowcite.test", sec_fetch_site="same-origin")
    assert own.json()["token"] is None
    policy = door("GET", "/embed").headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self'")


def test_the_frame_may_stand_on_allowed_pages_only_and_holds_no_secret(door):
    page = door("GET", "/embed")
    assert page.headers["content-security-policy"].endswith(f"frame-ancestors 'self' {HERE}")
    assert "Ferries &amp; &lt;trips&gt;" in page.text
    assert "rowcite-embed." not in page.text


def test_the_widget_is_one_small_script_that_names_no_host(door):
    got = door("GET", "/widget.js")
    assert got.headers["content-type"] == "text/javascript; charset=utf-8"
    assert len(got.content) < 40 * 1024
    assert got.content == (Path(ui.__file__).parent / "static" / "widget.js").read_bytes()
    assert "innerHTML" not in got.text


def test_below_a_proxy_s_path_the_widget_is_found():
    inner = Inner()
    app = Embedding(inner, title="x", origins=())

    async def call():
        transport = httpx.ASGITransport(app=app, root_path="/rowcite")
        async with httpx.AsyncClient(transport=transport, base_url="http://rowcite.test") as client:
            return await client.get("/rowcite/widget.js")

    assert asyncio.run(call()).status_code == 200
    assert inner.seen == []


def test_the_allowlist_is_read_from_its_variable():
    settings = load_settings({}, {"ROWCITE_EMBED_ORIGINS": "https://A.example/, http://127.0.0.1:8080"})
    assert settings.embed_origins == ("https://a.example", "http://127.0.0.1:8080")
    assert load_settings({}).embed_origins == ()


@pytest.mark.parametrize("text", ["*", "intranet.example", "https://a.example/path", "https://a b", "'none'"])
def test_what_is_no_origin_is_refused(text):
    with pytest.raises(SettingError, match="ROWCITE_EMBED_ORIGINS"):
        load_settings({}, {"ROWCITE_EMBED_ORIGINS": text})
