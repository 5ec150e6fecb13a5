"""A form on a page from first look to refusal: views for the template, problems for the summary on top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow_app.errors import Refusal, in_language
from workflow_app.web.pages.form_answers import Posted, change_rows, read_answers, without_empty_rows
from workflow_app.web.pages.form_views import PREFIX, FieldView, field_views

LANGUAGE = "zh"


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary; `id` is the field it leads to, '' if there is none."""

    id: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form file with what has been typed into it. `definition` None: the step has no form."""

    definition: Mapping[str, Any] | None
    answers: dict[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def components(self) -> list[Mapping[str, Any]]:
        """The form's fields as its file holds them."""
        return list((self.definition or {}).get("components", ()))

    @property
    def views(self) -> tuple[FieldView, ...]:
        """The fields as the template draws them."""
        return field_views(self.components, {**self.context, **self.answers}, self.errors)

    def posted(self, posted: Posted) -> FilledForm:
        """The same form with what a browser sent."""
        return FilledForm(self.definition, read_answers(self.components, posted), self.context)

    def with_rows_changed(self, posted: Posted) -> FilledForm | None:
        """The form with a list's row added or removed, None if that was not asked for."""
        changed = change_rows(self.answers, posted)
        return None if changed is None else FilledForm(self.definition, changed, self.context)

    def data(self) -> dict[str, Any]:
        """What is handed in: the answers without lists' rows that were left blank."""
        return without_empty_rows(self.answers)

    def refused(self, refusal: Refusal) -> FilledForm:
        """The form with a refusal's errors at its fields."""
        return FilledForm(self.definition, self.answers, self.context, errors_of(refusal))

    def problems(self) -> list[Problem]:
        """The errors in the order of the fields; those of no field at the end."""
        found = [Problem(view.id, view.label, view.error) for view in _each(self.views) if view.error]
        shown = {view.path.removeprefix(f"{PREFIX}.") for view in _each(self.views)}
        return found + [Problem("", "", f"{name}：{text}") for name, text in self.errors.items() if name not in shown]


def errors_of(refusal: Refusal) -> dict[str, str]:
    """A refusal's errors by dotted path: `members[0].name` is `members.0.name`."""
    errors = refusal.details.get("errors", {})
    return {re.sub(r"\[(\d+)\]", r".\1", str(name)): str(in_language(text, LANGUAGE)) for name, text in errors.items()}


def _each(views: tuple[FieldView, ...]) -> Iterator[FieldView]:
    for view in views:
        yield view
        yield from _each(view.children)
        for row in view.rows:
            yield from _each(row)
