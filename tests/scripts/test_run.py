"""`make run`: fills a new centre once, fills on what was interrupted, and serves any other as it is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.guards.tree import ROOT

FAKE = """#!/bin/sh
echo "$@ in $WORKFLOW_APP_VAR" >> "$(dirname "$0")/calls"
[ "$1" = "{fails}" ] && exit 3
exit 0
"""


def run(folder: Path, fails: str = "nothing") -> list[str]:
    """Run the script with a program that only notes how it is called; the calls of this run."""
    program = folder / "workflow-app"
    program.write_text(FAKE.format(fails=fails))
    program.chmod(0o755)
    (folder / "calls").unlink(missing_ok=True)
    script = str(ROOT / "scripts" / "run.sh")
    subprocess.run(["sh", script, program, folder / "var", "9000", "60"], capture_output=True, check=False)
    return [line.split(" in ")[0] for line in (folder / "calls").read_text().splitlines()]


def test_a_new_centre_is_filled_then_served(tmp_path: Path) -> None:
    assert run(tmp_path) == ["demo --cases 60", "serve --sandbox --port 9000"]


def test_the_second_time_it_is_only_served(tmp_path: Path) -> None:
    run(tmp_path)
    assert run(tmp_path) == ["serve --sandbox --port 9000"]


def test_a_centre_of_ones_own_is_served_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "workflow.sqlite3").touch()
    assert run(tmp_path) == ["serve --sandbox --port 9000"]


def test_what_could_not_be_filled_is_not_served(tmp_path: Path) -> None:
    assert run(tmp_path, fails="demo") == ["demo --cases 60"]


def test_what_was_interrupted_is_filled_on(tmp_path: Path) -> None:
    run(tmp_path, fails="demo")
    assert run(tmp_path) == ["demo --cases 60", "serve --sandbox --port 9000"]


def test_the_program_is_told_where_the_data_lie(tmp_path: Path) -> None:
    run(tmp_path)
    assert (tmp_path / "calls").read_text().splitlines()[0].endswith(f" in {tmp_path / 'var'}")


@pytest.mark.parametrize("name", ["make_venv.sh", "run.sh"])
def test_the_scripts_are_written_for_any_shell(name: str) -> None:
    assert (ROOT / "scripts" / name).read_text().startswith("#!/bin/sh\n")
