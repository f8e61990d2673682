"""What every test shares: no test may reach another machine."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator

import pytest

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")


class NetworkForbiddenError(RuntimeError):
    """A test tried to leave this machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host in ("localhost", "")


def _is_address(host: object) -> bool:
    """Whether a look-up needs no name server: connecting to the address is refused later."""
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return True


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave the machine."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(self: socket.socket, address: object) -> None:
        if not _is_local(address):
            raise NetworkForbiddenError(f"A test tried to connect to {address}.")
        connect(self, address)  # type: ignore[arg-type]

    def guarded_ex(self: socket.socket, address: object) -> int:
        if not _is_local(address):
            raise NetworkForbiddenError(f"A test tried to connect to {address}.")
        return connect_ex(self, address)  # type: ignore[arg-type]

    def guarded_lookup(host: object, *args: object, **kwargs: object) -> object:
        name = host if isinstance(host, str) or host is None else bytes(host).decode()
        if name is not None and not _is_address(name) and not _is_local((name,)):
            raise NetworkForbiddenError(f"A test tried to look up {host}.")
        return lookup(host, *args, **kwargs)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = guarded_ex  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = guarded_lookup  # type: ignore[assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = lookup
