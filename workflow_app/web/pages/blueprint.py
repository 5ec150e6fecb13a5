"""The blueprint all pages hang on. Whatever is posted to a page carries a CSRF token; programs bring a bearer token."""

from __future__ import annotations

from flask import Blueprint
from flask_wtf.csrf import CSRFProtect

pages = Blueprint("pages", __name__)
csrf = CSRFProtect()


@pages.before_request
def check_form_came_from_us() -> None:
    """Refuse (400) a form that no page of ours drew for this session; reading needs no token."""
    csrf.protect()
