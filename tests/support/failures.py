"""Cases that fail on purpose."""

from __future__ import annotations

from datetime import datetime

import pytest

from workflow_app.commands.case_session import CaseSession
from workflow_app.errors import EngineFailed


def break_case(patch: pytest.MonkeyPatch, *numbers: str) -> None:
    """From now on nothing can happen to these cases."""
    settle = CaseSession.settle

    def broken(self: CaseSession, moment: datetime) -> bool:
        if self.number in numbers:
            raise EngineFailed(element="审核", reason="坏了 / broken")
        return settle(self, moment)

    patch.setattr(CaseSession, "settle", broken)
