"""Diagrams that between them hold every kind of element, for tests that run whatever there is."""

from __future__ import annotations

from typing import Any

from tests.support.diagrams import (
    boundary,
    call,
    caught,
    diagram,
    end,
    file_of,
    gateway,
    having,
    multi,
    node,
    process,
    script,
    start,
    sub,
    terminate,
    thrown,
    timer,
    user,
)
from tests.support.driver import Driver, definition

DEPARTMENTS = ["甲局", "乙局", "丙局"]
DECLARED = '<bpmn:error id="Bad" errorCode="bad"/><bpmn:escalation id="Up" escalationCode="up"/>'
CONDITION = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>choice == 3</bpmn:condition></bpmn:conditionalEventDefinition>"
)
ESCALATED = '<bpmn:escalationEventDefinition escalationRef="Up"/>'
ACCEPTED = {
    "promised_limit": "working_days(10)",
    "statutory_limit": "working_days(20, clock=statutory)",
    "clock_from": "accepted_on",
}


def joint() -> bytes:
    """Departments asked at once in sub-processes with timers of their own, a timer on the whole, and a send-back."""
    give = user("give", camunda_candidateGroups="${department}")
    inside = sub(
        "review", start("b"), give, boundary("slow", "give", timer("working_days(3)"), interrupting=False),
        user("remind"), end("e"), flows=["b -> give -> e", "slow -> remind -> e"],
    )  # fmt: skip
    asked = having(multi(inside, "departments"), outputElement="choice", outputCollection="choices")
    late = boundary("late", "review", timer("working_days(5)"))
    flows = [
        "start -> accept -> on -> review -> decide -> ask",
        "late -> decide",
        "ask -> accept if again",
        "ask -> end default",
    ]
    parts = [
        user("accept"),
        script("on", "accepted_on = today()"),
        asked,
        late,
        user("decide"),
        gateway("exclusive", "ask"),
    ]
    return diagram("permit", start(), *parts, end(), flows=flows, properties=ACCEPTED)


def one_after_the_other() -> bytes:
    """A sequential multi-instance inside a called process that is called twice at once."""
    signed = having(multi(user("sign"), "departments", isSequential="true"), outputElement="choice",
                    outputCollection="signatures")  # fmt: skip
    late = boundary("late", "sign", timer("working_days(2)"))
    called = process("signing", start("b"), signed, late, end("e"), flows=["b -> sign -> e", "late -> e"])
    parts = [
        gateway("parallel", "fork"),
        gateway("parallel", "join"),
        call("first", "signing"),
        call("second", "signing"),
    ]
    flows = ["start -> fork -> first -> join -> end", "fork -> second -> join"]
    whole = process("permit", start(), *parts, end(), flows=flows)
    return file_of(whole, called)


def events() -> bytes:
    """Errors, escalations, conditions, signals, an event-based gateway and a terminate end."""
    inside = sub(
        "work", start("b"), user("try"), gateway("exclusive", "how"), thrown("error", "bad", "Bad"),
        node("intermediateThrowEvent", "up", inner=ESCALATED), user("go_on"), end("e"),
        flows=["b -> try -> how", "how -> bad if choice == 1", "how -> up if choice == 2", "how -> e default",
               "up -> go_on -> e"],
    )  # fmt: skip
    parts = [
        inside, user("mend"), user("look"), user("wait"), user("other"), terminate(),
        boundary("failed", "work", '<bpmn:errorEventDefinition errorRef="Bad"/>'),
        boundary("told", "work", ESCALATED, interrupting=False),
        gateway("eventBased", "first"), gateway("exclusive", "then"), gateway("parallel", "fork"),
        caught("soon", timer("working_days(1)")), caught("later", timer("working_days(2)")),
        boundary("enough", "wait", CONDITION),
    ]  # fmt: skip
    flows = ["start -> work -> first", "failed -> mend -> first", "told -> look -> end"]
    flows += ["first -> soon -> then -> fork", "first -> later -> then"]
    flows += ["fork -> wait -> end", "fork -> other -> stop", "enough -> end"]
    return diagram("permit", start(), *parts, end(), flows=flows, declarations=DECLARED)


WHOLE = {"joint": joint, "one after the other": one_after_the_other, "events": events}


def started(name: str, **options: Any) -> Driver:
    """A case of one of them."""
    return Driver(definition(WHOLE[name](), process="permit"), {"departments": DEPARTMENTS}, **options)
