"""Running the installation, for admins: people, groups, texts, models, jobs, totals, audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.web.components import (
    admin_audit,
    admin_groups,
    admin_jobs,
    admin_model,
    admin_people,
    admin_texts,
    admin_totals,
    markup,
    nav,
)
from coach.web.components.wording import counted
from coach.web.runtime import services

_PARTS: Final[dict[str, tuple[str, Callable[[Actor], None]]]] = {
    "people": ("People", admin_people.draw),
    "groups": ("Groups", admin_groups.draw),
    "texts": ("Texts", admin_texts.draw),
    "model": ("Model and index", admin_model.draw),
    "jobs": ("Jobs", admin_jobs.draw),
    "totals": ("For a sponsor", admin_totals.draw),
    "audit": ("Audit", admin_audit.draw),
}
_FIRST: Final = "people"


def page(actor: Actor) -> None:
    """Draw the part of the address, the first one if it names none."""
    overview = services().installation.overview(actor)
    wanted = st.query_params.get("part", _FIRST)
    part = wanted if wanted in _PARTS else _FIRST
    people, groups = counted(overview.people, "account"), counted(overview.groups, "group")
    markup.heading(
        "Admin",
        f"{people}, {groups}, version {overview.version}. Nothing that people write is shown here.",
    )
    with st.container(key="admin-parts", horizontal=True, gap="xsmall"):
        for name, (title, _) in _PARTS.items():
            key = f"admin-part-{name}{'-current' if name == part else ''}"
            with st.container(key=key, width="content"):
                nav.link("admin", title, part=name)
    _PARTS[part][1](actor)
