"""From what a browser posts to the nested data a form file describes; nothing is judged here, only shaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from werkzeug.datastructures import MultiDict

from workflow_app.rules.form_model import MANY_CHOICES, SHOWING, put
from workflow_app.rules.forms import MOST_ENTRIES
from workflow_app.web.pages.form_views import (
    GROUP,
    LIST,
    PREFIX,
    Component,
    Evaluate,
    is_hidden,
    is_locked,
    mapping,
    name_of,
)

Posted = MultiDict[str, str]


def read_answers(components: Iterable[Component], posted: Posted, evaluate: Evaluate) -> dict[str, Any]:
    """The answers, nested as the form nests them; blank ones are None. What does not read as a number or date stays
    text, so that the check can refuse it and the page show it again. Fields the form does not have are kept, to be
    refused; those that their condition hides now are left out."""
    reading = _Reading(posted, evaluate)
    answers = reading.fields(list(components), PREFIX)
    unknown = [name for name in posted if name.startswith(f"{PREFIX}.") and name not in reading.used]
    return answers | {name.removeprefix(f"{PREFIX}."): posted[name] for name in sorted(unknown)}


class _Reading:
    """One posted form; `used` are the names some field took."""

    def __init__(self, posted: Posted, evaluate: Evaluate) -> None:
        self.posted = posted
        self.evaluate = evaluate
        self.used: set[str] = set()

    def fields(self, components: list[Component], prefix: str) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for component in components:
            self._take(component, prefix, answers)
        for component in components:
            if component.get("type") != GROUP and is_hidden(component, answers, self.evaluate):
                _remove(answers, name_of(component))
        return answers

    def _take(self, component: Component, prefix: str, answers: dict[str, Any]) -> None:
        kind = str(component.get("type"))
        if kind == GROUP:
            self._take_group(component, prefix, answers)
        elif kind == LIST:
            path = f"{prefix}.{name_of(component)}"
            put(answers, tuple(name_of(component).split(".")), self._entries(component, path))
        elif kind not in SHOWING and not is_locked(component):
            path = f"{prefix}.{name_of(component)}"
            self.used.add(path)
            put(answers, tuple(name_of(component).split(".")), self._answer(kind, path))

    def _take_group(self, component: Component, prefix: str, answers: dict[str, Any]) -> None:
        path, inside = str(component.get("path") or ""), list(component.get("components", ()))
        if not path:
            answers |= self.fields(inside, prefix)
        elif inner := self.fields(inside, f"{prefix}.{path}"):
            put(answers, tuple(path.split(".")), inner)

    def _entries(self, component: Component, path: str) -> list[dict[str, Any]]:
        """A dynamic list's entries, in the order of their numbers."""
        tails = (name.removeprefix(f"{path}.") for name in self.posted if name.startswith(f"{path}."))
        numbers = {tail.split(".", 1)[0] for tail in tails}
        usable = sorted((number for number in numbers if _is_place(number)), key=int)
        inside = list(component.get("components", ()))
        # One more than a list may have, so that the check says so; whoever sends thousands is not waited for.
        return [self.fields(inside, f"{path}.{number}") for number in usable[: MOST_ENTRIES + 1]]

    def _answer(self, kind: str, path: str) -> Any:
        if kind == "checkbox":
            return path in self.posted
        if kind in MANY_CHOICES:
            return [text for text in self.posted.getlist(path) if text]
        text = self.posted.get(path, "").replace("\r\n", "\n").strip()
        if kind == "filepicker":
            return [line.strip() for line in text.split("\n") if line.strip()]
        return text or None


def without_empty_entries(answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers, dynamic lists without the entries that were left blank."""
    return {name: _filled(value) if isinstance(value, list) else value for name, value in answers.items()}


def _filled(entries: list[Any]) -> list[Any]:
    return [each for each in entries if not isinstance(each, dict) or any(_said(value) for value in each.values())]


def _said(value: Any) -> bool:
    return any(_said(each) for each in value.values()) if isinstance(value, dict) else value not in (None, False, [])


def change_entries(answers: dict[str, Any], posted: Posted) -> dict[str, Any] | None:
    """The answers with a dynamic list's entry added (`add=path`) or removed (`remove=path.2`); None if neither button
    was pressed."""
    if path := posted.get("add"):
        return _changed(answers, path, lambda entries: [*entries, {}])
    if path := posted.get("remove"):
        path, _, number = path.rpartition(".")
        return _changed(answers, path, lambda entries: [e for at, e in enumerate(entries) if str(at) != number])
    return None


def _changed(answers: dict[str, Any], path: str, change: Callable[[list[Any]], list[Any]]) -> dict[str, Any]:
    """The answers with the list at `path` changed, which may stand in another one's entry; as they are if none does."""
    changed = deepcopy(answers)
    *way, last = path.removeprefix(f"{PREFIX}.").split(".")
    holder = _reached(changed, way)
    if isinstance(holder, dict) and isinstance(holder.get(last), list):
        holder[last] = change(holder[last])
    return changed


def _remove(answers: dict[str, Any], name: str) -> None:
    *way, last = name.split(".")
    holder = _reached(answers, way)
    if isinstance(holder, dict):
        holder.pop(last, None)


def _reached(answers: Any, way: list[str]) -> Any:
    """What stands at the end of the way: through objects by name, through lists by place; None where nothing does."""
    for part in way:
        if isinstance(answers, list):
            answers = answers[int(part)] if _is_place(part) and int(part) < len(answers) else None
        else:
            answers = mapping(answers).get(part)
    return answers


def _is_place(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 10
