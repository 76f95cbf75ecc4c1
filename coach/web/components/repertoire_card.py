"""The group's repertoire as a file: taken along by its members, taken in by whoever leads."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import streamlit as st

from coach.domain.people import Actor
from coach.services.repertoire_import import Imported
from coach.web.components import markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.runtime import current_actor, services

PLACE: Final = "repertoire"
_KINDS: Final = {"md": "Markdown", "docx": "Word", "json": "JSON"}


def draw(actor: Actor, group_id: str, *, leads: bool) -> None:
    """Draw the files for whoever takes part; with `leads` what was taken in, and the way there."""
    show_error(PLACE)
    with st.expander("Take our repertoire along", key="repertoire-files"):
        markup.note(
            "What the group may read now, under the names that its authors chose. What somebody "
            "takes back later has to go from your copy too."
        )
        wide = st.checkbox("Also what members gave to everybody", key=f"wide-{group_id}")
        query = f"group={quote(group_id)}" + ("&wide=1" if wide else "")
        links = (
            markup.download(f"/export/repertoire.{ending}?{query}", name)
            for ending, name in _KINDS.items()
        )
        st.html(f'<p class="downloads">{"".join(links)}</p>')
    if leads:
        _taken_in(group_id, services().repertoire_import.imported(actor, group_id))


def _taken_in(group_id: str, imported: tuple[Imported, ...]) -> None:
    with st.expander("Take another repertoire in", key="repertoire-import"):
        address = text(f"/repertoire/import?group={quote(group_id)}")
        st.html(f'<p><a href="{address}" target="_self">Choose an export in JSON</a></p>')
        if imported:
            markup.note("Taken in so far. It has no author here, so you can delete it.")
        for one in imported:
            st.button(
                f"Delete *: {plain(one.title)}*",
                key=f"delete-imported-{one.id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=_delete,
                args=(one.id,),
            )


def _delete(item_id: str) -> None:
    with reporting(PLACE):
        services().repertoire_import.remove(current_actor(), item_id)
        done("It is deleted.")
