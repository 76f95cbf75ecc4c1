"""Makes the files of tests/evals/documents: `python -m tests.support.evaluation_documents`."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from tests.support import documents

FOLDER = Path(__file__).parents[1] / "evals" / "documents"
STORY = (
    "In the third week the shift leads stopped asking me first. I had promised to count to ten "
    "before I answered, and mostly I did. What surprised me was how good their own answers were."
)
_MEMBER = 6_000_000
"""Bytes of each member of the archive that unpacks to far more than it holds."""


def made() -> dict[str, tuple[bytes, str]]:
    """Return content and expected outcome of each file."""
    word = documents.docx(["# Counting to ten", STORY], title="Counting to ten")
    noise = Random(1).randbytes(4096)
    return {
        "story.docx": (word, "read"),
        "slides.pptx": (documents.pptx([("Counting to ten", STORY)]), "read"),
        "plan.xlsx": (documents.xlsx([["who", "what"], ["shift leads", "answer first"]]), "read"),
        "old_plan.xls": (documents.xls([["who", "what"], ["shift leads", 3.0]]), "read"),
        "handbook.pdf": (documents.pdf([[STORY[:80], STORY[80:160]]], title="Handbook"), "read"),
        "book.epub": (documents.epub([("Counting to ten", STORY)], "Small habits"), "read"),
        "page.html": (f"<html><body><h1>Ten</h1><p>{STORY}</p></body></html>".encode(), "read"),
        "notes.md": (f"# Counting to ten\n\n{STORY}\n".encode(), "read"),
        "notes.txt": (STORY.encode(), "read"),
        "utf16.txt": (STORY.encode("utf-16"), "read"),
        "table.csv": (b"who,what\nshift leads,answer first\nme,count to ten\n", "read"),
        "mail.eml": (documents.eml(STORY), "read"),
        "mail.msg": (documents.msg("Handover", STORY), "read"),
        "meeting.vtt": (b"WEBVTT\n\n00:00.000 --> 00:04.000\nThey answered first.\n", "read"),
        "word_named_as.pdf": (word, "read"),
        "script.html": (f"<p>{STORY}</p><script>window.__pwned = 1</script>".encode(), "read"),
        "truncated.docx": (word[: len(word) // 2], "corrupt"),
        "unpacks_to_much.docx": (_bomb(), "expands"),
        "protected.docx": (documents.locked(word), "encrypted"),
        "protected.pdf": (documents.pdf([["secret"]], encrypt=True), "encrypted"),
        "scanned.pdf": (documents.pdf([[]]), "no_text"),
        "random.bin": (noise, "unsupported"),
        "random_named_as.docx": (noise[::-1], "unsupported"),
        "archive.zip": (documents.packed({"notes.txt": STORY}), "unsupported"),
        "picture.png": (b"\x89PNG\r\n\x1a\n" + noise[:512], "unsupported"),
        "empty.txt": (b"", "empty"),
        "blank.txt": (b" \n\t\n ", "empty"),
    }


def _bomb() -> bytes:
    zeros = {f"word/media/{number}.bin": bytes(_MEMBER) for number in range(8)}
    return documents.docx([STORY], extra=zeros)


def main() -> None:
    """Write them, and what is expected of each."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, (content, outcome) in made().items():
        FOLDER.joinpath(name).write_bytes(content)
        lines.append(json.dumps({"file": name, "outcome": outcome}))
    FOLDER.joinpath("expected.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
