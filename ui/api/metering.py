"""Requests and answers in, Prometheus text out. The only file that knows prometheus_client."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector

from assistant import Answer

_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10)
_FACES = (
    "/api/ask", "/api/search", "/api/tables", "/api/rows", "/api/feedback", "/v1/chat/completions",
    "/v1/models", "/mcp", "/healthz", "/readyz", "/metrics", "/docs", "/openapi.json", "/login", "/embed",
    "/widget.js",
)  # fmt: skip


class Meter:
    """Counts what one server does; nothing of what is asked stands in a label."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, *, running: Callable[[], int], build: Callable[[], str]) -> None:
        """`running` gives the questions that run or wait, `build` the id of the build that answers."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "rowcite_requests", "Requests answered", ("face", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "rowcite_request_seconds", "Time to answer", ("face",), buckets=_BUCKETS, registry=self._registry
        )
        self._answers = Counter(
            "rowcite_answers", "Answers by how they ended", ("status", "reason"), registry=self._registry
        )
        Gauge(
            "rowcite_questions_running", "Questions that run or wait", registry=self._registry
        ).set_function(lambda: float(running()))
        self._build = Gauge("rowcite_build", "The build that answers", ("build",), registry=self._registry)
        self._build_id = build

    def count_request(self, path: str, status: int, seconds: float) -> None:
        """Counts a request at a local path."""
        face = face_of(path)
        self._requests.labels(face, str(status)).inc()
        self._seconds.labels(face).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Counts how a question ended."""
        self._answers.labels(answer.status.value, answer.reason.value if answer.reason else "").inc()

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        self._build.clear()
        self._build.labels(self._build_id()).set(1)
        return generate_latest(self._registry)


def face_of(path: str) -> str:
    """The label of a local path: one of a few, whatever is asked for.

    >>> face_of("/api/rows/towers/holm"), face_of("/assets/x.js"), face_of("/api/else")
    ('/api/rows', 'chat', 'other')
    """
    for face in _FACES:
        if path == face or path.startswith(face + "/"):
            return face
    return "other" if path.startswith(("/api/", "/v1/")) else "chat"
