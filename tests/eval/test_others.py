"""A Rowcite behind a URL, and other people's LlamaIndex retrievers."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant import Assistant
from eval.cases import CaseError
from eval.command import main
from eval.llama_retrievers import RetrieverError
from eval.remote import Remote, RemoteError
from ui.api.app import build_api
from ui.api.metering import Meter
from ui.api.running import Queue
from ui.api.sharing import Shared
from ui.feedback import FeedbackStore


@contextmanager
def served(app):
    """A real server on loopback."""
    import socket

    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def api_of(assistant, folder):
    queue = Queue()
    meter = Meter(running=lambda: queue.count, build=lambda: assistant.build_id)
    feedback = FeedbackStore(folder / "feedback.sqlite")
    app, _ = build_api(Shared(assistant, feedback, encoder_state=lambda: "x", queue=queue, meter=meter))
    return app


def test_a_rowcite_behind_a_url_measures_as_one_here(coast, tmp_path, capsys):
    corpus = coast.parent / "catalogs" / "coast"
    records = {}
    with (
        Assistant.from_corpus(corpus) as assistant,
        served(api_of(assistant, tmp_path)) as url,
    ):
        for name, flags in (("here", []), ("there", ["--url", url])):
            path = tmp_path / f"{name}.json"
            main(["run", "--set", str(coast), "--no-baselines", "--json", str(path), *flags])
            records[name] = json.loads(path.read_text())
        direct, remote = (
            assistant.ask("What is the lamp of Old Nell?"),
            Remote(url).ask("What is the lamp of Old Nell?"),
        )
    assert {**direct.to_dict(), "elapsed_ms": 0} == {**remote.to_dict(), "elapsed_ms": 0}
    assert records["here"]["total"]["right"] == records["there"]["total"]["right"] == 3
    assert "search" in records["there"]["figures"]["retrieval"]


def test_a_url_where_nothing_answers_is_told(coast):
    with pytest.raises(RemoteError, match=r"No Rowcite answers at http://127.0.0.1:9 .*rowcite serve"):
        main(["run", "--set", str(coast), "--no-baselines", "--url", "http://127.0.0.1:9"])


def test_a_remote_that_is_busy_is_asked_again_with_the_key():
    seen = []

    class Busy(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.headers["authorization"])
            self.send_response(429 if len(seen) == 1 else 200 if len(seen) == 2 else 401)
            self.send_header("Retry-After", "0")
            self.end_headers()
            said = (
                {"build": "b"}
                if len(seen) == 2
                else {"error": {"code": "unauthorized", "message": "No such key.", "hint": "Ask for one."}}
            )
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Busy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        assert Remote(url, key="k").build == "b"
        assert seen == ["Bearer k"] * 2
        with pytest.raises(RemoteError, match=r"401 No such key. Ask for one."):
            Remote(url)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


MODULE = """
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, TextNode

class Fixed(BaseRetriever):
    def __init__(self, ids):
        self.ids = ids
        super().__init__()

    def _retrieve(self, query):
        return [NodeWithScore(node=TextNode(id_=f"n{n}", metadata={"row_id": id_}), score=1 / (n + 1))
                for n, id_ in enumerate(self.ids)]

good = Fixed(["lights/old-nell", "lights/old-nell", "lights/gull-rock"])
strange = Fixed(["a", "b"])
number = 7

def made(corpus):
    assert corpus.exists()
    return good
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "their_search.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(__import__("sys").modules, "their_search", raising=False)


@pytest.mark.parametrize("name", ["their_search:good", "their_search:made"])
def test_any_llamaindex_retriever_is_measured(module, coast, tmp_path, name, capsys):
    path = tmp_path / "record.json"
    main(["run", "--set", str(coast), "--no-baselines", "--retriever", name, "--json", str(path)])
    first = json.loads(path.read_text())["cases"][0]
    assert first["retrieval"][name]["RR@10"] == 1
    assert first["retrieval"][name]["F1@10"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("their_search", "write MODULE:OBJECT"),
        ("none_such:x", "No module named 'none_such'"),
        ("their_search:none", "has no attribute 'none'"),
        ("their_search:number", "is a int. Name a LlamaIndex retriever"),
        ("their_search:strange", r"2 nodes, none of them a row \(first: 'n0'\). Put 'row_id'"),
    ],
)
def test_what_is_no_retriever_of_rows_is_refused(module, coast, name, says):
    with pytest.raises(RetrieverError, match=says):
        main(["run", "--set", str(coast), "--no-baselines", "--retriever", name])


def test_one_retriever_cannot_rank_several_catalogs(write_set, make_line):
    path = write_set(make_line("a", "?", values=["x"]), make_line("b", "?", values=["x"], catalog="bundled"))
    with pytest.raises(
        CaseError, match=r"--retriever is about one catalog; the cases are about bundled, coast"
    ):
        main(["run", "--set", str(path), "--retriever", "their_search:good"])
