import socket

import pytest


def test_a_connection_to_another_machine_is_refused_in_tests():
    with socket.socket() as end, pytest.raises(RuntimeError, match="tried to connect"):
        end.connect(("192.0.2.1", 80))


def test_a_name_of_another_machine_is_not_looked_up_in_tests():
    with pytest.raises(RuntimeError, match="tried to look up"):
        socket.getaddrinfo("example.org", 80)
