"""Who may do what: pure functions that answer None (yes) or the reason why not, in Chinese and English."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

# Role by role, as the pages call them.
ROLES = {
    "applicant": "申请人",
    "clerk": "窗口工作人员",
    "window_lead": "窗口负责人",
    "analyst": "流程设计人员",
    "auditor": "审计人员",
    "supervisor": "监察人员",
    "administrator": "系统管理员",
}
# Who works tasks of a department or of the hall.
WORKERS = frozenset({"clerk", "window_lead", "supervisor"})
# What each of them may do: a window lead also what a clerk may, a supervisor what both may.
DOES_THE_WORK_OF = {
    "clerk": frozenset({"clerk"}),
    "window_lead": frozenset({"clerk", "window_lead"}),
    "supervisor": frozenset({"clerk", "window_lead", "supervisor"}),
}
# Who watches over everything and therefore sees every case.
WATCHERS = frozenset({"auditor", "supervisor"})
APPLICANT = "applicant"

# Why something is refused: {"zh": …, "en": …}, a detail for NotAllowed.
Reason = dict[str, str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user of the centre, or the machine itself (`SYSTEM`)."""

    name: str
    role: str
    department: str | None = None
    display_name: str = ""


# Who a timer, a notice, the clock are in the journal; no user may take the name.
SYSTEM = Actor(name="system", role="system", display_name="系统")


def is_master(actor: Actor, sandbox: bool) -> bool:
    """Whether this is an administrator of a sandbox, who may see and do everything there."""
    return sandbox and actor.role == "administrator"


def may_complete(
    actor: Actor,
    *,
    group: str,
    assignee: str | None,
    item_department: str | None,
    applicant_user: str | None,
    sandbox: bool,
) -> Reason | None:
    """Whether the actor may claim or complete a task of `group` (department, role or `applicant`; several with commas).

    `assignee` is who claimed it or whom the diagram names: nobody else may then. `item_department` owns the case's
    item, if any does; `applicant_user` is the case's applicant, if the applicant has an account.
    """
    if is_master(actor, sandbox):
        return None
    if assignee is not None:
        return _as_assignee(actor, assignee)
    return works_for(actor, group=group, item_department=item_department, applicant_user=applicant_user)


def works_for(actor: Actor, *, group: str, item_department: str | None, applicant_user: str | None) -> Reason | None:
    """Whether the task's group is one the actor works for, whoever has claimed it."""
    groups = [each.strip() for each in group.split(",")]
    if any(_in_group(actor, each, item_department, applicant_user) for each in groups):
        return None
    return _reason(f"该任务由“{group}”办理", f"the task is for {group}")


def may_release(
    actor: Actor, *, group: str, assignee: str | None, item_department: str | None, sandbox: bool
) -> Reason | None:
    """Whether the actor may give a claimed task back: one's own, or, for leads and supervisors, of their group."""
    if is_master(actor, sandbox) or (assignee is not None and assignee == actor.name):
        return None
    if actor.role in {"window_lead", "supervisor"}:
        return works_for(actor, group=group, item_department=item_department, applicant_user=None)
    return _reason("任务不在您手中", "the task is not in your hands")


def may_delegate(
    actor: Actor, *, group: str, assignee: str | None, item_department: str | None, sandbox: bool
) -> Reason | None:
    """Whether the actor may hand the task to somebody: an unclaimed one of the own group, else as `may_release`."""
    if assignee is None and actor.role in WORKERS:
        return works_for(actor, group=group, item_department=item_department, applicant_user=None)
    return may_release(actor, group=group, assignee=assignee, item_department=item_department, sandbox=sandbox)


def may_start_case(actor: Actor, sandbox: bool) -> Reason | None:
    """Whether the actor may hand in an application: for oneself, or at any window for others (DOMAIN M01)."""
    allowed = actor.role == APPLICANT or actor.role in WORKERS or is_master(actor, sandbox)
    return None if allowed else _by_role(actor, "收件", "receive applications")


def may_withdraw_case(
    actor: Actor, *, item_department: str | None, applicant_user: str | None, sandbox: bool
) -> Reason | None:
    """Whether the actor may withdraw a case: its applicant, or the window on the applicant's behalf."""
    if is_master(actor, sandbox) or _is_applicant(actor, applicant_user) or _at_the_window(actor, item_department):
        return None
    return _reason("只有申请人或受理窗口可以撤回", "only the applicant or the item's window may withdraw it")


