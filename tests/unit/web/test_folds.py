"""What is folded away stays as the reader left it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import coach.web

_MODULES = sorted(Path(coach.web.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("module", _MODULES, ids=lambda path: path.stem)
def test_every_fold_has_a_key(module: Path) -> None:
    # Without one Streamlit knows a fold by its place: it closes when something above it appears.
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"st.expander", "st.popover"}:
            named = {keyword.arg for keyword in node.keywords}
            assert "key" in named, f"line {node.lineno}: {ast.unparse(node)[:60]}"
