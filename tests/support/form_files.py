"""Form files written in a line, for tests."""

from __future__ import annotations

import json
from typing import Any

from workflow_app.rules.forms import Form, read_form


def form_file(*components: dict[str, Any], **schema: Any) -> bytes:
    """A `.form` file with these components."""
    whole = {"type": "default", "id": "f", "components": list(components), **schema}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def component(kind: str, key: str = "x", **parts: Any) -> dict[str, Any]:
    """One component; `required=True` and other rules go into `validate`."""
    rules = ("required", "min", "max", "minLength", "maxLength", "pattern", "validationType")
    validate = {name: parts.pop(name) for name in rules if name in parts}
    name = {"path": key} if kind in ("dynamiclist", "group") else {"key": key}
    return {"type": kind, "label": "字段", **name, **({"validate": validate} if validate else {}), **parts}


def form(*components: dict[str, Any]) -> Form:
    """The form with these components."""
    return read_form(form_file(*components), "f.form")
