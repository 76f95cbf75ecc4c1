"""Settings that would open a door are refused at the start."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from coach.settings import Settings


@pytest.mark.parametrize("value", ["*", "10.0.0.1,*", "0.0.0.0/0", "::/0", "proxy", "10.0.0.1/8"])
def test_a_proxy_is_trusted_by_its_address_alone(value: str) -> None:
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Settings(trusted_proxies=value)


@pytest.mark.parametrize("value", ["", "10.0.0.1", "10.0.0.1, ::1", "172.16.0.0/12,fd00::/8"])
def test_addresses_and_networks_of_proxies_are_taken(value: str) -> None:
    assert Settings(trusted_proxies=value).trusted_proxies == value


@pytest.mark.parametrize("sender", ["", "coach", "Coach <coach@example.org>", "a@b\r\nBcc: c@d"])
def test_a_mail_server_needs_the_bare_address_of_the_sender(sender: str) -> None:
    with pytest.raises(ValidationError, match="smtp_from"):
        Settings(smtp_host="localhost", smtp_from=sender)


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"public_url": "https://coach.example.org/"}, "https://coach.example.org"),
        ({}, "http://127.0.0.1:8501"),
        ({"address": "::1"}, "http://[::1]:8501"),
        ({"address": "0.0.0.0"}, "http://localhost:8501"),
    ],
)
def test_links_lead_to_where_people_reach_the_app(settings: dict[str, str], url: str) -> None:
    assert Settings.model_validate(settings).own_url == url
