"""A real browser for the tests of the pages: Debian's Chromium, driven by Playwright."""

import os
import shutil

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
)
QUESTION = "#box textarea"


def launched(playwright):
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())


def need_chromium():
    if CHROMIUM is None:
        missing = "No Chromium: install chromium, or name one in CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)


class Tab:
    """A page of its own session that notes every complaint, and every request to another host."""

    def __init__(self, browser, url, *, path="/", hosts=(), ready="#log .welcome, #log .turn", **context):
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints = []
        self._own = tuple(f"{host}/" for host in (url, *hosts))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.goto(url + path, timeout=120_000)  # the first page of a server waits for Gradio
        if ready:
            self.page.wait_for_selector(ready)

    def _heard(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def _asked(self, address):
        if not address.startswith((*self._own, "data:", "blob:")):
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
