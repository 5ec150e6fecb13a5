"""From what a browser posts to the nested data a form file describes; nothing is judged here, only shaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

from workflow_app.web.pages.form_views import GROUPS, LISTS, PREFIX, SEVERAL, SHOWN_ONLY, Component, name_of

Posted = MultiDict[str, str]


def read_answers(components: Iterable[Component], posted: Posted) -> dict[str, Any]:
    """The answers by field name. Blank answers are None; what does not read as a number stays text, so that the
    check can refuse it and the page can show it again; fields the form does not have are kept, to be refused."""
    components = list(components)
    used: set[str] = set()
    answers = _read(components, posted, PREFIX, used)
    unknown = {name for name in posted if name.startswith(f"{PREFIX}.") and name not in used}
    return answers | {name.removeprefix(f"{PREFIX}."): posted[name] for name in sorted(unknown)}


def _read(components: Iterable[Component], posted: Posted, prefix: str, used: set[str]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for component in components:
        kind = str(component.get("type", "textfield"))
        if kind in GROUPS:
            answers |= _read_group(component, posted, prefix, used)
        elif kind in LISTS:
            answers[name_of(component)] = _read_list(component, posted, f"{prefix}.{name_of(component)}", used)
        elif kind not in SHOWN_ONLY and not (component.get("readonly") or component.get("disabled")):
            path = f"{prefix}.{name_of(component)}"
            used.add(path)
            answers[name_of(component)] = _answer(kind, posted, path)
    return answers


def _read_group(component: Component, posted: Posted, prefix: str, used: set[str]) -> dict[str, Any]:
    path = component.get("path")
    inner = _read(component.get("components", ()), posted, f"{prefix}.{path}" if path else prefix, used)
    return {str(path): inner} if path else inner


def _read_list(component: Component, posted: Posted, path: str, used: set[str]) -> list[dict[str, Any]]:
    """A dynamic list's rows, in the order of their numbers; rows in which nothing was answered are left out."""
    numbers = {name.removeprefix(f"{path}.").split(".")[0] for name in posted if name.startswith(f"{path}.")}
    rows = []
    for number in sorted((n for n in numbers if n.isdecimal() and n.isascii()), key=int):
        row = _read(component.get("components", ()), posted, f"{path}.{number}", used)
        rows.append(row)
    return rows


def without_empty_rows(answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers, dynamic lists without the rows that were left blank."""
    return {name: _filled(value) if isinstance(value, list) else value for name, value in answers.items()}


def _filled(rows: list[Any]) -> list[Any]:
    return [row for row in rows if not isinstance(row, dict) or any(v not in (None, False, []) for v in row.values())]


def _answer(kind: str, posted: Posted, path: str) -> Any:
    if kind == "checkbox":
        return path in posted
    if kind in SEVERAL:
        return [text for text in posted.getlist(path) if text]
    text = posted.get(path, "").replace("\r\n", "\n").strip()
    if kind == "number":
        return _number(text)
    if kind == "filepicker":
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text or None


def _number(text: str) -> Any:
    if not text:
        return None
    digits = text.lstrip("-")
    # JSON numbers that a float keeps exactly; anything else goes on as text and is judged by the check.
    return int(text) if digits.isdecimal() and digits.isascii() and len(digits) <= 15 and text.count("-") <= 1 else text


def change_rows(answers: dict[str, Any], posted: Posted) -> dict[str, Any] | None:
    """The answers with a dynamic list's row added (`add=path`) or removed (`remove=path.2`); None if neither button
    was pressed."""
    if path := posted.get("add"):
        return _with_rows(answers, path, lambda rows: [*rows, {}])
    if path := posted.get("remove"):
        head, _, number = path.rpartition(".")
        if number.isdecimal():
            return _with_rows(answers, head, lambda rows: [r for at, r in enumerate(rows) if at != int(number)])
    return None


def _with_rows(answers: dict[str, Any], path: str, change: Any) -> dict[str, Any]:
    changed = dict(answers)
    names = path.removeprefix(f"{PREFIX}.").split(".")
    holder = changed
    for name in names[:-1]:
        if not isinstance(holder.get(name), dict):
            return answers
        holder[name] = holder = dict(holder[name])
    rows = holder.get(names[-1])
    holder[names[-1]] = change(rows if isinstance(rows, list) else [])
    return changed
