"""`/docs`: the API's documentation as a page that loads nothing from elsewhere."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from ui.api.errors import not_found

_TYPES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
# Swagger UI sets styles on elements and draws its icons from data URLs.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rowcite: the API</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}/docs/swagger-ui.css"></head>
<body><div id="api"></div>
<script src="{root}/docs/swagger-ui-bundle.js"></script><script src="{root}/docs/start.js"></script></body>
</html>
"""
_START = """SwaggerUIBundle({
  url: document.currentScript.src.replace(/docs\\/start\\.js$/, "openapi.json"),
  dom_id: "#api", deepLinking: true, validatorUrl: null,
});
"""


def docs_routes() -> APIRouter:
    """The page, its style and its scripts."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/docs")
    def page(request: Request) -> HTMLResponse:
        shown = _PAGE.format(root=request.scope.get("root_path", ""))
        return HTMLResponse(shown, headers={"Content-Security-Policy": _POLICY})

    @routes.get("/docs/start.js")
    def start() -> Response:
        return Response(_START, media_type="text/javascript")

    @routes.get("/docs/{name}")
    def asset(name: str) -> Response:
        if name not in _TYPES:
            raise not_found(f"Nothing is at '/docs/{name}'.", hint="The documentation is at /docs.")
        headers = {"Cache-Control": "max-age=86400"}
        return Response(_asset(name), media_type=_TYPES[name], headers=headers)

    return routes


@lru_cache
def _asset(name: str) -> bytes:
    # The package is a folder of Swagger UI's own files; its code is not imported.
    return files("fastapi_swagger").joinpath("resources", name).read_bytes()
