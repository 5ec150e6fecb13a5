"""Chinese texts by themselves; in another language where a catalogue has them. The Chinese text is the message's id."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext


def _(text: str, /, **said: Any) -> str:
    """The text in the reader's language, with `%(name)s` filled in."""
    return str(gettext(text, **said))


def _l(text: str) -> Any:
    """A text at the head of a module: looked up when it is shown, not when it is read."""
    return lazy_gettext(text)
