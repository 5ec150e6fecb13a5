"""Cases of every kind in every state, for what reads journals."""

from __future__ import annotations

from tests.support.centre import CLERK, DUE, MASTER, START, Centre, at
from workflow_app.commands.add_statement import add_statement
from workflow_app.commands.claim_task import claim_task
from workflow_app.commands.load_notice import load_notice
from workflow_app.commands.receive_message import receive_message
from workflow_app.commands.settle_due import settle_due
from workflow_app.commands.withdraw_case import withdraw_case

FRIDAY = at("2026-06-05 09:00")
TUESDAY = at("2026-06-02 10:00")
HOLIDAY = {
    "year": 2026, "published": "2026-06-02", "document": "国办发明电〔2026〕9号", "papers": [],
    "days": [{"name": "临时", "date": "2026-06-03", "isOffDay": True}],
}  # fmt: skip


def defaulted(centre: Centre) -> str:
    """A case of four entries: begun, accepted, one opinion given, the default of the other."""
    number = centre.asked()
    centre.complete(number, "give_opinion[1]#1", {"opinion": "同意"})
    settle_due(centre.database, DUE.replace(hour=18))
    return number


def mixed_cases(centre: Centre) -> list[str]:
    """One case of each kind: answered, silent, held, withdrawn, waiting, in rounds; a notice comes in between."""
    answered, silent = centre.asked(), centre.asked()
    for key in ("give_opinion[2]#1", "give_opinion[1]#1"):
        centre.complete(answered, key, {"opinion": "同意", "days": 1.5, "list": [{"a": None}]})
    held, reminded = centre.start("guarded", {}), centre.start("dated", {})
    chained, repeating = centre.start("chained", {}), centre.start("repeating", {"again": True}, now=FRIDAY)
    paid, firms = centre.start("paying", {}), centre.start("firms", {"firms": ["甲公司", "乙公司"]})
    receive_message(centre.database, CLERK, START, name="paid", correlation={"case": paid}, payload={"sum": "12.50"})
    receive_message(centre.database, CLERK, START, name="paid", correlation={"firm": "乙公司"}, payload={})
    withdrawn, called = centre.start("plain", {}), centre.start("caller", {})
    withdraw_case(centre.database, MASTER, START, number=withdrawn, reason="不办了")
    claim_task(centre.database, MASTER, START, task_id=centre.task(called, "work"))
    load_notice(centre.database, TUESDAY, HOLIDAY, notice_id="CN-2026-06")
    settle_due(centre.database, FRIDAY)
    add_statement(centre.database, CLERK, FRIDAY, number=silent, task=None, text="反对", attachments=[])
    centre.complete(held, "prepare", {"prepared": "yes"}, now=FRIDAY)
    return [answered, silent, held, reminded, chained, repeating, paid, firms, withdrawn, called]
