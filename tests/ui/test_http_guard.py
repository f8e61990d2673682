"""What stands before the API and the chat: keys, limits, the log, a proxy's path, and leaving well."""

import asyncio
import json
import signal
import threading
import time

import httpx
import openai
import pytest

from ui.api.errors import Refused
from ui.api.keys import Keyring
from ui.api.rating import Rate
from ui.api.running import QUEUE, Queue

from .conftest import end, serve, stop
from .test_serve import error_of

KEY, OTHER = "key-of-ada", "key-of-bob"
BEARER = {"Authorization": f"Bearer {KEY}"}
HOLM = {"question": "What light does Holm have?"}


@pytest.fixture(scope="module")
def guarded(lighthouse_index, tmp_path_factory):
    """A server with keys, which takes 15 questions a minute."""
    keys = f"{KEY}, {OTHER}"
    server = serve(
        lighthouse_index, tmp_path_factory.mktemp("server"), "--rate-limit", "15", ROWCITE_API_KEYS=keys
    )
    yield server
    stop(server)


@pytest.fixture
def client(guarded):
    with httpx.Client(base_url=guarded.url, timeout=30) as opened:
        yield opened


# --- keys


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer key-of-eve"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": f"Bearer {KEY}x"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer clé".encode()},
        {"Cookie": "rowcite_session=1.99999999999.00"},
        {"Cookie": "rowcite_session=9.99999999999.00"},
        {"Cookie": "rowcite_session=²."},
    ],
    ids=str,
)
def test_without_a_right_key_nothing_of_the_catalog_is_told(client, headers):
    if "²" in str(headers):
        headers = {"Cookie": headers["Cookie"].encode("latin-1")}
    for path in (
        "/api/tables",
        "/api/rows/towers/holm",
        "/metrics",
        "/openapi.json",
        "/config",
        "/theme.css",
        "/mcp",
    ):
        refused = client.get(path, headers=headers)
        assert error_of(refused) == (401, "unauthorized")
        assert refused.headers["www-authenticate"].startswith("Bearer")
    assert error_of(client.post("/api/ask", json=HOLM, headers=headers)) == (401, "unauthorized")


def test_each_of_the_keys_is_accepted(client):
    for key in (KEY, OTHER):
        headers = {"Authorization": f"bearer {key}"}
        assert client.get("/api/tables", headers=headers).status_code == 200


def test_probes_need_no_key(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_openais_client_is_told_in_its_own_shape(guarded):
    wrong = openai.OpenAI(base_url=f"{guarded.url}/v1", api_key="wrong", max_retries=0)
    with wrong, pytest.raises(openai.AuthenticationError) as caught:
        wrong.models.list()
    assert caught.value.code == "invalid_api_key"
    with openai.OpenAI(base_url=f"{guarded.url}/v1", api_key=KEY, max_retries=0) as right:
        assert [model.id for model in right.models.list()] == ["rowcite"]


def test_a_browser_signs_in_with_a_key_and_is_led_back_to_its_question(client):
    browser = {"Accept": "text/html"}
    sent = client.get("/?q=hi+there", headers=browser)
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?to=%2F%3Fq%3Dhi%2Bthere")
    page = client.get(sent.headers["location"])
    assert "Your key" in page.text and "frame-ancestors 'none'" in page.headers["content-security-policy"]
    wrong = client.post(sent.headers["location"], data={"key": "key-of-eve"})
    assert wrong.status_code == 401 and "no key of this server" in wrong.text
    right = client.post(sent.headers["location"], data={"key": KEY})
    assert (right.status_code, right.headers["location"]) == (303, "/?q=hi+there")
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and KEY not in cookie
    assert client.get("/", headers=browser).status_code == 200
    assert client.get("/api/tables").status_code == 200


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y", ""]
)
def test_the_login_leads_nowhere_else(client, to):
    done = client.post("/login", params={"to": to}, data={"key": KEY})
    assert (done.status_code, done.headers["location"]) == (303, "/")


def test_a_session_ends_and_cannot_be_made_up():
    keys = Keyring([KEY, OTHER])

    def holder(token):
        return keys.holder({"headers": [(b"cookie", f"rowcite_session={token}".encode())]})

    token = keys.session(2, now=time.time())
    assert holder(token) == 2
    assert holder(token[:-1] + ("0" if token[-1] != "0" else "1")) is None
    assert holder("1" + token[1:]) is None
    assert holder(keys.session(2, now=time.time() - 13 * 3600)) is None
    assert Keyring([KEY]).holder({"headers": [(b"cookie", f"rowcite_session={token}".encode())]}) is None


def test_keys_are_guessed_at_only_so_often(lighthouse_index, tmp_path):
    server = serve(lighthouse_index, tmp_path, ROWCITE_API_KEYS=KEY)
    try:
        tries = [httpx.post(f"{server.url}/login", data={"key": str(n)}).status_code for n in range(22)]
    finally:
        stop(server)
    assert tries == [401] * 20 + [429] * 2


# --- addresses


@pytest.mark.parametrize("more", [{"ROWCITE_API_KEYS": KEY}, {"ROWCITE_ALLOW_ANONYMOUS": "yes"}], ids=str)
def test_an_open_address_is_served_with_keys_or_where_anonymous_askers_are_allowed(
    lighthouse_index, tmp_path, more
):
    server = serve(lighthouse_index, tmp_path, "--host", "0.0.0.0", **more)
    try:
        port = server.url.rsplit(":", 1)[1]
        status = httpx.get(f"http://127.0.0.1:{port}/api/tables").status_code
    finally:
        stop(server)
    assert status == (401 if "ROWCITE_API_KEYS" in more else 200)


# --- limits


