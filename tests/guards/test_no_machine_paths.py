"""No tracked file knows the machine it was written on."""

from __future__ import annotations

import re

import pytest

from tests.guards.tree import ROOT, tracked_files

# A folder in which somebody's work lies, at the start of a path: not part of a URL, not below the checkout.
MACHINE_PATH = re.compile(rb"""(?<![\w./:~-])(?:/(?:home|root|work|Users|workspace)/\w|[A-Z]:\\\\?Users\\)""")


def test_no_tracked_file_contains_a_path_of_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in tracked_files()
        for match in MACHINE_PATH.finditer(path.read_bytes())
        if path.suffix not in {".png", ".jpg", ".pdf", ".woff2", ".gz"}
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["home", "root", "work", "Users"])
def test_such_a_path_is_recognised(folder: str) -> None:
    assert MACHINE_PATH.search(f'open("/{folder}/somebody/file")'.encode())


def test_an_address_on_the_web_is_no_such_path() -> None:
    assert not MACHINE_PATH.search(b"https://example.org/" + b"work/home")
