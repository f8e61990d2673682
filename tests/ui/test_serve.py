import socket
import subprocess
import sys

import httpx
import pytest

from .conftest import environment, serve, stop


@pytest.fixture(scope="module")
def client(bundled_server):
    with httpx.Client(base_url=bundled_server.url, timeout=60) as opened:
        yield opened


def error_of(response):
    """The error of a response, once its shape is seen to be the contract's."""
    assert set(response.json()) == {"error"}
    error = response.json()["error"]
    assert set(error) == {"code", "message", "hint"}
    assert all(isinstance(part, str) and part for part in error.values())
    return response.status_code, error["code"]


def test_the_server_is_alive_and_ready_with_its_build_and_encoder(client, bundled_index):
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz")
    build = (bundled_index / "CURRENT").read_text().strip()
    assert ready.status_code == 200
    assert ready.json()["build"] == build
    assert ready.json()["encoder"] in ("loading", "ready")


def test_a_question_gets_the_answer_object(client):
    answer = client.post("/api/ask", json={"question": "What is Groq's differentiator?"}).json()
    assert answer["values"] == ["Deterministic latency, high throughput"]
    assert answer["citations"][0]["line"] == 14


def test_an_abstention_is_an_answer_and_no_error(client):
    response = client.post("/api/ask", json={"question": "Who is the CEO of NVIDIA?", "history": []})
    assert response.status_code == 200
    assert response.json()["reason"] == "attribute_absent"


def test_the_plan_of_an_answer_can_be_run_again(client):
    first = client.post("/api/ask", json={"question": "Which providers offer spot pricing?"}).json()
    again = client.post("/api/ask", json={"question": "again", "plan": first["plan"]}).json()
    assert again["rows"] == first["rows"] == ["cloud-gpu-providers/aws", "cloud-gpu-providers/azure"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"question": ""}, (422, "invalid_field")),
        ({"question": " \n"}, (422, "invalid_field")),
        ({"question": "x" * 2001}, (422, "invalid_field")),
        ({}, (422, "invalid_field")),
        ({"question": 3}, (422, "invalid_field")),
        ({"question": "x", "history": [{"role": "user", "content": "y"}] * 41}, (422, "invalid_field")),
        ({"question": "x", "history": [{"role": "king", "content": "y"}]}, (422, "invalid_field")),
        ({"question": "x", "plan": {"version": 1, "ask": {"op": "fly"}}}, (422, "invalid_field")),
        ({"question": "x", "qestion": "y"}, (422, "invalid_field")),
        ([], (400, "malformed")),
    ],
)
def test_what_is_wrong_with_a_body_is_said(client, body, expected):
    assert error_of(client.post("/api/ask", json=body)) == expected


def test_a_body_that_is_no_json_is_malformed(client):
    headers = {"Content-Type": "application/json"}
    assert error_of(client.post("/api/ask", content=b"{", headers=headers)) == (400, "malformed")
    assert error_of(client.post("/api/ask", content=b'{"question": "\xff"}', headers=headers))[0] == 400
    assert error_of(client.post("/api/ask", content=b"x", headers={"Content-Type": "text/plain"}))[0] == 400


def test_a_body_over_64_kib_is_refused_however_it_comes(client):
    whole = b'{"question": "' + b"x" * 70_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    assert error_of(client.post("/api/ask", content=whole, headers=headers)) == (413, "too_large")
    chunks = (whole[at : at + 1000] for at in range(0, len(whole), 1000))
    assert error_of(client.post("/api/ask", content=chunks, headers=headers)) == (413, "too_large")


@pytest.mark.parametrize("path", ["/api/rows/no/such", "/api/nothing", "/api/tables/no"])
def test_what_is_not_there_is_404(client, path):
    assert error_of(client.get(path)) == (404, "not_found")


def test_another_method_is_405(client):
    response = client.get("/api/ask")
    assert error_of(response) == (405, "method_not_allowed")
    assert response.headers["allow"] == "OPTIONS, POST"


