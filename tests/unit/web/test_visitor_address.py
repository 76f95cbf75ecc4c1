"""What wrong passwords count for."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from coach.web.sign_in import visitor_address


def address_of(host: str | None) -> str:
    client = None if host is None else (host, 50000)
    return visitor_address(Request({"type": "http", "headers": [], "client": client}))


def test_one_ipv6_network_is_one_visitor() -> None:
    """A device may use any of the 2^64 addresses of its network."""
    assert address_of("2001:db8:1:2::7") == address_of("2001:db8:1:2:ffff:1:2:3")
    assert address_of("2001:db8:1:2::7") != address_of("2001:db8:1:3::7")
    assert address_of("fe80::1%eth0") == address_of("fe80::2")


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("a-socket", "a-socket"),
        (None, "unknown"),
    ],
)
def test_any_other_address_counts_alone(host: str | None, counted: str) -> None:
    assert address_of(host) == counted
