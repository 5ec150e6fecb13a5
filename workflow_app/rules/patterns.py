"""Patterns of form fields (JavaScript's syntax, as form-js has it), matched in linear time.

Python's own engine tries every way to match: `(a+)+b` against thirty letters never ends, and who draws a form may not
stop the centre. Here all ways are followed at once (Thompson 1968), so a match costs at most text × pattern. What
needs trying back (back references, look-around) is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

MAX_PATTERN = 300
MAX_STEPS = 1000
MAX_TEXT = 1000
MAX_GROUPS = 20
Ranges = tuple[tuple[int, int], ...]
DIGITS: Ranges = ((48, 57),)
WORDS: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACES: Ranges = ((9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
                  (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))  # fmt: skip
CLASSES = {"d": DIGITS, "w": WORDS, "s": SPACES}
CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
LAST = 0x10FFFF


class PatternRefused(ValueError):
    """The pattern is wrong or not supported; the text says why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: steps are ("set", ranges), ("fork", a, b), ("begin",), ("end",), ("match",)."""

    steps: tuple[tuple[Any, ...], ...]

    def matches(self, text: str) -> bool:
        """Is there a match anywhere in the text (as `RegExp.test`)? Text beyond MAX_TEXT never matches."""
        if len(text) > MAX_TEXT:
            return False
        alive: set[int] = set()
        for place in range(len(text) + 1):
            # A match may begin at every place.
            if self._follow(alive, {0} | alive, place, len(text)):
                return True
            if place < len(text):
                alive = self._advance(alive, ord(text[place]))
        return False

    def _follow(self, alive: set[int], seeds: set[int], place: int, length: int) -> bool:
        """Fill `alive` with the steps that wait for a character; true if the end of the pattern is reached."""
        alive.clear()
        waiting, seen = list(seeds), set[int]()
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            step = self.steps[at]
            if step[0] == "match":
                return True
            if step[0] == "set":
                alive.add(at)
            elif step[0] == "fork":
                waiting += step[1:]
            elif (step[0] == "begin" and place == 0) or (step[0] == "end" and place == length):
                waiting.append(at + 1)
        return False

    def _advance(self, alive: set[int], character: int) -> set[int]:
        # A repeated class is one object in all its steps: it is asked once for each character.
        known: dict[int, bool] = {}
        reached = set()
        for at in alive:
            ranges = self.steps[at][1]
            if id(ranges) not in known:
                known[id(ranges)] = any(low <= character <= high for low, high in ranges)
            if known[id(ranges)]:
                reached.add(at + 1)
        return reached


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Pattern:
    """Raises PatternRefused."""
    if len(pattern) > MAX_PATTERN:
        raise PatternRefused(f"超过 {MAX_PATTERN} 个字符 / longer than {MAX_PATTERN} characters")
    parser = _Parser(pattern)
    tree = parser.alternatives()
    if parser.place < len(pattern):
        raise PatternRefused(f"第 {parser.place + 1} 个字符处括号不配对 / unbalanced bracket")
    program = _Program()
    program.emit(tree)
    program.add("match")
    return Pattern(tuple(program.steps))


@dataclass(slots=True)
class _Program:
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    emitted: int = 0

    def add(self, *step: Any) -> int:
        if len(self.steps) >= MAX_STEPS:
            raise PatternRefused("重复次数过多 / too many repetitions")
        self.steps.append(step)
        return len(self.steps) - 1

    def emit(self, node: tuple[Any, ...]) -> None:
        # An empty group repeated a million times makes no steps, but takes its time.
        self.emitted += 1
        if self.emitted > 10 * MAX_STEPS:
            raise PatternRefused("重复次数过多 / too many repetitions")
        kind = node[0]
        if kind == "sequence":
            for part in node[1]:
                self.emit(part)
        elif kind == "either":
            self._either(node[1])
        elif kind == "repeat":
            self._repeat(*node[1:])
        else:
            self.add(*node)

    def _either(self, branches: list[tuple[Any, ...]]) -> None:
        ends = []
        for branch in branches[:-1]:
            fork = self.add("fork")
            self.emit(branch)
            ends.append(self.add("fork"))
            self.steps[fork] = ("fork", fork + 1, len(self.steps))
        self.emit(branches[-1])
        for end in ends:
            self.steps[end] = ("fork", len(self.steps))

    def _repeat(self, node: tuple[Any, ...], least: int, most: int | None) -> None:
        for _ in range(least):
            self.emit(node)
        if most is None:
            fork = self.add("fork")
            self.emit(node)
            self.add("fork", fork)
            self.steps[fork] = ("fork", fork + 1, len(self.steps))
            return
        forks = []
        for _ in range(most - least):
            forks.append(self.add("fork"))
            self.emit(node)
        for fork in forks:
            self.steps[fork] = ("fork", fork + 1, len(self.steps))


class _Parser:
    """Recursive descent over the pattern's text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0

    def alternatives(self) -> tuple[Any, ...]:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else ("either", branches)

    def _sequence(self) -> tuple[Any, ...]:
        return ("sequence", list(self._repeated()))

    def _repeated(self) -> Iterator[tuple[Any, ...]]:
        while self.place < len(self.text) and self.text[self.place] not in "|)":
            atom = self._atom()
            bounds = self._quantifier()
            if bounds and atom[0] in ("begin", "end"):
                raise self._wrong()
            yield ("repeat", atom, *bounds) if bounds else atom

    def _quantifier(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        mark = self._peek()
        bounds = simple.get(mark)
        if bounds:
            self.place += 1
        elif mark == "{":
            bounds = self._counted()
        if bounds:
            # Lazy or greedy makes no difference to whether there is a match.
            self._take("?")
        return bounds

    def _counted(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.place)
        least, comma, most = self.text[self.place + 1 : end].partition(",")
        numbers = [text for text in (least, most) if text]
        if end < 0 or not least or not all(text.isdecimal() and text.isascii() and len(text) < 5 for text in numbers):
            raise self._wrong()
        upper = int(most) if most else None if comma else int(least)
        if upper is not None and upper < int(least):
            raise self._wrong()
        self.place = end + 1
        return int(least), upper

    def _atom(self) -> tuple[Any, ...]:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return ("set", self._class())
        if character in "^$":
            return ("begin",) if character == "^" else ("end",)
        if character == ".":
            return ("set", _others(((10, 10), (13, 13), (0x2028, 0x2029))))
        if character == "\\":
            return ("set", self._escape())
        if character in "*+?{}]":
            raise self._wrong()
        return ("set", ((ord(character), ord(character)),))

    def _group(self) -> tuple[Any, ...]:
        if self._take("?") and not self._take(":"):
            raise PatternRefused("不支持断言和命名分组 / look-around and named groups are not supported")
        self.depth += 1
        if self.depth > MAX_GROUPS:
            raise PatternRefused("括号嵌套过深 / nested too deep")
        inside = self.alternatives()
        self.depth -= 1
        if not self._take(")"):
            raise self._wrong()
        return inside

    def _class(self) -> Ranges:
        negated = self._take("^")
        ranges: list[tuple[int, int]] = []
        while not self._take("]"):
            ranges += self._class_item()
        return _others(tuple(ranges)) if negated else tuple(ranges)

    def _class_item(self) -> Ranges:
        first = self._class_atom()
        if self._peek() != "-" or self.text[self.place + 1 : self.place + 2] == "]":
            return first
        self.place += 1
        last = self._class_atom()
        low, high = first[0][0], last[-1][1]
        if len(first) != 1 or len(last) != 1 or first[0][1] != low or last[0][0] != high or high < low:
            raise self._wrong()
        return ((low, high),)

    def _class_atom(self) -> Ranges:
        character = self._next()
        return self._escape() if character == "\\" else ((ord(character), ord(character)),)

    def _escape(self) -> Ranges:
        character = self._next()
        if character.lower() in CLASSES:
            ranges = CLASSES[character.lower()]
            return ranges if character.islower() else _others(ranges)
        if character in "ux":
            return self._code_point(4 if character == "u" else 2)
        if character.isalnum() and character not in CONTROLS:
            raise PatternRefused(f"不支持 \\{character} / \\{character} is not supported")
        code = CONTROLS.get(character, ord(character))
        return ((code, code),)

    def _code_point(self, digits: int) -> Ranges:
        text = self.text[self.place : self.place + digits]
        if len(text) < digits or not all(digit in "0123456789abcdefABCDEF" for digit in text):
            raise self._wrong()
        self.place += digits
        return ((int(text, 16), int(text, 16)),)

    def _peek(self) -> str:
        return self.text[self.place : self.place + 1]

    def _next(self) -> str:
        if self.place >= len(self.text):
            raise self._wrong()
        self.place += 1
        return self.text[self.place - 1]

    def _take(self, wanted: str) -> bool:
        found = self._peek() == wanted
        self.place += found
        return found

    def _wrong(self) -> PatternRefused:
        return PatternRefused(f"第 {self.place} 个字符附近写法不对 / wrong near character {self.place}")


def _others(ranges: Ranges) -> Ranges:
    """Everything but these."""
    found, begin = [], 0
    for low, high in sorted(ranges):
        if low > begin:
            found.append((begin, low - 1))
        begin = max(begin, high + 1)
    return (*found, (begin, LAST)) if begin <= LAST else tuple(found)
