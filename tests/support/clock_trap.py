"""A trap: whatever reads the machine's clock or draws something random inside it fails, in whatever module."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

CLOCKS = frozenset({
    "time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "time.localtime", "time.gmtime",
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "posix.urandom", "Random.random", "Random.getrandbits",
})  # fmt: skip
DRAWS = frozenset({"uuid1", "uuid4"})


class ClockRead(AssertionError):
    """Something read a clock or drew a random number."""


@contextmanager
def no_clock() -> Iterator[None]:
    """Inside, reading the clock or drawing a random number raises `ClockRead`.

    A profiler sees every call of a C function, however it was imported: patching names would miss some.
    """
    before = sys.getprofile()
    # Test tools let the garbage collector call them, and then look at the clock themselves.
    gc.collect()
    gc.disable()
    sys.setprofile(_watch)
    try:
        yield
    finally:
        sys.setprofile(before)
        gc.enable()


def _watch(frame: FrameType, event: str, argument: Any) -> None:
    if event == "c_call" and _name(argument) in CLOCKS:
        raise ClockRead(f"{_name(argument)} called in {frame.f_code.co_filename}:{frame.f_lineno}")
    if event == "call" and frame.f_code.co_name in DRAWS:
        raise ClockRead(f"{frame.f_code.co_name} called")


def _name(function: Any) -> str:
    """`time.time`, `datetime.now`: the module's or the class's name before the function's."""
    name: str = getattr(function, "__qualname__", "")
    return name if "." in name else f"{getattr(function, '__module__', '')}.{name}"
