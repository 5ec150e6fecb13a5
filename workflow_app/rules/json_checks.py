"""What Python's JSON reader lets pass and no file may hold: a key twice in one object, numbers that are none."""

from __future__ import annotations

from typing import Any, NoReturn


class NotStrictJson(ValueError):
    """Its text says what is wrong in both languages, `zh` and `en` in one."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


def no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's members (`object_pairs_hook`). Raises NotStrictJson for a key that stands there twice."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise NotStrictJson(f"“{name[:100]}”重复", f"a key stands twice in one object, {name[:100]!r}")
        found[name] = value
    return found


def no_constant(name: str) -> NoReturn:
    """NaN and Infinity (`parse_constant`). Raises NotStrictJson."""
    raise NotStrictJson(f"{name} 不是 JSON 数字", f"{name} is not JSON")
