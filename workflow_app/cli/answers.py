"""What a command answers: one JSON document, or lines for people, and an exit status. Writing both exactly."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

DONE, NO, WRONG_CALL, UNUSABLE_INPUT, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True, slots=True)
class Answer:
    """`document` for `--json`, `lines` for people; `reason` is the one line on stderr when it did not work out.

    `then` is what goes on after the answer is given: serving, until somebody stops it.
    """

    document: Mapping[str, Any]
    lines: Sequence[str] = ()
    exit_status: int = DONE
    reason: str = ""
    then: Callable[[], None] | None = None


def one_line(text: str) -> str:
    """A foreign text as it may stand in a message: on one line, nothing in it that steers a terminal."""
    joined = " ".join(text.split())
    return "".join(character if character.isprintable() else "?" for character in joined)


def say(text: str) -> None:
    """A message to whoever runs the command: on stderr, never part of the answer."""
    _write(sys.stderr, one_line(text) + "\n")


def give(answer: Answer, as_json: bool) -> int:
    """Write the answer to stdout, the reason to stderr; the exit status."""
    if answer.reason:
        say(answer.reason)
    text = (
        json.dumps(answer.document, ensure_ascii=False) + "\n" if as_json else "".join(f"{x}\n" for x in answer.lines)
    )
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        _stop_writing()  # whoever read our answer has read enough
    return answer.exit_status


def _write(stream: TextIO, text: str) -> None:
    """UTF-8, whatever the terminal's settings; what cannot be encoded (half a surrogate pair) becomes `?`."""
    stream.flush()
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(text)
    else:
        binary.write(text.encode("utf-8", "replace"))
        binary.flush()
    stream.flush()


def _stop_writing() -> None:
    """Point stdout nowhere, so that Python does not complain about the closed pipe when it ends."""
    with contextlib.suppress(OSError, io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
