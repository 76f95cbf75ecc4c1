"""Write the table of settings into README.md between its two marks.

Run: .venv/bin/python docs/settings_table.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from coach.settings import Settings

README: Final = Path(__file__).parent.parent / "README.md"
START: Final = "<!-- settings: written by docs/settings_table.py, checked by a test -->\n"
END: Final = "<!-- end of settings -->"


def table() -> str:
    """Return the table as Markdown, one row a setting."""
    lines = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        lines.append(f"| `COACH_{name.upper()}` | {_cell(default)} | {field.description} |")
    return "\n".join(lines) + "\n"


def _cell(default: object) -> str:
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    if value is None or value == "":
        return ""
    return f"`{str(value).replace(str(Path.home()), '~')}`"


def with_table(readme: str) -> str:
    """Return the README with today's table between the marks."""
    head, rest = readme.split(START)
    return head + START + table() + END + rest.split(END)[1]


def main() -> None:
    """Rewrite README.md."""
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
