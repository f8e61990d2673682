"""Behind a real reverse proxy that shows the server below a path, in a browser and with other clients."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from mcp import Client
from openai import OpenAI

from .browsing import Tab
from .conftest import Server

PREFIX = "/tables/chat"
HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"}


@pytest.fixture(scope="module")
def proxied(bundled_server):
    """The server as the proxy shows it; all else at the proxy's address is not there."""

    class Proxy(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def forward(self):
            if not self.path.startswith(f"{PREFIX}/"):
                self.send_error(404)
                return
            told = {
                **{name: value for name, value in self.headers.items() if name.lower() not in HOP},
                "X-Forwarded-Host": self.headers["Host"],
                "X-Forwarded-Proto": "http",
                "X-Forwarded-Prefix": PREFIX,
            }
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            url = bundled_server.url + self.path.removeprefix(PREFIX)
            with httpx.stream(self.command, url, headers=told, content=body, timeout=60) as answered:
                self.send_response(answered.status_code)
                for name, value in answered.headers.multi_items():
                    if name not in HOP:
                        self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                try:
                    for piece in answered.iter_raw():
                        self.wfile.write(piece)
                        self.wfile.flush()
                except OSError:  # the browser has left
                    pass

        do_GET = do_POST = do_DELETE = do_HEAD = forward  # noqa: N815 (the names that the base class looks for)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Server(f"http://127.0.0.1:{server.server_port}{PREFIX}", None, 0)
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_tab(browser, proxied):
    """Opens pages that may ask nothing outside the proxy's path, and complain of nothing."""
    tabs = []

    def opened(**more):
        tabs.append(Tab(browser, proxied.url, **more))
        return tabs[-1]

    yield opened
    for one in tabs:
        one.context.close()
    assert [complaint for one in tabs for complaint in one.complaints] == []


@pytest.mark.browser
def test_the_chat_its_sources_and_its_pages_are_whole_below_a_path(open_tab, proxied):
    chat = open_tab()
    chat.ask("Which providers offer spot pricing?").locator("button.cite", has_text="2").click()
    chat.page.locator("#source .card", has_text="Azure").wait_for()
    with chat.context.expect_page() as waiting:
        chat.page.get_by_role("link", name="Open the row’s page").first.click()
    row = waiting.value
    assert row.url == f"{proxied.url}/rows/cloud-gpu-providers/azure"
    row.get_by_role("link", name="Ask about Azure").click()
    row.locator(".answer", has_text="Maia 100").wait_for()
    assert row.url.startswith(f"{proxied.url}/?q=")
    chat.page.get_by_role("tab", name="Catalog").click()
    link = chat.page.locator("#rows tbody th a").first
    assert link.evaluate("one => one.href") == f"{proxied.url}/rows/cloud-gpu-providers/aws"


@pytest.mark.browser
def test_the_frame_and_the_api_s_page_are_whole_below_a_path(open_tab, proxied):
    frame = open_tab(path="/embed", ready="")
    frame.page.get_by_role("textbox").fill("How many chip vendors are there?")
    frame.page.keyboard.press("Enter")
    frame.page.get_by_text("There are 8 chip vendors").wait_for()
    docs = open_tab(path="/docs", ready=".opblock").page
    docs.locator(".opblock-summary-control").first.click()
    docs.get_by_role("button", name="Try it out").click()
    docs.get_by_role("button", name="Execute").click()
    assert f"{proxied.url}/api/ask" in docs.locator(".request-url").inner_text()
    docs.locator(".live-responses-table", has_text="Pricing Model includes").wait_for()


def test_programs_find_every_face_below_a_path(proxied):
    assert httpx.get(f"{proxied.url}/openapi.json").json()["servers"] == [{"url": "."}]
    client = OpenAI(base_url=f"{proxied.url}/v1", api_key="none")
    asked = [{"role": "user", "content": "Which chip vendors have NVLink?"}]
    assert (
        "NVIDIA" in client.chat.completions.create(model="rowcite", messages=asked).choices[0].message.content
    )

    async def called():
        async with Client(f"{proxied.url}/mcp") as client:
            return await client.call_tool("ask_catalog", {"question": "Which chip vendors have NVLink?"})

    with ThreadPoolExecutor() as aside:  # this thread's loop is the browser's
        found = aside.submit(lambda: asyncio.run(called())).result()
    assert found.structured_content["values"] == ["NVIDIA"]
