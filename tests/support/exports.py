"""An export of another installation: one item that may be taken in, and one that may not."""

from __future__ import annotations

from typing import Any, Final

from tests.support.repertoire import SILENT_ROOM

ITEM: Final[dict[str, Any]] = {
    "id": "a" * 32,
    "kind": "story",
    "source": "member",
    "title": "The <b>silent</b> room",
    "text": SILENT_ROOM,
    "created_on": "2026-03-02",
    "consent": {
        "audience": "organisation",
        "attribution": "none",
        "may_build": True,
        "may_quote": False,
        "version": 1,
        "given_on": "2026-03-02",
    },
}
FILE: Final[dict[str, Any]] = {
    "format": "repertoire-items",
    "version": 1,
    "installation": "b" * 32,
    "exported_on": "2026-03-02",
    "items": [ITEM, {**ITEM, "id": "c" * 32, "consent": None, "title": "<i>No</i>"}],
}
