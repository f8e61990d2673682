import csv
import io
import sqlite3
import subprocess
import sys

import pytest

from .browsing import Tab
from .conftest import Server, environment

pytestmark = pytest.mark.browser


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
    here = chat.page.locator("#source tr.is-here")
    assert here.locator("td.is-cited").all_inner_texts() == ["Azure", "On-demand, reserved, spot"]
    frame, row = chat.page.locator("#source .grid-scroll").bounding_box(), here.bounding_box()
    assert frame["y"] <= row["y"]
    assert row["y"] + row["height"] <= frame["y"] + frame["height"] + 1
    answer.locator("button.link", has_text="all 2 sources").click()
    chat.page.wait_for_function("document.querySelectorAll('#source .card').length === 2")


def test_a_refusal_looks_different_and_its_suggestion_can_be_clicked(tab, bundled_server):
    chat = tab(bundled_server)
    refusal = chat.ask("Who is the CEO of NVIDIA?")
    assert "is-refusal" in refusal.get_attribute("class")
    assert "No column holds this" in refusal.inner_text()
    refusal.locator("button.chip").first.click()
    chat.page.locator("#source .card", has_text="NVIDIA").wait_for()
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


def test_a_marker_under_the_pointer_shows_its_source(tab, bundled_server):
    chat = tab(bundled_server)
    answer = chat.ask("Which providers offer spot pricing?")
    chat.page.locator("#source .card", has_text="AWS").wait_for()
    answer.locator("button.cite", has_text="2").hover()
    chat.page.locator("#source .card", has_text="Azure").wait_for()


def test_a_follow_up_is_read_with_the_question_before(tab, bundled_server):
    chat = tab(bundled_server)
    chat.ask("What is the pricing of AWS?")
    assert "API (per-token)" in chat.ask("and of Groq?").inner_text()
    chat.ask("Tell me about Azure").locator(".asks button.ask").first.wait_for()


def test_the_readings_of_an_ambiguous_question_are_buttons_that_answer(tab, bundled_server):
    chat = tab(bundled_server)
    answer = chat.ask("inference")
    assert "is-choice" in answer.get_attribute("class")
    words = answer.locator("button.ask").nth(1).inner_text()
    answer.locator("button.ask").nth(1).click()
    chosen = chat.page.locator(".turn").nth(1).locator(".answer")
    chosen.wait_for()
    assert f"How I read this: {words}" in chosen.inner_text()


def test_a_filter_can_be_changed_taken_out_added_and_the_reading_undone(tab, bundled_server):
    chat = tab(bundled_server)
    chat.ask("Which providers offer spot pricing?")
    page = chat.page
    page.locator(".filter summary", has_text="spot").click()
    page.locator(".filter form:visible input[name=phrase]").fill("reserved")
    page.keyboard.press("Enter")
    page.locator(
        ".reading", has_text="edited Cloud GPU Providers where Pricing Model includes “reserved”"
    ).wait_for()
    assert "4 of 10 rows" in page.inner_text(".answer")
    page.locator(".filter summary", has_text="Add a filter").click()
    form = page.locator(".filter form:visible")
    form.locator("select[name=column]").select_option("GPU Fleet")
    assert "-1" in form.locator("input[name=phrase]").get_attribute("list")
    form.locator("input[name=phrase]").fill("A100")
    form.get_by_role("button", name="Add").click()
    page.locator(".reading", has_text="1 of 10 rows").wait_for()
    page.get_by_role("button", name="Remove: Pricing Model includes “reserved”").click()
    page.get_by_role("button", name="Remove: Pricing Model includes “reserved”").wait_for(state="detached")
    page.locator(".prose", has_text="Lambda Labs").wait_for()
    page.get_by_role("button", name="Remove: GPU Fleet includes “A100”").click()
    page.locator(".prose", has_text="There are 10 cloud GPU providers").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator(".reading", has_text="2 of 10 rows").wait_for()
    assert page.locator(".turn").count() == 1


def test_the_last_question_can_be_edited_and_asked_again(tab, bundled_server):
    chat = tab(bundled_server)
    chat.ask("Tell me about Groq")
    page = chat.page
    page.get_by_role("button", name="Edit the question").click()
    page.keyboard.press("Escape")
    assert page.locator(".rewrite").count() == 0
    page.get_by_role("button", name="Edit the question").click()
    page.locator(".rewrite").fill("Tell me about AWS")
    page.keyboard.press("Enter")
    assert "Trainium" in chat.answer_to("Tell me about AWS").inner_text()
    assert page.locator(".turn").count() == 1
    page.get_by_role("button", name="Ask the question again").click()
    page.locator(".asks button.ask").first.wait_for()
    assert page.locator(".turn").count() == 1