def test_a_key_that_asks_too_often_waits_and_the_other_does_not(client):
    headers = {"Authorization": f"Bearer {OTHER}"}
    answers = [client.post("/api/ask", json=HOLM, headers=headers) for _ in range(16)]
    assert [answer.status_code for answer in answers] == [200] * 15 + [429]
    assert error_of(answers[-1]) == (429, "rate_limited")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert client.get("/api/tables", headers=headers).status_code == 200  # asks nothing
    assert client.post("/api/ask", json=HOLM, headers=BEARER).status_code == 200


def test_the_limit_holds_for_any_minute():
    rate = Rate(3)
    assert [rate.wait("a", now=at) for at in (0, 30, 59, 59.5, 60.5, 61)] == [0, 0, 0, 1, 0, 29]
    assert rate.wait("b", now=61) == 0


def test_64_questions_wait_and_the_next_is_refused():
    async def flood():
        queue, gate = Queue(at_once=2), threading.Event()
        asked = [asyncio.create_task(queue.run(gate.wait)) for _ in range(2 + QUEUE)]
        await asyncio.sleep(0)
        with pytest.raises(Refused) as caught:
            await queue.run(gate.wait)
        gate.set()
        await asyncio.gather(*asked)
        assert queue.count == 0
        queue.close()
        return caught.value

    refused = asyncio.run(flood())
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (503, "busy", "1")


def test_a_queue_that_is_drained_answers_what_it_took_and_takes_no_more():
    async def leave():
        queue = Queue()
        asked = asyncio.create_task(queue.run(lambda: time.sleep(0.3) or "answered"))
        await asyncio.sleep(0.05)
        await queue.drain(seconds=5, is_hurried=lambda: False)
        assert asked.done() and await asked == "answered"
        with pytest.raises(Refused):
            await queue.run(lambda: "late")
        queue.close()

    asyncio.run(leave())


# --- the log


@pytest.mark.parametrize("setting", ["requests", "questions", "off"])
def test_the_log_has_one_json_line_a_request_without_keys_and_without_questions_unless_asked(
    lighthouse_index, tmp_path, setting
):
    server = serve(lighthouse_index, tmp_path, "--log", setting, ROWCITE_API_KEYS=KEY)
    answered = httpx.post(f"{server.url}/api/ask", json=HOLM, headers={**BEARER, "X-Request-Id": "r-1"})
    httpx.get(f"{server.url}/api/search", params={"q": "Holm"}, headers=BEARER, timeout=60)
    _, said = end(server, signal.SIGINT)
    assert answered.headers["x-request-id"] == "r-1"
    assert KEY not in said
    lines = [json.loads(line) for line in said.splitlines()]
    if setting == "off":
        assert lines == []
        return
    asked = next(line for line in lines if line["request_id"] == "r-1")
    assert (asked["path"], asked["status"], asked["key"], asked["answer"]) == ("/api/ask", 200, 1, "answered")
    assert ("Holm" in said) == (setting == "questions")


def test_a_log_that_nobody_reads_holds_up_no_answer(lighthouse_index, tmp_path):
    server = serve(lighthouse_index, tmp_path)  # its stderr is a pipe of 64 KiB that is read at the end only
    try:
        with httpx.Client(base_url=server.url, timeout=10) as client:
            for _ in range(600):  # of about 200 bytes each
                assert client.get("/healthz", headers={"X-Request-Id": "x" * 64}).status_code == 200
    finally:
        stop(server)


# --- behind a proxy


@pytest.mark.parametrize("strips", [True, False])
def test_below_a_proxys_path_everything_is_found(lighthouse_server, strips):
    base, proxied = lighthouse_server.url, {"X-Forwarded-Prefix": "/tables/chat"}
    path = "" if strips else "/tables/chat"
    with httpx.Client(base_url=base, headers=proxied, timeout=30) as client:
        assert client.post(f"{path}/api/ask", json=HOLM).json()["values"] == ["white"]
        assert client.get(f"{path}/readyz").status_code == 200
        assert 'src="/tables/chat/docs/' in client.get(f"{path}/docs").text
        page = client.get(f"{path}/")
        assert f'"root":"{base}/tables/chat"' in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert error_of(client.get(f"{path}/gradio_api/upload"))[0] == 404


def test_a_prefix_that_is_no_path_is_not_believed(lighthouse_server):
    for prefix in ("//evil.example", "/a b", "javascript:", "/a/../b<"):
        page = httpx.get(f"{lighthouse_server.url}/docs", headers={"X-Forwarded-Prefix": prefix})
        assert 'src="/docs/' in page.text


def test_the_root_path_of_the_settings_is_the_proxys(lighthouse_index, tmp_path):
    server = serve(lighthouse_index, tmp_path, "--root-path", "/below", ROWCITE_API_KEYS=KEY)
    try:
        sent = httpx.get(server.url, headers={"Accept": "text/html"})
        done = httpx.post(f"{server.url}/below/login?to=%2F", data={"key": KEY})
    finally:
        stop(server)
    assert sent.headers["location"] == "/below/login?to=%2F"
    assert done.headers["location"] == "/below/"
    assert "Path=/below" in done.headers["set-cookie"]


# --- leaving


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_question_that_runs_is_answered_before_the_server_leaves(lighthouse_index, tmp_path, sent):
    server = serve(lighthouse_index, tmp_path)
    found = {}

    def search():  # loads the encoder first, which takes seconds
        found["response"] = httpx.get(f"{server.url}/api/search", params={"q": "reef"}, timeout=60)

    asking = threading.Thread(target=search)
    asking.start()
    time.sleep(0.5)
    code, said = end(server, sent)
    asking.join()
    assert found["response"].json()[0]["row_id"] == "towers/skerry"
    assert code in (0, -signal.SIGTERM)
    assert "Traceback" not in said
