"""The documentation runs: its commands, its settings table, its links."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from coach.cli import app

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
PASSWORD: Final = "four unrelated words here"
_BLOCK: Final = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\(([^)#\s]+)\)")


def _commands(page: Path) -> list[str]:
    """Return the lines of a page's code blocks without their comments."""
    blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def _run(line: str) -> None:
    answers = f"{PASSWORD}\n{PASSWORD}\n"
    result = CliRunner().invoke(app, shlex.split(line)[1:], input=answers)
    assert result.exit_code == 0, f"{line}: {result.output}"


def test_commands_of_the_readme_run_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "handbook").mkdir()
    (tmp_path / "handbook" / "leave.md").write_text("# Leave\nAsk early.\n", encoding="utf-8")
    lines = [line for line in _commands(ROOT / "README.md") if line.startswith("coach ")]
    assert len(lines) >= 3
    for line in lines:
        _run(line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_of_a_page_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"\bmake ([a-z]+)\b", "\n".join(_commands(page)))
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


def test_rehearsal_of_the_docs_runs_on_the_scripted_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LLM_SCRIPTED_DELAY_S", "0")
    (line,) = [c for c in _commands(ROOT / "docs/rehearsals.md") if c.startswith("coach ")]
    scenario = ROOT / "tests/evals/scenarios/09-reflection.yaml"
    out = tmp_path / "out.json"
    line = line.replace("tests/evals/scenarios/*.yaml", str(scenario))
    line = line.replace("embedded", "scripted").replace("out.json", str(out))
    _run(f"{line} --open-page 0")
    assert out.stat().st_size > 0


def test_settings_table_is_todays() -> None:
    spec = importlib.util.spec_from_file_location("table", ROOT / "docs/settings_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert module.with_table(readme) == readme, "run docs/settings_table.py"


def test_no_page_names_an_index_or_a_path_of_one_machine() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"pypi\.org|files\.pythonhosted|/root/|/work/", text), page


def test_the_page_of_results_is_that_of_the_files_in_the_tree() -> None:
    spec = importlib.util.spec_from_file_location("quality", ROOT / "docs/quality.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.page()
    assert (ROOT / "docs/quality.md").read_text(encoding="utf-8") == page.text, (
        "run docs/quality.py"
    )
    there = {
        path.relative_to(ROOT / "docs").as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "docs/images/quality").glob("*.svg")
    }
    assert there == page.images, "run docs/quality.py"
