"""The centre these tests work in."""

from tests.support.centre import centre, centre_on_postgres, centre_on_sqlite, postgres_centre, sqlite_centre

__all__ = ["centre", "centre_on_postgres", "centre_on_sqlite", "postgres_centre", "sqlite_centre"]
