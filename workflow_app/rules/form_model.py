"""What a form file (form-js schema) asks for, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Sentence = Mapping[str, str]
# Kinds that ask for something; `group` only holds others.
TEXTS = frozenset({"textfield", "textarea"})
ONE_CHOICE = frozenset({"radio", "select"})
MANY_CHOICES = frozenset({"checklist", "taglist"})
CHOICES = ONE_CHOICE | MANY_CHOICES
ASKING = TEXTS | CHOICES | {"number", "checkbox", "datetime", "filepicker", "dynamiclist"}
SHOWING = frozenset(
    {"text", "html", "separator", "spacer", "image", "button", "expression", "table", "documentPreview"}
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value and what a person reads."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field. `path` is where its value stands in the data; `hide` are expressions any of which hides it.

    `digits`: decimals of a number, None for any. `choices` None: they come from `choices_source` (an expression).
    `locked`: shown only (disabled or read-only). `fields` are those of one entry of a dynamic list.
    `agrees`: an expression over the fields that must not be false (two inspectors differ); `disagreement` says why.
    """

    kind: str
    path: tuple[str, ...]
    label: str
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    validation: str | None = None
    digits: int | None = None
    as_text: bool = False
    choices: tuple[Choice, ...] | None = None
    choices_source: str | None = None
    subtype: str = "date"
    multiple: bool = False
    locked: bool = False
    hide: tuple[str, ...] = ()
    default: Any = None
    fields: tuple[Field, ...] = ()
    agrees: str | None = None
    disagreement: Sentence | None = None

    @property
    def name(self) -> str:
        """The path as errors name it: `applicant.phone`."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Something wrong or doubtful in a form file."""

    rule: str
    severity: Literal["error", "warning", "info"]
    message: str
    component: str | None = None
    line: int = 1
    hint: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form: its fields in order, and `components` as the file holds them, for drawing."""

    id: str
    file: str
    fields: tuple[Field, ...]
    components: tuple[Mapping[str, Any], ...] = ()

    def defaults(self) -> dict[str, Any]:
        """The values fields begin with, nested as the data is."""
        values: dict[str, Any] = {}
        for field in self.fields:
            if field.default is not None:
                put(values, field.path, field.default)
        return values


def put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value at a path, making the objects on the way."""
    for name in path[:-1]:
        values = values.setdefault(name, {})
    values[path[-1]] = value
