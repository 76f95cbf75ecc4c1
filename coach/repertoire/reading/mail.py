"""E-mail: a small heading, the text, and the names of what was attached."""

from __future__ import annotations

import io
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Final

from coach.repertoire.reading.clean import one_line

_SHOWN: Final = ("From", "To", "Date")
_UNNAMED: Final = "unnamed"
_FILE_NAMES: Final = ("__substg1.0_3707001F", "__substg1.0_3704001F")


def from_eml(data: bytes, from_html: Callable[[str], str]) -> tuple[str, str]:
    """Return subject and Markdown; `from_html` converts a body that has no plain form."""
    mail = BytesParser(policy=policy.default).parsebytes(data)
    body = mail.get_body(preferencelist=("plain", "html"))
    text = _content(body) if isinstance(body, EmailMessage) else ""
    if isinstance(body, EmailMessage) and body.get_content_type() == "text/html":
        text = from_html(text)
    headers = {name: str(mail[name] or "") for name in _SHOWN}
    attached = [part.get_filename() or _UNNAMED for part in mail.iter_attachments()]
    subject = one_line(str(mail["Subject"] or ""))
    return subject, written(subject, headers, text, attached)


def from_msg(data: bytes, markdown: str) -> tuple[str, str]:
    """Return subject and Markdown from what the converter made of an Outlook message."""
    head, _, text = markdown.partition("\n## Content\n")
    headers = {}
    for line in head.splitlines():
        name, _, value = line.removeprefix("**").partition(":** ")
        headers[name] = value
    subject = one_line(headers.get("Subject", ""))
    shown = {name: headers.get(name, "") for name in _SHOWN}
    return subject, written(subject, shown, text, _attached_to_msg(data))


def written(subject: str, headers: dict[str, str], text: str, attached: list[str]) -> str:
    """Return a message with text as Markdown; nothing when it says nothing."""
    if not text.strip() and not subject:
        return ""
    lines = [f"- {name}: {one_line(value)}" for name, value in headers.items() if value.strip()]
    parts = [f"# {subject}" if subject else "", "\n".join(lines), text.strip("\n")]
    if attached:
        parts.append(f"Attached, not opened: {', '.join(map(one_line, attached))}")
    return "\n\n".join(filter(None, parts))


def _content(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # an unknown character set
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""


def _attached_to_msg(data: bytes) -> list[str]:
    import olefile  # noqa: PLC0415

    names = []
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        for folder in sorted({entry[0] for entry in container.listdir()}):
            if folder.startswith("__attach_version1.0_"):
                streams = [[folder, name] for name in _FILE_NAMES]
                found = next((stream for stream in streams if container.exists(stream)), None)
                raw = container.openstream(found).read() if found else b""
                names.append(raw.decode("utf-16-le", errors="replace").strip("\x00") or _UNNAMED)
    return names