SLOW = """
import os, sys, time
from pathlib import Path
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import uvicorn
from assistant import Assistant
from ui.chat import chat_app
from ui.feedback import FeedbackStore
from ui.serve_command import bound_socket

class Slow(Assistant):
    def ask(self, question, **more):
        time.sleep(3 if "slowly" in question else 2 if "plan" in more and more["plan"] else 0)
        return super().ask(question, **more)

bound = bound_socket("127.0.0.1", 0)
app = chat_app(Slow.open(index=Path(sys.argv[1])), feedback=FeedbackStore(Path("feedback.sqlite")))
print(f"Rowcite answers at http://127.0.0.1:{bound.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([bound])
"""


@pytest.fixture
def slow_server(harbour_index, tmp_path):
    command = [sys.executable, "-c", SLOW, str(harbour_index)]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True)
    yield Server(process.stdout.readline().split()[-1], process, 0)
    process.kill()
    process.communicate()


@pytest.fixture
def slow(slow_server, browser):
    """A chat with a server that thinks for seconds; it is closed before its server, of which it would complain."""
    chat = Tab(browser, slow_server.url)
    yield chat
    chat.context.close()
    assert chat.complaints == []


def test_an_answer_that_takes_long_can_be_stopped_and_its_question_is_kept(slow):
    slow.ask("Tell me about Comet")
    slow.page.fill("#box textarea", "Tell me slowly")
    slow.page.press("#box textarea", "Enter")
    slow.page.get_by_role("button", name="Stop").click()
    slow.page.locator(".pending").wait_for(state="detached")
    assert slow.page.locator(".turn").count() == 1
    assert slow.page.input_value("#box textarea") == "Tell me slowly"
    slow.ask("Tell me about Dione")
    slow.page.wait_for_timeout(3_500)  # what was stopped does not come after all
    assert slow.page.locator(".turn").count() == 2


def test_filters_taken_out_faster_than_they_are_read_all_go_and_a_stopped_edit_changes_nothing(slow):
    answer = slow.ask("Which ferries serve Holm and are longer than 50 m?")
    before = answer.locator(".prose").inner_text()
    for part in answer.locator(".drop").all():
        part.click()
    slow.page.get_by_role("button", name="Stop").click()
    slow.page.locator(".pending").wait_for(state="detached")
    assert answer.locator(".prose").inner_text() == before
    assert slow.page.locator(".edited").count() == 0
    for part in answer.locator(".drop").all():
        part.click()
    slow.page.locator(".prose", has_text="There are 4 ferries").wait_for()
    assert slow.page.locator(".turn").count() == 1


def test_a_verdict_with_its_comment_is_kept_beside_the_index(tab, bundled_server, bundled_index):
    chat = tab(bundled_server)
    answer = chat.ask("Who is the CEO of Intel?")
    answer.get_by_role("button", name="Bad answer").click()
    chat.page.locator("input[name=comment]:visible").fill("should be known")
    chat.page.keyboard.press("Enter")
    chat.page.locator(".thanks").wait_for()
    with sqlite3.connect(bundled_index / "feedback.sqlite") as database:
        kept = database.execute("SELECT question, verdict, comment FROM feedback ORDER BY id DESC").fetchone()
    assert kept == ("Who is the CEO of Intel?", "down", "should be known")


