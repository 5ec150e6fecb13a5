"""Brings any database to the newest schema; the numbered files in `migrations/versions/` are its steps.

The `migrations` folder lies beside the package, at the root of the checkout: the program is installed editable
(`pip install -e .`) and run from there.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from workflow_app.errors import DatabaseNewer
from workflow_app.store.database import is_postgres, writable

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_VERSION = sa.table("alembic_version", sa.column("version_num"))
# Any fixed number: the PostgreSQL advisory lock under which one process migrates while the others wait.
_LOCK = 0x776F_726B_666C_6F77


def migrate(database: sa.Engine) -> bool:
    """Bring the database to `head`, creating everything when it is empty. Whether there was anything to do.

    Safe when several processes start at once: one migrates, the others wait and then find it done. One short
    read when there is nothing to do. Raises DatabaseNewer when the database knows migrations this program does
    not. Nothing is changed when a migration fails: schema changes are in one transaction on both databases.
    """
    if _at_head(database):
        return False
    with writable(database) as connection, connection.begin():
        _lock(connection)
        if current(connection) == head():
            return False
        _upgrade(connection)
    return True


def head() -> str:
    """The number of the newest migration, e.g. ``0001``."""
    return max(known())


def known() -> set[str]:
    """The numbers of all migrations this program has."""
    return {path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py")}


def current(connection: sa.Connection) -> str | None:
    """The database's migration, None for an empty database. Raises DatabaseNewer for an unknown one."""
    if not sa.inspect(connection).has_table(_VERSION.name):
        return None
    found: str | None = connection.execute(sa.select(_VERSION.c.version_num)).scalar_one_or_none()
    if found is not None and found not in known():
        raise DatabaseNewer(found=found, known=head())
    return found


def _at_head(database: sa.Engine) -> bool:
    with database.connect() as connection:
        return current(connection) == head()


def _lock(connection: sa.Connection) -> None:
    """Wait for other processes that migrate. SQLite's writing transaction is such a lock by itself."""
    if is_postgres(connection):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _upgrade(connection: sa.Connection) -> None:
    # Imported here: alembic costs a tenth of a second, and nearly every start finds nothing to do.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
