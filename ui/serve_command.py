"""`rowcite serve`: the web chat and the HTTP API on one port, until Ctrl-C."""

from __future__ import annotations

import argparse
import errno
import ipaddress
import os
import socket
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

import uvicorn

from assistant import Assistant
from corpus.errors import RowciteError, ServeError, SettingError
from corpus.settings import Settings
from ui.opening import open_assistant
from ui.terminal import say

if TYPE_CHECKING:
    from ui.api.running import Queue

# Loading the encoder keeps the interpreter busy for a second: a page that waits for the chat comes before it.
_WARM_AFTER_SECONDS = 2.0
_DRAIN_SECONDS = 30.0  # for questions that run; the slowest waits for the encoder to load
_GRACE_SECONDS = 2  # open browser tabs hold a stream each; leaving does not wait for them


def run(_arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    """Serves until it is interrupted.

    Raises:
        SettingError: the address can be reached from other machines, and there is no key.
        ServeError: the address cannot be bound.
    """
    _refuse_open_address(settings)
    with bound_socket(settings.host, settings.port) as bound, open_assistant(settings, environ) as assistant:
        # Gradio reads this while it is imported: without it each page view is reported to its makers.
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        from ui.serving import serving  # only now: an address that is refused is so at once

        warming = Warming(assistant)
        whole = serving(assistant, settings, encoder_state=warming.state, when_whole=warming.start)
        with whole as (app, queue):
            config = uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
            try:
                _Server(config, queue, address_of(settings, bound)).run([bound])
            except KeyboardInterrupt:  # uvicorn has closed everything by now and passes the signal on
                pass
            finally:
                warming.cancel()
    return 0


class Warming:
    """Loads the encoder in the background, a while after all else is loaded."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._fault = ""
        self._timer = threading.Timer(_WARM_AFTER_SECONDS, self._warm)
        self._timer.daemon = True

    def start(self) -> None:
        """Starts the wait."""
        self._timer.start()

    def cancel(self) -> None:
        """Ends the wait where loading has not begun."""
        self._timer.cancel()

    def state(self) -> str:
        """What `/readyz` says of the encoder: `ready`, `loading`, or what is wrong with it."""
        if self._assistant.is_warm:
            return "ready"
        return self._fault or "loading"

    def _warm(self) -> None:
        try:
            self._assistant.warm()
        except RowciteError as error:
            self._fault = f"failed: {error}"
            say(f"rowcite: {error} Questions that need no meaning of words are still answered.")


class _Server(uvicorn.Server):
    """uvicorn, which says where it answers once it does, and answers what was asked before it leaves."""

    def __init__(self, config: uvicorn.Config, queue: Queue, address: str) -> None:
        super().__init__(config)
        self._queue = queue
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Rowcite answers at {self._address}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._queue.drain(seconds=_DRAIN_SECONDS, is_hurried=lambda: self.force_exit)
        await super().shutdown(sockets)


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address; bound first, so that a port in use is known before anything loads."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise ServeError(
            f"No address belongs to the host '{host}' ({error.strerror}). Name another: --host"
        ) from None
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
        bound.listen()  # now, and not when all has loaded: only a listening socket keeps the port to itself
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise ServeError(
                f"Port {port} at {host} is in use. Name another (0: any free one): rowcite serve --port 0"
            ) from None
        raise ServeError(f"{host}, port {port}: {error.strerror}. Name another: --host, --port") from None
    return bound


def address_of(settings: Settings, bound: socket.socket) -> str:
    """The URL to open in a browser."""
    name = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{name}:{bound.getsockname()[1]}"


def _refuse_open_address(settings: Settings) -> None:
    if settings.api_keys or settings.allow_anonymous:
        return
    try:
        found = {place[4][0] for place in socket.getaddrinfo(settings.host, settings.port)}
    except OSError:
        return  # binding says what is wrong with it
    if not all(ipaddress.ip_address(str(place)).is_loopback for place in found):
        raise SettingError(
            f"The host '{settings.host}' can be reached from other machines, and nothing would ask them for "
            "a key. Set ROWCITE_API_KEYS, or serve at 127.0.0.1; where everyone may ask: --allow-anonymous"
        )
