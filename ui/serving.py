"""An assistant and the settings in, everything that `rowcite serve` serves out, as one application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from assistant import Assistant
from corpus.settings import Settings
from ui.api.app import build_api
from ui.api.asgi import App
from ui.api.guarding import Guards, guarded
from ui.api.keys import Keyring
from ui.api.log import Log, log_stream
from ui.api.metering import Meter
from ui.api.running import Queue
from ui.api.sharing import Shared
from ui.chat_pages import mount_pages
from ui.embed import Embedding
from ui.feedback import FILE, FeedbackStore
from ui.later import Later


@contextmanager
def serving(
    assistant: Assistant,
    settings: Settings,
    *,
    encoder_state: Callable[[], str],
    when_whole: Callable[[], None],
) -> Iterator[tuple[App, Queue]]:
    """The application, and the queue that is to be emptied before it is left.

    The chat is made once the programs' faces answer; `when_whole` is called after that.
    """
    queue = Queue()
    meter = Meter(running=lambda: queue.count, build=lambda: assistant.build_id)
    feedback = FeedbackStore(settings.index / FILE)
    shared = Shared(assistant, feedback, encoder_state=encoder_state, queue=queue, meter=meter)

    def make_chat() -> FastAPI:
        from ui.chat import chat_app  # imports Gradio: seconds in which the API answers already

        return chat_app(assistant, feedback=feedback)

    chat = Later(make_chat, then=when_whole)
    api, routes = build_api(shared, beside=chat.running)
    mount_pages(api, assistant)
    api.mount("/", chat)
    with Log(log_stream(settings.log)) as log:
        guards = Guards(
            title=assistant.catalog_name,
            keys=Keyring(settings.api_keys),
            a_minute=settings.rate_limit,
            root_path=settings.root_path,
            log=log,
            count=meter.count_request,
            is_text_logged=settings.log == "questions",
            embedding=lambda app: Embedding(
                app, title=assistant.catalog_name, origins=settings.embed_origins
            ),
        )
        try:
            yield guarded(api, routes=routes, guards=guards), queue
        finally:
            queue.close()
