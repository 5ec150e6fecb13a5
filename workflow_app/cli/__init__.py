"""The command line: `workflow-app`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that was typed, and end with its exit status: 0 done, 1 no, 2 wrong call, 3 unusable input."""
    from workflow_app.cli.program import run

    sys.exit(run(sys.argv[1:]))
