"""What exists is documented: settings, folders, commands, decisions."""

from __future__ import annotations

import re

from tests.guards.tree import PACKAGE, ROOT, tracked_files
from workflow_app.config import PREFIX, describe

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    missing = [row.variable for row in describe() if f"| `{row.variable}` | `{row.default}` |" not in README]
    assert missing == []


def test_the_readme_invents_no_setting() -> None:
    named = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", README))
    assert named - {row.variable for row in describe()} == set()


def test_every_package_is_on_the_readmes_map() -> None:
    packages = [path.parent.relative_to(ROOT) for path in PACKAGE.rglob("__init__.py")]
    assert [str(package) for package in sorted(packages) if f"`{package}/`" not in README] == []


def test_every_top_folder_is_on_the_readmes_map() -> None:
    parts = (path.relative_to(ROOT).parts for path in tracked_files())
    folders = {first for first, *rest in parts if rest and not first.startswith(".")}
    assert [folder for folder in sorted(folders) if f"`{folder}/`" not in README] == []


def test_every_decision_is_in_their_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in sorted(folder.glob("0*.md")) if f"({page.name})" not in index] == []


def test_every_decision_says_how_to_check_it() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    assert [page.name for page in pages if "**How to check.**" not in page.read_text(encoding="utf-8")] == []


def test_every_link_of_the_readme_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)", README)
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (ROOT / target).exists()] == []
