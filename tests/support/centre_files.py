"""Small items that between them have everything a command meets: opinions, guards, forms, messages, calls."""

from __future__ import annotations

from tests.support.diagrams import (
    boundary,
    call,
    caught,
    diagram,
    end,
    gateway,
    having,
    multi,
    node,
    script,
    start,
    timer,
    user,
)
from tests.support.form_files import component, form_file

CITY, POLICE = "甲局", "乙局"
# Registered as items of 甲局; lint would now want a law for them.
REGISTERED = ("joint", "plain", "owned")
PAID = '<bpmn:messageEventDefinition messageRef="m_paid"/>'
MESSAGES = '<bpmn:message id="m_paid" name="paid"/>'


def files() -> list[tuple[str, bytes]]:
    """All items of the centre, their called process and their forms."""
    diagrams = {
        "joint": joint(),
        "plain": plain(),
        "simple": plain("simple"),
        "branches": _branches(),
        "dated": _dated(),
        "chained": _chained(),
        "guarded": _guarded(),
        "repeating": _repeating("repeating", "hours(1)"),
        "spinning": _repeating("spinning", "hours(0)"),
        "paying": _paying(),
        "firms": _firms(),
        "separate": _separate(),
        "asking": _asking(),
        "owned": _owned(),
        "caller": caller(),
        "callee": callee(),
    }
    forms = [("apply.form", apply_form()), ("check.form", _check_form())]
    return [(f"{name}.bpmn", content) for name, content in diagrams.items()] + forms


def plain(code: str = "plain", label: str = "审核") -> bytes:
    """One task. The item `plain` is registered, `simple` is the same and is not."""
    return diagram(code, start(), user("work", label), end(), flows=["start -> work -> end"])


def joint() -> bytes:
    """Departments give their opinions within two working days, else they are deemed to agree."""
    opinion = user("give_opinion", "出具意见", camunda_candidateGroups="${department}")
    opinion = multi(having(opinion, outputElement="opinion", outputCollection="opinions"), "departments")
    return diagram(
        "joint",
        start(),
        user("accept", "受理", camunda_candidateGroups="clerk"),
        opinion,
        boundary("silence", "give_opinion", timer("working_days(2)")),
        script("deem", "defaulted = true"),
        gateway("exclusive", "together"),
        user("decide", "作出决定", camunda_candidateGroups=CITY),
        end(),
        flows=["start -> accept -> give_opinion -> together -> decide -> end", "silence -> deem -> together"],
        properties={"promised_limit": "working_days(10)"},
    )


def _branches() -> bytes:
    parts = [gateway("parallel", "split"), user("left"), user("right"), gateway("parallel", "join")]
    flows = ["start -> split -> left -> join -> end", "split -> right -> join"]
    return diagram("branches", start(), *parts, end(), flows=flows)


def _dated() -> bytes:
    """Three reminders for one task; the second in the file is due first."""
    limits = {"third": 3, "first": 1, "second": 2}
    parts = [boundary(name, "work", timer(f"working_days({n})"), interrupting=False) for name, n in limits.items()]
    scripts = [script(f"note_{name}", f"reminder = {n}") for name, n in limits.items()]
    flows = ["start -> work -> end", *(f"{name} -> note_{name} -> end" for name in limits)]
    return diagram("dated", start(), user("work"), *parts, *scripts, end(), flows=flows)


def _chained() -> bytes:
    """A timer that arms the next one when it fires."""
    parts = [caught("wait_a_day", timer("working_days(1)")), caught("wait_two_hours", timer("hours(2)"))]
    flows = ["start -> wait_a_day -> wait_two_hours -> work -> end"]
    return diagram("chained", start(), *parts, user("work"), end(), flows=flows)


def _guarded() -> bytes:
    """A default that fires only once somebody has prepared it; `note` changes nothing about that."""
    silence = having(boundary("silence", "answer", timer("working_days(1)")), fires_when="prepared == 'yes'")
    parts = [gateway("parallel", "split"), user("answer"), silence, user("note"), user("prepare")]
    closing = [script("deem", "defaulted = true"), gateway("exclusive", "together"), gateway("parallel", "join")]
    flows = [
        "start -> split -> answer -> together -> join -> end",
        "silence -> deem -> together",
        "split -> note -> join",
        "split -> prepare -> join",
    ]
    return diagram("guarded", start(), *parts, *closing, end(), flows=flows)


def _repeating(name: str, rule: str) -> bytes:
    """Comes round, after as long as the rule says, for as long as `again` is true."""
    parts = [gateway("exclusive", "merge"), caught("wait", timer(rule)), gateway("exclusive", "ask")]
    flows = ["start -> merge -> wait -> ask", "ask -> merge if again", "ask -> work default", "work -> end"]
    return diagram(name, start(), *parts, user("work"), end(), flows=flows)


def _paying() -> bytes:
    """Waits for a payment, five days at most."""
    parts = [gateway("eventBased", "either"), caught("paid", PAID), caught("late", timer("working_days(5)"))]
    flows = ["start -> either -> paid -> work -> end", "either -> late -> end"]
    return diagram("paying", start(), *parts, user("work"), end(), flows=flows, declarations=MESSAGES)


def _firms() -> bytes:
    """Waits for a payment of each firm."""
    receive = multi(node("receiveTask", "receive", "到账", messageRef="m_paid"), "firms", "firm")
    flows = ["start -> receive -> work -> end"]
    return diagram("firms", start(), receive, user("work"), end(), flows=flows, declarations=MESSAGES)


def _separate() -> bytes:
    decide = having(user("decide"), separate_from="review")
    return diagram("separate", start(), user("review"), decide, end(), flows=["start -> review -> decide -> end"])


def _asking() -> bytes:
    """A start form, and a form whose field depends on what the application said."""
    check = user("check", camunda_formRef="check")
    return diagram(
        "asking", start(camunda_formRef="apply"), check, end(), flows=["start -> check -> end"], name="有表单的事项"
    )


def apply_form() -> bytes:
    """The application: an amount."""
    return form_file(component("number", "amount", label="金额", required=True), id="apply")


def _check_form() -> bytes:
    reasons = component("textfield", "reasons", label="理由", required=True, conditional={"hide": "=amount < 100"})
    return form_file(reasons, component("textfield", "note", label="备注"), id="check")


def _owned() -> bytes:
    """The applicant corrects, then the window looks."""
    correct = user("correct", "补正", camunda_candidateGroups="applicant")
    return diagram("owned", start(), correct, user("look"), end(), flows=["start -> correct -> look -> end"])


def caller(called: str = "callee") -> bytes:
    """Calls another process."""
    return diagram("caller", start(), call("ask", called), end(), flows=["start -> ask -> end"])


def callee(label: str = "核查") -> bytes:
    """The process that is called."""
    return plain("callee", label)
