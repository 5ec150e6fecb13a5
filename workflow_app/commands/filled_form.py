"""Checks what a form sends against the form the diagram names; without a form any JSON object is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from workflow_app.engine.definitions import Definition
from workflow_app.engine.expressions import evaluate_over
from workflow_app.errors import FormRefused
from workflow_app.rules.chain import check_numbers
from workflow_app.rules.forms import Form, check_form

MAX_FIELD_NAME = 200
NOTHING: Mapping[str, Any] = MappingProxyType({})


def checked_form(
    definition: Definition,
    form: Form | None,
    data: dict[str, Any],
    now: datetime,
    known: Mapping[str, Any] = NOTHING,
) -> dict[str, Any]:
    """The clean data. `known` is the case data where the task stands: conditions see it under what was filled in.

    Raises FormRefused with the errors by field, ValueNotKept for what a journal cannot hold.
    """
    check_numbers(data)
    if form is None:
        return _free_data(data)
    return check_form(form, data, lambda source, names: evaluate_over(known, source, names, now))


def _free_data(data: dict[str, Any]) -> dict[str, Any]:
    errors = {
        name[:MAX_FIELD_NAME]: {"zh": "字段名不可用", "en": "this name cannot be used"}
        for name in data
        if not name or len(name) > MAX_FIELD_NAME or name.startswith("_")
    }
    if errors:
        raise FormRefused(count=len(errors), errors=errors)
    return data
