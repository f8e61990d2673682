"""`POST /api/feedback`: a verdict in, kept for the evaluation."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from ui.api.asking import plain_history
from ui.api.shapes import Feedback, Stored, errors
from ui.api.sharing import Shared
from ui.ask_command import legal_text


def feedback_routes(shared: Shared) -> APIRouter:
    """The route that keeps verdicts."""
    routes = APIRouter(tags=["Feedback"])

    @routes.post("/api/feedback", responses={200: {"model": Stored}, **errors(400, 413, 422, 429, 503)})
    def feedback(given: Feedback) -> dict[str, Any]:
        """Keeps a verdict on an answer; `rowcite feedback export` makes draft evaluation cases of them."""
        number = shared.feedback.add(
            question=legal_text(given.question),
            answer_status=given.answer_status.value,
            verdict=given.verdict,
            build=shared.assistant.build_id,
            comment=legal_text(given.comment or ""),
            history=plain_history(given.history),
        )
        return {"stored": True, "id": number}

    return routes
