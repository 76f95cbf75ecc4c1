"""Drawing our own pages from their templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from coach.services.passwords import SHORTEST
from coach.settings import Settings
from coach.web.cookies import set_form_secret
from coach.web.forms import form_key
from coach.web.headers import PLAIN_CSP

PASSWORD_HINT: Final = (
    f"At least {SHORTEST} characters; four unrelated words are easy to keep in mind."
)


def beside(sentence: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the error beside the field that it speaks of: the first of `fields` whose word occurs.

    `fields` maps a word to a field. A sentence without such a word stands above the form.
    """
    if not sentence:
        return {}
    said = sentence.lower()
    return {next((field for word, field in fields.items() if word in said), "form"): sentence}


class PageDrawer:
    """Draws a template as a response: form token, language, policy."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("coach.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def draw(
        self,
        request: Request,
        template: str,
        *,
        settings: Settings,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        **facts: object,
    ) -> HTMLResponse:
        """Return the page; `errors` maps a field, or "form", to the sentence beside it."""
        key = form_key(request)
        html = self._templates.get_template(template).render(
            form_token=key.token,
            errors=defaultdict(str, errors or {}),
            actor=request.state.actor,
            **facts,
        )
        response = HTMLResponse(html, status, {"Content-Security-Policy": PLAIN_CSP})
        if key.fresh:
            set_form_secret(response, key.secret, settings)
        return response

    def notice(
        self,
        request: Request,
        *,
        settings: Settings,
        status: int,
        title: str,
        sentence: str,
        onward: str = "/",
        onward_label: str = "To Repertoire",
    ) -> HTMLResponse:
        """Return a page of one sentence with one way on."""
        return self.draw(
            request,
            "notice.html",
            settings=settings,
            status=status,
            title=title,
            sentence=sentence,
            onward=onward,
            onward_label=onward_label,
        )
