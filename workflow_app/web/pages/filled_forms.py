"""A form on a page from first look to refusal: views for the template, problems for the summary on top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workflow_app.errors import FormRefused, Refusal, in_language
from workflow_app.rules.form_model import Form
from workflow_app.rules.forms import check_form
from workflow_app.web.pages.form_answers import Posted, change_entries, read_answers, without_empty_entries
from workflow_app.web.pages.form_views import PREFIX, Component, Drawing, Evaluate, FieldView

LANGUAGE = "zh"
INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary; `id` is the field it leads to, '' if there is none."""

    id: str
    label: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """A form with what has been typed into it over what the case knows. `form` None: the step has none."""

    form: Form | None
    evaluate: Evaluate
    context: Mapping[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def components(self) -> tuple[Component, ...]:
        """The form's fields as its file holds them."""
        return self.form.components if self.form else ()

    @property
    def views(self) -> tuple[FieldView, ...]:
        """The fields as the template draws them."""
        drawing = Drawing(self.errors, self.context, self.evaluate)
        return drawing.views(self.components, {**self.context, **self.answers})

    @property
    def conditional(self) -> bool:
        """Whether what is asked depends on what was answered."""
        return any(each.hide for each in self.form.fields) if self.form else False

    def posted(self, posted: Posted) -> FilledForm:
        """The same form with what a browser sent."""
        return replace(self, answers=read_answers(self.components, posted, self.evaluate))

    def redrawn(self, posted: Posted) -> FilledForm | None:
        """The form to draw again without a check: an entry was added or removed, or an answer changed what is asked.
        None if it is handed in."""
        changed = change_entries(self.answers, posted)
        if changed is None:
            return self if "redraw" in posted else None
        return replace(self, answers=changed)

    def data(self) -> dict[str, Any]:
        """What is handed in: the answers without lists' entries that were left blank."""
        return without_empty_entries(self.answers)

    def checked(self) -> FilledForm:
        """The form with what is wrong in it so far, though nothing is handed in yet."""
        try:
            if self.form:
                check_form(self.form, self.data(), self.evaluate)
        except FormRefused as refusal:
            return self.refused(refusal)
        return self

    def refused(self, refusal: Refusal) -> FilledForm:
        """The form, its lists as they were handed in, with a refusal's errors at its fields."""
        return replace(self, answers=self.data(), errors=errors_of(refusal))

    def problems(self) -> list[Problem]:
        """The errors in the order of the fields; those of no field that is shown at the end."""
        views = list(_each(self.views))
        found = [Problem(view.id, view.label, view.error) for view in views if view.error]
        shown = {view.path.removeprefix(f"{PREFIX}.") for view in views}
        return found + [Problem("", "", f"{name}：{text}") for name, text in self.errors.items() if name not in shown]


def errors_of(refusal: Refusal) -> dict[str, str]:
    """A refusal's errors by dotted path: `members[0].name` is `members.0.name`."""
    errors = refusal.details.get("errors", {})
    return {INDEX.sub(r".\1", str(name)): str(in_language(text, LANGUAGE)) for name, text in errors.items()}


def _each(views: tuple[FieldView, ...]) -> Iterator[FieldView]:
    for view in views:
        yield view
        yield from _each(view.children)
        for row in view.rows:
            yield from _each(row)
