"""Whatever is sent to whatever route: an answer of ours, never a fault."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.rows import insert_case, insert_item, insert_task
from tests.web.conftest import PEOPLE, Service
from workflow_app.commands.transaction import writing
from workflow_app.store.tables import settings as centre_settings

TEXT = st.one_of(
    st.sampled_from(
        ["1", "1.1", "0", "-1", "shop", "甲局", "true", "2026-10-09T09:00:00Z", "%", "'", "\x00", "9" * 40]
    ),
    st.text(max_size=12),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)
NAMES = ["item", "applicant", "name", "id_number", "data", "received_at", "evidence", "to", "task", "text"]
NAMES += ["attachments", "correlation", "payload", "limit", "cursor", "group", "case", "mine", "due_before", "seq"]
NAMES += ["timer", "status"]
APPLICANT = st.fixed_dictionaries({"name": TEXT, "id_number": TEXT})
BODY = st.dictionaries(st.sampled_from(NAMES), st.one_of(APPLICANT, TEXT, JSON), max_size=5)
# The clock is left out: a random instant may be a thousand years of notices away.
ROUTES = [
    ("GET", "/items"), ("GET", "/items/{}"), ("GET", "/items/{}/diagram"), ("POST", "/deployments"),
    ("GET", "/cases"), ("POST", "/cases"), ("GET", "/cases/{}"), ("GET", "/cases/{}/journal"),
    ("GET", "/cases/{}/replay"), ("GET", "/cases/{}/explain"), ("POST", "/cases/{}/statements"), ("GET", "/tasks"),
    ("GET", "/tasks/{}"), ("POST", "/tasks/{}/claim"), ("POST", "/tasks/{}/release"), ("POST", "/tasks/{}/delegate"),
    ("POST", "/tasks/{}/complete"), ("POST", "/messages"), ("GET", "/nothing/{}"),
]  # fmt: skip


@pytest.fixture
def filled(service: Service) -> Service:
    """A sandbox with one of everything."""
    with writing(service.database) as connection:
        connection.execute(sa.insert(centre_settings).values(name="sandbox", value="true"))
        insert_case(connection, "1")
        insert_task(connection, "1")
        insert_item(connection, "shop", department="甲局", kind="行政许可")
    return service


@given(
    route=st.sampled_from(ROUTES),
    person=st.sampled_from([name for name, _, _ in PEOPLE]),
    place=TEXT,
    query=st.dictionaries(st.sampled_from(NAMES), TEXT, max_size=3),
    body=BODY,
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_finds_a_fault(
    filled: Service, route: tuple[str, str], person: str, place: str, query: dict[str, str], body: dict[str, Any]
) -> None:
    method, path = route
    address = path.format(quote(place.encode("utf-8", "replace"), safe=""))
    content = {} if method == "GET" else {"json": body}
    response = filled.call(person, method, f"{address}?{urlencode(query, errors='replace')}", **content)
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json"
        assert response.json["status"] == response.status_code
        assert response.json["detail"]
