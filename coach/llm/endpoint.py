"""Where a model answers, and how patient we are with it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. `base_url` ends before `/chat/completions`, usually in `/v1`."""

    base_url: str
    model: str
    api_key: str = ""
    kind: Literal["embedded", "endpoint"] = "endpoint"

    @property
    def place(self) -> str:
        """The host that text is sent to, as a member may read it."""
        return "this computer" if self.is_local else self._host

    @property
    def is_local(self) -> bool:
        """Whether text stays on this computer."""
        try:
            return ip_address(self._host).is_loopback
        except ValueError:
            return self._host == "localhost"

    @property
    def _host(self) -> str:
        return urlsplit(self.base_url).hostname or self.base_url


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long to try again. Seconds; jittered and doubled between attempts."""

    attempts: int = 3
    first_wait_s: float = 0.4
    longest_wait_s: float = 5.0  # caps Retry-After as well
    broken_replies: int = 2  # attempts in all at a reply that came whole but was unusable
