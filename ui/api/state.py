"""`/healthz`, `/readyz` and `/metrics`: how the server is, for those who run it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from ui.api.errors import busy
from ui.api.shapes import Alive, Ready, errors
from ui.api.sharing import Shared


def state_routes(shared: Shared) -> APIRouter:
    """The routes that tell the server's state."""
    routes = APIRouter(tags=["State"])

    @routes.get("/healthz", responses={200: {"model": Alive}})
    async def healthz() -> dict[str, str]:
        """Whether the process is alive."""
        return {"status": "alive"}

    @routes.get("/readyz", responses={200: {"model": Ready}, **errors(503)})
    async def readyz() -> dict[str, Any]:
        """Whether questions are answered, over which build, and how the encoder is."""
        if not shared.queue.is_open:
            raise busy("The server is being stopped.", seconds=5)
        return {"status": "ready", "build": shared.assistant.build_id, "encoder": shared.encoder_state()}

    text = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **errors()}

    @routes.get("/metrics", responses=text, response_class=Response)
    def metrics() -> Response:
        """Requests, their times, answers by how they ended, and the process, as Prometheus reads them."""
        return Response(shared.meter.text(), media_type=shared.meter.content_type)

    return routes