def test_tables_have_their_columns_and_row_counts(client):
    tables = client.get("/api/tables").json()
    assert [table["row_count"] for table in tables] == [10, 8, 6, 6]
    assert [column["name"] for column in tables[0]["columns"]] == [
        "Provider", "GPU Fleet", "Pricing Model", "Differentiator",
    ]  # fmt: skip


def test_a_table_is_paged(client):
    page = client.get("/api/tables/cloud-gpu-providers", params={"offset": 6, "limit": 2}).json()
    assert (page["id"], page["row_count"], page["offset"]) == ("cloud-gpu-providers", 10, 6)
    assert [row["row"] for row in page["rows"]] == ["Fireworks AI", "Groq"]


def test_a_row_has_its_cells_file_and_line(client):
    row = client.get("/api/rows/cloud-gpu-providers/groq").json()
    assert (row["row"], row["file"], row["line"]) == ("Groq", "ai_compute_economics_players.md", 14)
    assert {"column": "GPU Fleet", "text": "LPU (custom ASIC)", "is_stated": True} in row["cells"]


def test_search_gives_ranked_hits(client):
    hits = client.get("/api/search", params={"q": "deterministic latency", "k": 2}).json()
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["row_id"] == "cloud-gpu-providers/groq"
    assert error_of(client.get("/api/search", params={"q": "", "k": 2}))[0] == 422
    assert error_of(client.get("/api/search", params={"q": "x", "k": 0}))[0] == 422


def test_the_page_names_no_other_host_and_forbids_reaching_one(client, bundled_server):
    page = client.get("/")
    elsewhere = page.text.replace(bundled_server.url, "")
    assert "http://" not in elsewhere
    assert "https://" not in elsewhere
    assert "Gradio" not in page.text.split("<script")[0]
    assert "default-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("door", ["upload", "file=/etc/passwd", "proxy=x", "stream/x", "monitoring"])
def test_doors_that_the_chat_does_not_use_are_closed(client, door):
    assert error_of(client.get(f"/gradio_api/{door}"))[0] == 404
    assert error_of(client.post(f"/gradio_api/{door}", files={"files": b"x"}))[0] == 404


def test_the_first_question_is_answered_and_the_server_leaves_in_peace(bundled_index, tmp_path):
    # How soon that is, is measured by eval.bench.main_job.
    server = serve(bundled_index, tmp_path)
    try:
        asked = httpx.post(f"{server.url}/api/ask", json={"question": "Tell me about Groq"}, timeout=60)
    finally:
        code, said = stop(server)
    assert asked.json()["status"] == "answered"
    assert (code, said) == (0, "")


def test_a_port_in_use_is_one_line_and_ends_with_1(bundled_index, rowcite):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = rowcite("--index", bundled_index, "serve", "--port", port)
    assert done.code == 1
    assert done.err.startswith(f"rowcite: Port {port} at 127.0.0.1 is in use. Name another")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_an_address_that_others_can_reach_is_refused(bundled_index, rowcite, host):
    done = rowcite("--index", bundled_index, "serve", "--port", "0", "--host", host)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "127.0.0.1" in done.err


def test_a_host_that_is_none_is_one_line(bundled_index, rowcite):
    done = rowcite("--index", bundled_index, "serve", "--host", "no.such.host.invalid")
    assert (done.code, len(done.err.splitlines())) == (1, 1)


def test_serving_builds_the_index_first_where_there_is_none(lighthouses, tmp_path):
    server = serve(tmp_path / "index", tmp_path, "--corpus", str(lighthouses))
    try:
        asked = httpx.post(
            f"{server.url}/api/ask", json={"question": "What is the light of Holm?"}, timeout=30
        )
        assert asked.json()["values"] == ["white"]
    finally:
        code, said = stop(server)
    assert code == 0
    assert said.startswith("No index in")


def test_importing_the_command_line_starts_nothing(tmp_path):
    program = "import ui.cli, sys; sys.exit('gradio' in sys.modules or 'uvicorn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment(), check=False)
    assert done.returncode == 0
