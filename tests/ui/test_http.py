"""The HTTP API as a program meets it, over a real server."""

import json
import sqlite3

import httpx
import pytest

from .conftest import serve, stop
from .test_serve import error_of

SPOT = "Which providers offer spot pricing?"


@pytest.fixture(scope="module")
def client(bundled_server):
    with httpx.Client(base_url=bundled_server.url, timeout=60) as opened:
        yield opened


def events_of(text):
    """The events of a stream, as (name, data)."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_a_stream_gives_the_reading_the_text_in_pieces_and_the_answer(client):
    whole = client.post("/api/ask", json={"question": SPOT}).json()
    streamed = client.post("/api/ask", json={"question": SPOT}, headers={"Accept": "text/event-stream"})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    events = events_of(streamed.text)
    names = [name for name, _ in events]
    assert names[0] == "reading" and names[-1] == "answer" and set(names[1:-1]) == {"delta"}
    assert events[0][1] == {name: whole[name] for name in ("reading", "plan", "readings")}
    assert "".join(data["text"] for name, data in events if name == "delta") == whole["text"]
    assert {**events[-1][1], "elapsed_ms": 0} == {**whole, "elapsed_ms": 0}


def test_a_client_that_takes_both_and_names_json_first_gets_json(client):
    both = {"Accept": "application/json, text/event-stream"}
    assert client.post("/api/ask", json={"question": SPOT}, headers=both).json()["status"] == "answered"


def test_an_error_of_a_streamed_question_is_an_error_and_no_stream(client):
    body = {"question": "x", "plan": {"version": 1, "ask": {"op": "fly"}}}
    refused = client.post("/api/ask", json=body, headers={"Accept": "text/event-stream"})
    assert error_of(refused) == (422, "invalid_field")


def test_a_follow_up_is_read_with_what_was_said_before(client):
    history = [{"role": "user", "content": "What is Groq's differentiator?"}]
    answer = client.post("/api/ask", json={"question": "and CoreWeave?", "history": history}).json()
    assert answer["rows"] == ["cloud-gpu-providers/coreweave"]


def test_feedback_is_stored_in_the_index_folder(lighthouse_index, tmp_path):
    server = serve(lighthouse_index, tmp_path)
    try:
        body = {
            "question": "and Vinga?",
            "answer_status": "answered",
            "verdict": "down",
            "comment": "It is blue.",
            "history": [{"role": "user", "content": "What light does Holm have?"}],
        }
        stored = httpx.post(f"{server.url}/api/feedback", json=body)
        assert stored.json() == {"stored": True, "id": stored.json()["id"]}
        for wrong in ({"verdict": "sideways"}, {"answer_status": "done"}, {"question": " "}):
            assert httpx.post(f"{server.url}/api/feedback", json={**body, **wrong}).status_code == 422
    finally:
        stop(server)
    with sqlite3.connect(lighthouse_index / "feedback.sqlite") as kept:
        last = kept.execute(
            "SELECT question, verdict, comment, history FROM feedback ORDER BY id"
        ).fetchall()[-1]
    assert last[:3] == ("and Vinga?", "down", "It is blue.")
    assert json.loads(last[3]) == body["history"]


def test_feedback_that_cannot_be_stored_is_503_and_says_why(own_index, tmp_path):
    (own_index / "feedback.sqlite").write_bytes(b"not a database" * 100)
    server = serve(own_index, tmp_path)
    try:
        body = {"question": "x", "answer_status": "help", "verdict": "up"}
        refused = httpx.post(f"{server.url}/api/feedback", json=body)
    finally:
        stop(server)
    assert error_of(refused) == (503, "not_ready")
    assert refused.headers["retry-after"] == "5"
    assert "feedback.sqlite" in refused.json()["error"]["message"]


def test_head_is_a_get_without_its_body(client):
    shown, bare = client.get("/api/tables"), client.head("/api/tables")
    assert (bare.status_code, bare.content) == (200, b"")
    assert bare.headers["content-length"] == str(len(shown.content))


def test_options_name_what_is_allowed(client):
    answered = client.options("/api/search")
    assert (answered.status_code, answered.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_every_response_has_an_id_and_the_headers_that_guard_it(client):
    for path in ("/", "/api/tables", "/api/nothing", "/healthz", "/docs"):
        headers = client.get(path).headers
        assert headers["x-request-id"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in headers
        assert "server" not in headers
    assert client.get("/healthz", headers={"X-Request-Id": "mine-1"}).headers["x-request-id"] == "mine-1"
    assert client.get("/healthz", headers={"X-Request-Id": "a b"}).headers["x-request-id"] != "a b"


def test_metrics_count_requests_and_answers(client):
    client.post("/api/ask", json={"question": "Who is the CEO of NVIDIA?"})
    shown = client.get("/metrics")
    assert shown.headers["content-type"].startswith("text/plain")
    assert 'rowcite_answers_total{reason="attribute_absent",status="abstained"}' in shown.text
    assert 'rowcite_requests_total{face="/api/ask",status="200"}' in shown.text
    assert 'rowcite_request_seconds_bucket{face="/api/ask",le="0.05"}' in shown.text
    assert "process_resident_memory_bytes" in shown.text
    assert "CEO" not in shown.text


def test_the_documentation_loads_nothing_from_elsewhere_and_has_examples(client):
    page = client.get("/docs").text
    assert "//" not in page.replace("</", "")
    for asset in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js"):
        assert f"/docs/{asset}" in page
        assert client.get(f"/docs/{asset}").status_code == 200
    schema = client.get("/openapi.json").json()
    assert {"/api/ask", "/api/search", "/api/tables", "/api/rows/{row_id}"} <= set(schema["paths"])
    assert schema["components"]["schemas"]["Question"]["examples"]
    assert "HTTPValidationError" not in json.dumps(schema)
