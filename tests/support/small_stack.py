"""A stack with little room left, on which recursion that grows with a case's history fails soon."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

ROOM = 250


@contextmanager
def small_stack() -> Iterator[None]:
    """Inside, Python's stack has room for `ROOM` more calls."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(_depth() + ROOM)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _depth() -> int:
    frame = sys._getframe()
    for depth in count(1):
        if frame.f_back is None:
            return depth
        frame = frame.f_back
    raise AssertionError
