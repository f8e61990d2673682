import re
import threading
from collections import namedtuple
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .conftest import serve, stop

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Intranet</title><link rel="icon" href="data:,">
<style>button {{ display: none }} p {{ color: red }}</style></head><body><h1>An internal page</h1>
<script src="{url}/widget.js" data-title="Ferries" data-label="Ask about ferries" data-accent="#7a1fa2" defer></script>
<iframe src="{url}/embed" title="Chat" width="400" height="500"></iframe></body></html>"""

Site = namedtuple("Site", "url")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Two sites of other origins than the server's, and the folder that they show."""
    folder = tmp_path_factory.mktemp("intranet")
    handler = partial(Quiet, directory=str(folder))
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, *(Site(f"http://127.0.0.1:{server.server_address[1]}") for server in servers)
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def embedded(sites, harbour_index, tmp_path_factory):
    folder, allowed, _ = sites
    server = serve(harbour_index, tmp_path_factory.mktemp("embed"), ROWCITE_EMBED_ORIGINS=allowed.url)
    (folder / "index.html").write_text(PAGE.format(url=server.url), "utf-8")
    yield server
    stop(server)


def test_on_an_allowed_page_the_widget_says_what_the_assistant_does_with_its_sources(
    tab, embedded, sites, harbour
):
    _, allowed, _ = sites
    page = tab(allowed, hosts=[embedded.url], ready="rowcite-chat section, rowcite-chat button").page
    widget = page.locator("rowcite-chat")
    launch = widget.get_by_role("button", name="Ask about ferries")
    assert launch.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(122, 31, 162)"
    launch.focus()
    page.keyboard.press("Enter")
    assert widget.locator("textarea").evaluate("(one) => one.getRootNode().activeElement === one")
    page.keyboard.type("Which ferries serve Holm?")
    page.keyboard.press("Enter")
    answer = widget.locator(".answer").first
    answer.wait_for()
    said = harbour.ask("Which ferries serve Holm?").text
    assert "[1]" in said and "[2]" in said
    plain = re.sub(r"[*\[\]]", "", said).split()
    assert " ".join(plain) in " ".join(answer.inner_text().split())
    assert "2 of 4 rows" in answer.inner_text()
    answer.get_by_role("button", name="Source 2: Comet").click()
    assert "ferries.csv, line 4" in answer.locator(".source").inner_text()
    page.keyboard.press("Escape")
    assert launch.is_visible()
    assert not widget.get_by_role("dialog").is_visible()


def test_the_widget_follows_up_refuses_and_keeps_cells_as_text(tab, embedded, sites):
    _, allowed, _ = sites
    page = tab(allowed, hosts=[embedded.url], ready="rowcite-chat section, rowcite-chat button").page
    widget = page.locator("rowcite-chat")
    widget.get_by_role("button", name="Ask about ferries").click()

    def ask(question):
        count = widget.locator(".answer").count()
        widget.locator("textarea").fill(question)
        page.keyboard.press("Enter")
        answer = widget.locator(".answer").nth(count)
        answer.wait_for()
        return answer

    ask("What is the length of Aurora?")
    assert "63" in ask("and of Comet?").inner_text()
    refusal = ask("Who is the captain of Aurora?")
    assert "no" in refusal.get_attribute("class").split()
    refusal.locator(".asks button").first.click()
    widget.locator(".answer").nth(3).wait_for()
    assert "<img src=x onerror=alert(1)>" in ask("Tell me about Borealis").inner_text()
    assert "[click](javascript:alert(1))" in ask("Tell me about Dione").inner_text()
    assert widget.locator("img, a[href^=javascript]").count() == 0


def test_the_frame_answers_on_an_allowed_page(tab, embedded, sites):
    _, allowed, _ = sites
    page = tab(allowed, hosts=[embedded.url], ready="rowcite-chat section, rowcite-chat button").page
    frame = page.frame_locator("iframe")
    frame.locator("textarea").fill("What is the length of Comet?")
    frame.locator("textarea").press("Enter")
    assert "63" in frame.locator(".answer").inner_text()


def test_on_another_page_there_is_no_widget_no_frame_and_no_answer(browser, embedded, sites):
    _, _, other = sites
    context = browser.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(other.url)
    page.wait_for_function("() => performance.getEntriesByName('" + embedded.url + "/embed/token').length")
    for _ in range(50):
        if any("may not embed" in line for line in said):
            break
        page.wait_for_timeout(50)
    assert any("may not embed" in line for line in said)
    assert any("frame-ancestors" in line for line in said)
    assert page.locator("rowcite-chat").count() == 0
    ask = (
        "fetch('"
        + embedded.url
        + "/api/ask', {method: 'POST', headers: {'Content-Type': 'application/json'},"
        " body: '{\"question\": \"Aurora\"}'}).then(() => 'read', () => 'blocked')"
    )
    assert page.evaluate(ask) == "blocked"
    context.close()


def test_where_no_page_is_allowed_the_frame_still_works_on_its_own(tab, harbour_server):
    page = tab(harbour_server, path="/embed", ready="rowcite-chat section, rowcite-chat button").page
    page.locator("rowcite-chat textarea").fill("What is the length of Comet?")
    page.keyboard.press("Enter")
    assert "63" in page.locator("rowcite-chat .answer").inner_text()
