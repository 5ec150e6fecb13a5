"""Reads the files named in a call; one that cannot be read is a refusal that names it."""

from __future__ import annotations

from pathlib import Path

from workflow_app.errors import TooLarge, Unreadable

# More than any file we take; who reads it says how much of it is too much.
MOST_BYTES = 60_000_000


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises Unreadable (no such file, a folder, no permission …) or TooLarge."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(file=str(path), line=1, reason=getattr(error, "strerror", None) or str(error)) from error
    if len(content) > MOST_BYTES:
        raise TooLarge(file=str(path), size=path.stat().st_size, limit=MOST_BYTES)
    return content
