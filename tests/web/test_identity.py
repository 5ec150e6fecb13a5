"""Tokens and sessions: who is let in, and with whose rights."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.web.conftest import MADE, Service
from workflow_app.commands.transaction import writing
from workflow_app.store.tables import tokens, users


def _with_header(service: Service, value: str) -> Any:
    return service.call(None, "GET", "/items", headers={"Authorization": value})


def test_no_token_is_401_and_says_how_to_sign_in(service: Service) -> None:
    response = service.call(None, "GET", "/items")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="workflow-app"')


@pytest.mark.parametrize(
    "value",
    ["Bearer wrong", "Bearer ", "Bearer", "Basic YTpi", "token-of-clerk", "Bearer \u00e9", "Bearer token-of-clerk x"],
)
def test_what_is_no_known_token_is_401(service: Service, value: str) -> None:
    assert _with_header(service, value).status_code == 401


def test_the_scheme_may_be_written_in_any_case(service: Service) -> None:
    assert _with_header(service, "bearer token-of-clerk").status_code == 200


def test_a_revoked_token_is_401(service: Service) -> None:
    with writing(service.database) as connection:
        connection.execute(sa.update(tokens).where(tokens.c.user_name == "clerk").values(revoked_at=MADE))
    assert service.call("clerk", "GET", "/items").status_code == 401


def test_the_token_of_somebody_who_left_is_401(service: Service) -> None:
    with writing(service.database) as connection:
        connection.execute(sa.update(users).where(users.c.name == "clerk").values(active=False))
    assert service.call("clerk", "GET", "/items").status_code == 401


def _signed_in(service: Service, name: str) -> Any:
    client = service.app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = name, True
    return client


def test_a_session_may_read_the_interface(service: Service) -> None:
    assert _signed_in(service, "auditor").get("/api/v1/items").status_code == 200


def test_a_session_may_not_change_anything_through_the_interface(service: Service) -> None:
    # A cookie comes along with any page's request; a token does not.
    assert _signed_in(service, "administrator").put("/api/v1/clock", json={}).status_code == 401


def test_the_session_of_somebody_who_left_ends(service: Service) -> None:
    client = _signed_in(service, "auditor")
    with writing(service.database) as connection:
        connection.execute(sa.update(users).where(users.c.name == "auditor").values(active=False))
    assert client.get("/api/v1/items").status_code == 401


def test_a_token_goes_before_the_session(service: Service) -> None:
    response = _signed_in(service, "auditor").get("/api/v1/items", headers={"Authorization": "Bearer wrong"})
    assert response.status_code == 401
