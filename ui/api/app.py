"""Every route of the programs' faces, joined. With `errors` and its like, what knows FastAPI."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from ui.api.asking import asking_routes
from ui.api.catalog import catalog_routes
from ui.api.docs import docs_routes
from ui.api.errors import shape_errors
from ui.api.feedback import feedback_routes
from ui.api.mcp import Mcp
from ui.api.openai import openai_routes
from ui.api.sharing import Shared
from ui.api.state import state_routes

_ABOUT = (
    "Questions over a catalog of tables. Every answer cites the rows and cells it rests on; what the catalog "
    "does not say is refused with the reason. Where the server has keys, send `Authorization: Bearer …`."
)
_OPEN = ("/healthz", "/readyz")  # what answers without a key


def build_api(
    shared: Shared, *, beside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
) -> tuple[FastAPI, tuple[BaseRoute, ...]]:
    """The application and its routes, one by one; what `beside` gives is entered while it runs.

    FastAPI's own documentation page is left out: it loads its scripts from another host.
    """
    mcp = Mcp(shared)

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        async with mcp.running(), beside():
            yield

    app = FastAPI(
        title="Rowcite",
        version=_version(),
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,  # the one server, ".", is right below any path
        lifespan=running,
    )
    app.router.routes.extend(mcp.routes)
    shape_errors(app)
    routers = (
        asking_routes(shared),
        catalog_routes(shared),
        feedback_routes(shared),
        state_routes(shared),
        openai_routes(shared),
        docs_routes(),
    )
    routes = [*app.routes]
    for router in routers:
        app.include_router(router)
        routes += router.routes
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app, tuple(routes)


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=_ABOUT,
            routes=app.routes,
            servers=[{"url": "."}],
        )
        parts = schema.setdefault("components", {})
        parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        for path, calls in schema["paths"].items():
            for call in calls.values():
                call["security"] = [] if path in _OPEN else [{"key": []}, {}]
        app.openapi_schema = schema
    return app.openapi_schema


def _version() -> str:
    try:
        return metadata.version("rowcite")
    except metadata.PackageNotFoundError:
        return "0"
