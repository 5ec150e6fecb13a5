"""The first schema: the journal and everything around it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "case_numbers",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_case_numbers")),
    )
    op.create_table(
        "cases",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("department", sa.String(120)),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_id", sa.String(60), nullable=False),
        sa.Column("applicant_user", sa.String(80)),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("opened_at", sa.String(25), nullable=False),
        sa.Column("closed_at", sa.String(25)),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(25), nullable=False),
        sa.Column("last_hash", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.LargeBinary()),
        sa.Column("snapshot_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_due", sa.String(25)),
        sa.Column("retry_at", sa.String(25)),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_applicant_id"), "cases", ["applicant_id"])
    op.create_index(op.f("ix_cases_applicant_user"), "cases", ["applicant_user"])
    op.create_index(op.f("ix_cases_item"), "cases", ["item"])
    op.create_index(op.f("ix_cases_next_due"), "cases", ["next_due"])
    op.create_index(op.f("ix_cases_status"), "cases", ["status"])
    op.create_index("ix_cases_status_opened", "cases", ["status", "opened_at"])
    op.create_table(
        "departments",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("short_name", sa.String(60), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_departments")),
    )
    op.create_table(
        "files",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_files")),
    )
    op.create_table(
        "item_versions",
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("published_at", sa.String(25), nullable=False),
        sa.Column("published_by", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_item_versions")),
    )
    op.create_index(op.f("ix_item_versions_digest"), "item_versions", ["digest"])
    op.create_table(
        "journal",
        sa.Column("case_number", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.String(25), nullable=False),
        sa.Column("recorded_at", sa.String(25), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case_number", "seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("published", sa.String(10), nullable=False),
        sa.Column("known_at", sa.String(25), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_known_at"), "notices", ["known_at"])
    op.create_table(
        "register",
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("department", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_register")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("case_number", sa.String(40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("element", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("form", sa.String(200)),
        sa.Column("opened_at", sa.String(25), nullable=False),
        sa.Column("due", sa.String(25)),
        sa.Column("closed_at", sa.String(25)),
        sa.Column("closed_how", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_case_number"), "tasks", ["case_number"])
    op.create_index("ix_tasks_open_assignee", "tasks", ["closed_at", "assignee"])
    op.create_index("ix_tasks_open_group_due", "tasks", ["closed_at", "group_name", "due"])
    op.create_table(
        "timers",
        sa.Column("case_number", sa.String(40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("element", sa.String(200), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("starts", sa.String(25), nullable=False),
        sa.Column("due", sa.String(25), nullable=False),
        sa.Column("provisional", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("tasks", sa.Text(), server_default="[]", nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("case_number", "key", name=op.f("pk_timers")),
    )
    op.create_index(op.f("ix_timers_due"), "timers", ["due"])
    op.create_table(
        "users",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("display_name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("department", sa.String(120)),
        sa.Column("id_number", sa.String(40)),
        sa.Column("password_hash", sa.Text()),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.String(25), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_users")),
    )
    op.create_table(
        "waits",
        sa.Column("case_number", sa.String(40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("element", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("case_number", "key", name=op.f("pk_waits")),
    )
    op.create_index(op.f("ix_waits_name"), "waits", ["name"])
    op.create_table(
        "published",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["files.digest"], name=op.f("fk_published_digest_files")),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_published")),
    )
    op.create_table(
        "tokens",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("user_name", sa.String(80), nullable=False),
        sa.Column("created_at", sa.String(25), nullable=False),
        sa.Column("revoked_at", sa.String(25)),
        sa.ForeignKeyConstraint(["user_name"], ["users.name"], name=op.f("fk_tokens_user_name_users")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tokens")),
    )
    op.create_index(op.f("ix_tokens_user_name"), "tokens", ["user_name"])
