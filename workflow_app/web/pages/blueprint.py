"""The blueprint all pages hang on. Whatever is posted to a page carries a CSRF token; programs bring a bearer token."""

from __future__ import annotations

from flask import Blueprint, request
from flask_wtf.csrf import CSRFProtect

from workflow_app.web.problems import refuse_unusable

pages = Blueprint("pages", __name__)
csrf = CSRFProtect()


@pages.before_request
def check_form_came_from_us() -> None:
    """Refuse (400) a form that no page of ours drew for this session; reading needs no token."""
    csrf.protect()


@pages.before_request
def check_form_can_be_kept() -> None:
    """Refuse (400) a form with a character that no database keeps."""
    for name, value in request.form.items(multi=True):
        refuse_unusable(name.replace("\x00", "?")[:100], [name, value])
