"""The tables. The journal is the truth; every other table about a case is a view that can be rebuilt from it.

Instants are text, ISO 8601 in the centre's zone with its offset (`2026-10-09T17:30:00+08:00`): they sort as text, and
the journal shows exactly what its hash was computed over. JSON is text, too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.rules.instants import iso, parse_instant

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware datetime kept as ISO 8601 text in the centre's zone, whole seconds."""

    impl = sa.String(25)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return None if value is None else iso(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return None if value is None else parse_instant(value)


# What holds for the whole centre: sandbox, clock_offset_seconds, created_at, hall_close ...
settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# Holiday notices as loaded. known_at = the later of publication (00:00) and loading (DOMAIN 3.4).
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("published", sa.String(10), nullable=False),
    sa.Column("known_at", Instant, nullable=False, index=True),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)

departments = sa.Table(
    "departments",
    metadata,
    sa.Column("name", sa.String(120), primary_key=True),
    sa.Column("short_name", sa.String(60), nullable=False, server_default=""),
)

users = sa.Table(
    "users",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("display_name", sa.String(120), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("department", sa.String(120)),
    sa.Column("id_number", sa.String(40)),
    sa.Column("password_hash", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("demonstration", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Instant, nullable=False),
)

# Only the SHA-256 of a token is kept; the token itself is shown once.
tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("user_name", sa.String(80), sa.ForeignKey("users.name"), nullable=False, index=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)

# Every file ever published, by the SHA-256 of its bytes. kind: bpmn, dmn, form.
files = sa.Table(
    "files",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# The newest file that defines a process, decision or form; what a later deployment resolves names against.
published = sa.Table(
    "published",
    metadata,
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("digest", sa.String(64), sa.ForeignKey("files.digest"), nullable=False),
)

# One row per version of an item. bundle: JSON {"process": id, "files": [digest, ...]}; digest is the bundle's SHA-256.
item_versions = sa.Table(
    "item_versions",
    metadata,
    sa.Column("code", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("bundle", sa.Text, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("published_by", sa.String(80), nullable=False),
)

# The register: an item is registered when it stands here with department and kind. entry: JSON, the guide's source.
register = sa.Table(
    "register",
    metadata,
    sa.Column("code", sa.String(200), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("department", sa.String(120), nullable=False),
    sa.Column("kind", sa.String(60), nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("number", sa.String(40), primary_key=True),
    sa.Column("item", sa.String(200), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("item_name", sa.Text, nullable=False),
    sa.Column("department", sa.String(120)),
    sa.Column("applicant_name", sa.Text, nullable=False),
    sa.Column("applicant_id", sa.String(60), nullable=False, index=True),
    sa.Column("applicant_user", sa.String(80), index=True),
    sa.Column("status", sa.String(20), nullable=False, index=True),
    sa.Column("outcome", sa.Text),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("closed_at", Instant),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
    sa.Column("last_hash", sa.String(64), nullable=False),
    sa.Column("snapshot", sa.LargeBinary),
    sa.Column("snapshot_seq", sa.Integer, nullable=False, server_default="0"),
    # When the earliest armed timer is due: how jobs find cases with something due.
    sa.Column("next_due", Instant, index=True),
    # When a failing case is tried again, how often it failed and why.
    sa.Column("retry_at", Instant),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failure", sa.Text),
    sa.Index("ix_cases_status_opened", "status", "opened_at"),
)

# CONTRACT "The journal, for whoever checks it without us". Rows are only ever inserted.
journal = sa.Table(
    "journal",
    metadata,
    sa.Column("case_number", sa.String(40), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(25), nullable=False),
    sa.Column("recorded_at", sa.String(25), nullable=False),
    sa.Column("actor", sa.String(80), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

# User tasks, open ones and closed ones (a closed task answers 409, an unknown one 404).
tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("id", sa.String(60), primary_key=True),
    sa.Column("case_number", sa.String(40), nullable=False, index=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("group_name", sa.Text, nullable=False),
    sa.Column("assignee", sa.Text),
    sa.Column("form", sa.String(200)),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("due", Instant),
    sa.Column("closed_at", Instant),
    # completed, dropped
    sa.Column("closed_how", sa.String(20)),
    sa.Index("ix_tasks_open_group_due", "closed_at", "group_name", "due"),
    sa.Index("ix_tasks_open_assignee", "closed_at", "assignee"),
)

timers = sa.Table(
    "timers",
    metadata,
    sa.Column("case_number", sa.String(40), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("starts", Instant, nullable=False),
    sa.Column("due", Instant, nullable=False, index=True),
    sa.Column("provisional", sa.Boolean, nullable=False, server_default=sa.false()),
    # JSON list: keys of the tasks it bounds. Such a task is due when the first of its timers is.
    sa.Column("tasks", sa.Text, nullable=False, server_default="[]"),
    # armed or held; a timer that fired or ended has no row
    sa.Column("state", sa.String(10), nullable=False),
)

# Messages and external services a case waits for.
waits = sa.Table(
    "waits",
    metadata,
    sa.Column("case_number", sa.String(40), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("name", sa.Text, nullable=False, index=True),
    sa.Column("element", sa.String(200), nullable=False),
)

# One row per day: the last case number given out.
case_numbers = sa.Table(
    "case_numbers",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)
