"""Ticks: lets what fell due happen. APScheduler only ticks, it stores no jobs: its store cannot be shared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from workflow_app.clock import sandbox_now
from workflow_app.commands.settle_due import settle_due, tell_notices
from workflow_app.config import Settings
from workflow_app.errors import DatabaseBusy
from workflow_app.store.settings import clock_offset

LOG = structlog.get_logger(__name__)
SECONDS = 1.0
# Cases settled in one tick; the next tick goes on.
BATCH = 500


def centre_now(database: sa.Engine) -> datetime:
    """The centre's time: the machine's, in a sandbox moved by its offset."""
    with database.connect() as connection:
        return sandbox_now(clock_offset(connection))


def tick(database: sa.Engine) -> int:
    """Tell open cases of new notices, settle what is due; how many cases were settled."""
    try:
        now = centre_now(database)
        tell_notices(database, now)
        return settle_due(database, now, BATCH)
    except DatabaseBusy:
        LOG.info("tick_skipped", reason="the database is busy")
        return 0
    except (sa.exc.SQLAlchemyError, OSError) as error:
        # The database may be back at the next tick.
        LOG.error("tick_failed", reason=str(error))
        return 0


def start_scheduler(_settings: Settings, database: sa.Engine, seconds: float = SECONDS) -> Callable[[], None]:
    """Tick in the background until the returned function is called; it waits for a running tick."""
    scheduler = BackgroundScheduler(timezone="Asia/Shanghai")
    scheduler.add_job(tick, "interval", seconds=seconds, args=[database], max_instances=1, coalesce=True)
    scheduler.start()
    return lambda: scheduler.shutdown(wait=True)
