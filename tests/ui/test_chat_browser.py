import os
import shutil

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
)
QUESTION = "#box textarea"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        missing = "No Chromium: install chromium, or name one in CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        yield opened
        opened.close()


class Tab:
    """A page of its own session that notes every complaint, and every request to another host."""

    def __init__(self, browser, url, *, path="/", **context):
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self._asked(request.url, url))
        self.page.goto(url + path)
        self.page.wait_for_selector("#log .welcome, #log .turn")

    def _heard(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def _asked(self, address, url):
        if not address.startswith((f"{url}/", "data:", "blob:")):
            self.complaints.append(f"foreign request: {address}")

    def ask(self, question):
        self.page.fill(QUESTION, question)
        self.page.press(QUESTION, "Enter")
        return self.answer_to(question)

    def answer_to(self, question):
        asked = self.page.locator(".question", has_text=question)
        answer = self.page.locator(".turn", has=asked).locator(".answer").last
        answer.wait_for()
        return answer


@pytest.fixture
def tab(browser):
    tabs = []

    def open_tab(server, **context):
        tabs.append(Tab(browser, server.url, **context))
        return tabs[-1]

    yield open_tab
    for opened in tabs:
        opened.context.close()
    assert [complaint for opened in tabs for complaint in opened.complaints] == []


def test_a_question_is_answered_with_its_reading_and_its_rows_in_reach(tab, bundled_server):
    chat = tab(bundled_server)
    assert chat.page.title() == chat.page.text_content("h1") == "AI Compute Economics Players"
    answer = chat.ask("Which providers offer spot pricing?")
    assert "How I read this: " in answer.inner_text()
    assert "2 of 10 rows" in answer.inner_text()
    answer.locator("button.cite", has_text="2").click()
    card = chat.page.locator("#source .card", has_text="Azure")
    card.wait_for()
    assert "Cloud GPU Providers" in card.inner_text()
    assert "ai_compute_economics_players.md, line 9" in card.inner_text()
    assert "OpenAI partnership, enterprise integration" in card.inner_text()
    assert "Pricing Model" in card.locator(".is-cited").last.inner_text()
    answer.locator("button.all-sources").click()
    chat.page.wait_for_function("document.querySelectorAll('#source .card').length === 2")


def test_a_refusal_looks_different_and_its_suggestion_can_be_clicked(tab, bundled_server):
    chat = tab(bundled_server)
    refusal = chat.ask("Who is the CEO of NVIDIA?")
    assert "is-refusal" in refusal.get_attribute("class")
    assert "No column holds this" in refusal.inner_text()
    suggestion = refusal.locator("button.ask").first
    question = suggestion.inner_text()
    suggestion.click()
    assert "is-refusal" not in chat.answer_to(question).get_attribute("class")


def test_an_example_question_is_answered_and_a_new_chat_forgets_it(tab, bundled_server):
    chat = tab(bundled_server)
    example = chat.page.locator(".welcome button.ask").first
    question = example.inner_text()
    example.click()
    assert "is-refusal" not in chat.answer_to(question).get_attribute("class")
    chat.page.get_by_role("button", name="New chat").click()
    chat.page.wait_for_selector(".welcome")
    assert chat.page.locator(".turn").count() == 0
    assert chat.page.locator("#source .hint").count() == 1


def test_two_sessions_share_nothing(tab, bundled_server):
    first, second = tab(bundled_server), tab(bundled_server)
    first.ask("Tell me about Groq")
    second.ask("Tell me about Azure")
    assert first.page.locator(".turn").count() == second.page.locator(".turn").count() == 1
    assert "Azure" not in first.page.inner_text("#log")
    assert "Groq" not in second.page.inner_text("#log")


def test_a_link_with_a_question_opens_on_its_answer(tab, bundled_server):
    chat = tab(bundled_server, path="/?q=Tell%20me%20about%20Groq")
    assert "Deterministic latency" in chat.answer_to("Tell me about Groq").inner_text()


def test_markup_in_cells_and_questions_stays_text(tab, lighthouse_server):
    chat = tab(lighthouse_server)
    assert "<script>alert(1)</script>" in chat.ask("Tell me about Holm").inner_text()
    assert "[click](javascript:alert(1))" in chat.page.inner_text("#source") + chat.page.inner_text("#log")
    other = tab(lighthouse_server)
    assert "${alert(1)} {{constructor}}" in other.ask("Tell me about Vinga").inner_text()
    chat.ask("<img src=x onerror=alert(1)> ${alert(2)} {{constructor}}")
    assert "<img src=x onerror=alert(1)>" in chat.page.locator(".question").last.inner_text()
    assert chat.page.locator("#log img, #log a, #source a[href^=javascript], #log script").count() == 0


def test_on_a_phone_the_source_is_a_sheet_that_closes(tab, lighthouse_server):
    chat = tab(lighthouse_server, viewport={"width": 390, "height": 780})
    side = chat.page.locator("#side")
    answer = chat.ask("What is the light of Skerry?")
    assert not side.is_visible()
    answer.locator("button.cite").first.click()
    side.wait_for(state="visible")
    chat.page.get_by_role("button", name="Close the source").click()
    side.wait_for(state="hidden")
    answer.locator("button.cite").first.click()
    side.wait_for(state="visible")
    chat.page.keyboard.press("Escape")
    side.wait_for(state="hidden")
    width = chat.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_the_newest_answer_is_in_view(tab, bundled_server):
    chat = tab(bundled_server, reduced_motion="reduce")
    for name in ("AWS", "Azure", "CoreWeave", "Groq", "Cerebras"):
        chat.ask(f"Tell me about {name}")
    answer = chat.page.locator(".answer").last
    chat.page.wait_for_function("() => document.querySelector('#log').scrollTop > 0", timeout=5_000)
    assert answer.bounding_box()["y"] < chat.page.locator("#box").bounding_box()["y"]


CONTRAST = """
() => {
  const channel = (c) => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll('#top *, #log *, #source *, #box button')) {
    const words = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!words || !element.offsetParent) continue;
    const pair = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
    if (ratio < 4.5) weak.push(`${element.className}: ${element.textContent.slice(0, 30)}: ${ratio}`);
  }
  return weak;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_aa_contrast(tab, bundled_server, scheme):
    chat = tab(bundled_server, color_scheme=scheme)
    assert chat.page.evaluate(CONTRAST) == []
    chat.ask("Which providers offer spot pricing?").locator("button.cite").first.click()
    chat.ask("Who is the CEO of NVIDIA?")
    chat.ask("help")
    assert chat.page.evaluate(CONTRAST) == []
