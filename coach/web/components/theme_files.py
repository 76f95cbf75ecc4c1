"""The links by which whoever takes part saves a released report as a file."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import streamlit as st

from coach.web.components import markup

_KINDS: Final = {"md": "Markdown", "docx": "Word", "pdf": "PDF"}


def draw(report_id: str) -> None:
    """Draw the links."""
    links = "".join(
        markup.download(f"/export/themes.{ending}?report={quote(report_id)}", label)
        for ending, label in _KINDS.items()
    )
    st.html(f'<div class="downloads">{links}</div>')