def test_an_answer_is_copied_and_its_rows_and_the_conversation_are_downloaded(tab, harbour_server):
    chat = tab(harbour_server, permissions=["clipboard-read", "clipboard-write"])
    answer = chat.ask("Which ferries serve Holm?")
    answer.get_by_role("button", name="Copy as Markdown").click()
    chat.page.locator(".toast").wait_for()
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert "[2] Comet, ferries (ferries.csv:4)" in copied
    with chat.page.expect_download() as waiting:
        answer.get_by_role("button", name="Download the rows as CSV").click()
    text = waiting.value.path().read_text("utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[2] for row in rows[1:]] == ["Aurora", "Comet"]
    assert rows[1][-1] == '\'=HYPERLINK("http://x")'
    with chat.page.expect_download() as waiting:
        chat.page.get_by_role("button", name="Save").click()
    assert waiting.value.suggested_filename == "conversation.md"
    assert "**Which ferries serve Holm?**" in waiting.value.path().read_text("utf-8")


def test_numbers_of_several_rows_have_a_chart_beside_the_words(tab, harbour_server):
    chat = tab(harbour_server)
    answer = chat.ask("What is the length of each ferry?")
    assert "87" in answer.locator(".prose").inner_text()
    assert answer.get_by_role("img", name="Bar chart: Length (m) by Ferry").is_visible()
    ranked = chat.ask("Which are the two longest ferries?")
    assert ranked.get_by_role("img", name="Bar chart: Length (m) by Ferry").is_visible()
    assert chat.ask("Tell me about Dione").locator("svg[role=img]").count() == 0


def test_the_catalog_is_sorted_searched_and_leads_to_a_row_s_page(tab, harbour_server):
    chat = tab(harbour_server)
    page = chat.page
    page.get_by_role("tab", name="Catalog").click()
    names = page.locator("#rows tbody th")
    page.locator("#rows .rows[data-table=ferries]").wait_for()
    assert "What the columns mean" in page.inner_text("#tables")
    page.locator("#rows").get_by_role("button", name="Length (m)").click()
    page.locator("#rows th[aria-sort=ascending]").wait_for()
    assert names.all_inner_texts() == ["Aurora", "Comet", "Borealis", "Dione"]
    page.locator("#rows").get_by_role("button", name="Length (m)").click()
    page.locator("#rows th[aria-sort=descending]").wait_for()
    assert names.first.inner_text() == "Borealis"
    assert page.locator("#rows img, #rows td a").count() == 0
    page.locator("#tables").get_by_role("button", name="trips").click()
    page.locator("#rows .rows[data-table=trips]").wait_for()
    page.get_by_role("button", name="After →").click()
    page.locator(".found", has_text="101 to 200 of 250 rows").wait_for()
    page.get_by_role("searchbox").fill("trip 198")
    page.locator(".found", has_text="1 row that hold").wait_for()
    with page.context.expect_page() as waiting:
        names.first.locator("a").click()
    row = waiting.value
    assert row.locator("h1").inner_text() == "Trip 198"
    assert "trips.csv, line 199" in row.inner_text("main")
    row.get_by_role("link", name="Ask about Trip 198").click()
    row.locator(".answer", has_text="Passengers").wait_for()


def test_the_quality_tab_shows_the_last_evaluation_or_how_to_run_one(tab, bundled_server):
    chat = tab(bundled_server)
    chat.page.get_by_role("tab", name="Quality").click()
    shown = chat.page.locator("#quality .quality")
    shown.wait_for()
    assert "How good the answers are" in shown.inner_text()
    assert "rowcite eval run" in shown.inner_text() or shown.locator("svg[role=img]").count() > 2


def test_the_chat_can_be_used_by_keyboard_alone(tab, bundled_server):
    chat = tab(bundled_server)
    page = chat.page
    page.locator("#box textarea").focus()
    page.keyboard.type("Which providers offer spot pricing?")
    page.keyboard.press("Enter")
    answer = chat.answer_to("Which providers offer spot pricing?")
    answer.locator("button.cite").nth(1).focus()
    page.keyboard.press("Enter")
    page.locator("#source .card", has_text="Azure").wait_for()
    answer.locator(".filter summary").first.focus()
    page.keyboard.press("Enter")
    assert answer.locator(".filter details[open]").count() == 1
    page.keyboard.press("Escape")
    assert answer.locator(".filter details[open]").count() == 0
    page.get_by_role("tab", name="Chat").focus()
    page.keyboard.press("ArrowRight")
    page.locator("#rows .grid").wait_for()
    assert page.locator("#catalog").get_attribute("role") == "tabpanel"
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, input, select, textarea')].filter((one) => one.offsetParent"
        " && !(one.ariaLabel || one.textContent.trim() || one.labels?.length)).map((one) => one.outerHTML)"
    )
    assert unnamed == []


@pytest.mark.parametrize("view", ["Chat", "Catalog", "Quality"])
def test_no_view_is_wider_than_a_phone(tab, bundled_server, view):
    chat = tab(bundled_server, viewport={"width": 360, "height": 740})
    chat.ask("Compare AWS, Azure and Groq")
    chat.page.get_by_role("tab", name=view).click()
    chat.page.locator(
        {"Chat": ".filters", "Catalog": "#rows .grid", "Quality": ".quality"}[view]
    ).first.wait_for()
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert chat.page.evaluate("document.querySelector('#log').scrollWidth") <= 360


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
  for (const element of document.querySelectorAll('#top *, #log *, #source *, #tables *, #rows *, #quality *, #box button')) {
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
    for view, part in (("Catalog", "#rows .grid"), ("Quality", ".quality")):
        chat.page.get_by_role("tab", name=view).click()
        chat.page.locator(part).wait_for()
        assert chat.page.evaluate(CONTRAST) == []
