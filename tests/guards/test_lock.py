"""The lock pins every package an installation gets, and none of them under terms we cannot accept."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.guards.tree import ROOT, tracked_files

EXTRAS = ("", "build", "test")


def pins() -> dict[str, str]:
    """What the lock says: package to version."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def needed() -> set[str]:
    """Every package we need, and those they need, as far as this machine needs them."""
    found: set[str] = set()
    waiting = [("workflow-app", extra) for extra in EXTRAS]
    while waiting:
        name, extra = waiting.pop()
        for requirement in _requirements(name, extra):
            new = canonicalize_name(requirement.name)
            waiting += [(new, extra) for extra in ("", *requirement.extras)] if new not in found else []
            found.add(new)
    return found


def _requirements(name: str, extra: str) -> list[Requirement]:
    try:
        listed = [Requirement(text) for text in distribution(name).requires or []]
    except PackageNotFoundError:
        return []
    return [each for each in listed if each.marker is None or each.marker.evaluate({"extra": extra})]


def test_every_package_an_installation_gets_is_pinned() -> None:
    assert needed() - set(pins()) == set()


def test_what_is_installed_is_what_is_pinned() -> None:
    installed = {name: distribution(name).version for name in pins() if name in needed()}
    assert installed == {name: version for name, version in pins().items() if name in installed}


def test_nothing_we_use_is_under_the_agpl() -> None:
    assert [name for name in sorted(needed()) if re.search(r"AGPL|Affero", licence(name))] == []


def licence(name: str) -> str:
    """What a package says its terms are; of a whole licence text, which may mention others, only the title."""
    fields = distribution(name).metadata
    classifiers = [text for text in fields.get_all("Classifier") or [] if text.startswith("License")]
    return " ".join([*classifiers, fields.get("License-Expression") or "", (fields.get("License") or "")[:60]])


def test_no_lock_names_a_registry_of_its_own() -> None:
    locks = [path for path in tracked_files() if path.name in {"constraints.txt", "package-lock.json", ".npmrc"}]
    pattern = re.compile(
        r"(--(extra-)?index-url|--find-links|^registry=)|https?://(?!registry\.npmjs\.org/)\S+\.tgz", re.M
    )
    assert [path.name for path in locks if pattern.search(path.read_text(encoding="utf-8"))] == []