def may_add_statement(actor: Actor, *, applicant_user: str | None, sandbox: bool) -> Reason | None:
    """Whether the actor may hand in a statement: the case's applicant, or anybody who works cases."""
    if is_master(actor, sandbox) or actor.role in WORKERS or _is_applicant(actor, applicant_user):
        return None
    return _reason("只有申请人或工作人员可以提交说明", "only the applicant or those who work cases may add a statement")


def may_see_case(
    actor: Actor,
    *,
    item_department: str | None,
    applicant_user: str | None,
    groups: Collection[str],
    started_by: str,
    sandbox: bool,
) -> Reason | None:
    """Whether the actor may see a case; `groups` are those of all its tasks, open and closed."""
    if actor.role in WATCHERS or is_master(actor, sandbox) or _is_applicant(actor, applicant_user):
        return None
    if actor.role in WORKERS and (item_department is None or actor.name == started_by):
        return None
    if actor.role in WORKERS and actor.department and actor.department in {item_department, *groups}:
        return None
    return _reason("该办件不由您的部门办理，也不是您的申请", "the case is neither your department's nor yours")


def may_receive_message(actor: Actor, sandbox: bool) -> Reason | None:
    """Whether the actor may enter a message from outside for waiting cases."""
    allowed = actor.role in WORKERS or is_master(actor, sandbox)
    return None if allowed else _by_role(actor, "登记外部消息", "enter messages from outside")


def may_void_default(actor: Actor, sandbox: bool) -> Reason | None:
    """Whether the actor may void a default that fired although an answer was in time (DOMAIN 3.7)."""
    allowed = actor.role == "supervisor" or is_master(actor, sandbox)
    return None if allowed else _by_role(actor, "撤销超时默认", "void defaults")


def may_publish(actor: Actor) -> Reason | None:
    """Whether the actor may publish diagrams: analysts alone, in a sandbox too."""
    return None if actor.role == "analyst" else _by_role(actor, "发布流程", "publish diagrams")


def may_move_clock(actor: Actor, sandbox: bool) -> Reason | None:
    """Whether the actor may move the centre's time; nobody may outside a sandbox."""
    return None if is_master(actor, sandbox) else _by_role(actor, "拨动时钟", "move the clock")


def may_audit(actor: Actor, sandbox: bool) -> Reason | None:
    """Whether the actor may replay any case and check the journals."""
    allowed = actor.role in WATCHERS or is_master(actor, sandbox)
    return None if allowed else _by_role(actor, "审计", "audit cases")


def may_manage_users(actor: Actor) -> Reason | None:
    """Whether the actor may add people and end their rights."""
    return None if actor.role == "administrator" else _by_role(actor, "管理用户", "manage users")


def _as_assignee(actor: Actor, assignee: str) -> Reason | None:
    if assignee != actor.name:
        return _reason(f"该任务已由“{assignee}”领取", f"the task is in the hands of {assignee}")
    if actor.role in WORKERS or actor.role == APPLICANT:
        return None
    return _by_role(actor, "办理任务", "complete tasks")


def _in_group(actor: Actor, group: str, item_department: str | None, applicant_user: str | None) -> bool:
    if group == APPLICANT:
        return _for_applicant(actor, item_department, applicant_user)
    if group in ROLES:
        return group in DOES_THE_WORK_OF.get(actor.role, ()) and _at_the_window(actor, item_department)
    return actor.role in WORKERS and actor.department == group


def _for_applicant(actor: Actor, item_department: str | None, applicant_user: str | None) -> bool:
    """The applicant's own tasks; an applicant without an account comes to the window, which enters the answer."""
    if applicant_user is None:
        return _at_the_window(actor, item_department)
    return _is_applicant(actor, applicant_user)


def _is_applicant(actor: Actor, applicant_user: str | None) -> bool:
    return applicant_user is not None and actor.role == APPLICANT and actor.name == applicant_user


def _at_the_window(actor: Actor, item_department: str | None) -> bool:
    """Whether the actor sits at a window for this item: its department's, or a general one, of no department."""
    return actor.role in WORKERS and (
        None in {actor.department, item_department} or actor.department == item_department
    )


def _by_role(actor: Actor, what: str, what_english: str) -> Reason:
    role = ROLES.get(actor.role, actor.role)
    return _reason(f"{role}不能{what}", f"the role {actor.role} does not {what_english}")


def _reason(chinese: str, english: str) -> Reason:
    return {"zh": chinese, "en": english}
