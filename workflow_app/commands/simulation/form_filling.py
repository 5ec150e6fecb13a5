"""Fills in a whole form as a person would: what is asked depends on what was answered; sometimes it goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from workflow_app.commands.filled_form import checked_form
from workflow_app.commands.simulation.field_values import Writer
from workflow_app.engine.definitions import Definition
from workflow_app.engine.expressions import evaluate_over
from workflow_app.errors import FormRefused, Refusal
from workflow_app.rules.form_model import Choice, Field, Form, put
from workflow_app.rules.form_reader import as_choices

# Answers open and close other questions; a form whose questions never settle is sent as it then stands.
ROUNDS = 6
TRIES = 12
# How often something that need not be filled in is.
VOLUNTARY = 0.7
MOST_ENTRIES = 3
NOT_ASKED = "没有这一栏"


def fill(writer: Writer, definition: Definition, form: Form) -> dict[str, Any]:
    """Data that the form takes. Raises FormRefused when nobody could find any in several tries."""
    for _ in range(TRIES - 1):
        data = _entry(writer, form.fields, {})
        if is_taken(definition, form, data, writer):
            return data
    data = _entry(writer, form.fields, {})
    checked_form(definition, form, data, writer.now, writer.known)
    return data


def is_taken(definition: Definition, form: Form, data: dict[str, Any], writer: Writer) -> bool:
    """Whether the form takes the data."""
    try:
        checked_form(definition, form, data, writer.now, writer.known)
    except FormRefused:
        return False
    return True


def spoil(chance: Random, data: Mapping[str, Any]) -> dict[str, Any]:
    """The same with a mistake: something left out, of the wrong type, or written where nothing was asked."""
    wrong = dict(data)
    name = chance.choice(sorted(data)) if data else NOT_ASKED
    mistake = chance.randrange(3)
    if mistake == 0:
        wrong.pop(name, None)
    elif mistake == 1:
        wrong[name] = {"？": "？"}
    else:
        wrong[NOT_ASKED] = name
    return wrong


def _entry(writer: Writer, fields: tuple[Field, ...], outer: Mapping[str, Any]) -> dict[str, Any]:
    decided: dict[tuple[str, ...], Any] = {}
    data: dict[str, Any] = {}
    for _ in range(ROUNDS):
        before, data = data, {}
        for field in fields:
            names = {**outer, **before, **data}
            if field.locked or any(_is_true(writer, source, names) for source in field.hide):
                continue
            if field.path not in decided:
                decided[field.path] = _value(writer, field, names)
            if decided[field.path] is not None:
                put(data, field.path, decided[field.path])
        if data == before:
            break
    return data


def _value(writer: Writer, field: Field, names: Mapping[str, Any]) -> Any:
    if not field.required and writer.chance.random() > VOLUNTARY:
        return None
    if field.kind == "dynamiclist":
        return [_entry(writer, field.fields, names) for _ in range(writer.chance.randint(1, MOST_ENTRIES))]
    return writer.value(field, _choices(writer, field, names))


def _choices(writer: Writer, field: Field, names: Mapping[str, Any]) -> tuple[Choice, ...] | None:
    if field.choices_source is None:
        return field.choices
    values = _quietly(writer, field.choices_source, names)
    return as_choices(list(values)) if isinstance(values, list | tuple) else None


def _is_true(writer: Writer, source: str, names: Mapping[str, Any]) -> bool:
    return _quietly(writer, source, names) is True


def _quietly(writer: Writer, source: str, names: Mapping[str, Any]) -> Any:
    try:
        return evaluate_over(writer.known, source, names, writer.now)
    except Refusal:
        return None
