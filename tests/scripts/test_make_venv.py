"""What is missing on a bare machine is named in one clear line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.guards.tree import ROOT


def make_venv(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run the script where `python3` is a shell script of ours, and nothing else is called Python."""
    programs = folder / "bin"
    programs.mkdir()
    (programs / "python3").write_text(f"#!/bin/sh\n{python}\n")
    (programs / "python3").chmod(0o755)
    for name in ("sh", "command", "true"):
        found = next((place / name for place in map(Path, ("/bin", "/usr/bin")) if (place / name).exists()), None)
        if found:
            (programs / name).symlink_to(found)
    environment = {"PATH": str(programs)}
    script = str(ROOT / "scripts" / "make_venv.sh")
    call = ["/bin/sh", script, str(folder / "venv")]
    return subprocess.run(call, env=environment, capture_output=True, text=True, check=False)


def test_an_old_python_is_named_as_too_old(tmp_path: Path) -> None:
    done = make_venv(tmp_path, "exit 1")
    assert done.returncode != 0
    assert done.stderr.startswith("Python 3.11 or newer is needed")
    assert done.stderr.count("\n") == 1


def test_a_python_without_venv_is_named_with_the_package_to_install(tmp_path: Path) -> None:
    done = make_venv(tmp_path, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    assert done.returncode != 0
    assert "python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_is_installed_then(tmp_path: Path) -> None:
    make_venv(tmp_path, "exit 1")
    assert not (tmp_path / "venv").exists()


def test_scripts_are_shell_and_no_bashism_stops_them() -> None:
    for script in (ROOT / "scripts").glob("*.sh"):
        assert subprocess.run(["sh", "-n", script], env=os.environ, check=False).returncode == 0
