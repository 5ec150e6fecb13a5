"""`/tasks`: the worklist; claiming, releasing, delegating, completing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from workflow_app.commands.claim_task import claim_task
from workflow_app.commands.complete_task import complete_task
from workflow_app.commands.delegate_task import delegate_task
from workflow_app.commands.release_task import release_task
from workflow_app.queries.tasks import TaskFilter, list_tasks, task_view
from workflow_app.web.api import answers
from workflow_app.web.api.bodies import CompleteTask, DelegateTask, TasksParameters
from workflow_app.web.api.cases import show_case
from workflow_app.web.context import actor, database, now, reading, state
from workflow_app.web.operations import operation

blueprint = Blueprint("api_tasks", __name__)


def _show(task_id: str) -> dict[str, Any]:
    with reading() as connection:
        return task_view(connection, actor(), state().sandbox, task_id)


@blueprint.get("/tasks")
@operation("Open tasks I may see, the earliest deadline first", parameters=TasksParameters, answer=answers.Tasks)
def list_all(parameters: TasksParameters) -> dict[str, Any]:
    """A page of the worklist."""
    wanted = TaskFilter(
        group=parameters.group, case=parameters.case, mine=parameters.mine, due_before=parameters.due_before
    )
    with reading() as connection:
        return list_tasks(connection, actor(), state().sandbox, wanted, parameters.page())


@blueprint.get("/tasks/<task_id>")
@operation("A task, open or closed", answer=answers.Task, refuses=(404,))
def show(task_id: str) -> dict[str, Any]:
    """One task."""
    return _show(task_id)


@blueprint.post("/tasks/<task_id>/claim")
@operation("Take a task", answer=answers.Task, refuses=(404, 409))
def claim(task_id: str) -> dict[str, Any]:
    """Make the task mine."""
    claim_task(database(), actor(), now(), task_id=task_id)
    return _show(task_id)


@blueprint.post("/tasks/<task_id>/release")
@operation("Give a task back", answer=answers.Task, refuses=(404, 409))
def release(task_id: str) -> dict[str, Any]:
    """Make the task nobody's."""
    release_task(database(), actor(), now(), task_id=task_id)
    return _show(task_id)


@blueprint.post("/tasks/<task_id>/delegate")
@operation("Hand a task to somebody", body=DelegateTask, answer=answers.Task, refuses=(404, 409))
def delegate(task_id: str, body: DelegateTask) -> dict[str, Any]:
    """Make the task somebody else's."""
    delegate_task(database(), actor(), now(), task_id=task_id, to=body.to)
    return _show(task_id)


@blueprint.post("/tasks/<task_id>/complete")
@operation("Complete a task", body=CompleteTask, answer=answers.Case, refuses=(404, 409))
def complete(task_id: str, body: CompleteTask) -> dict[str, Any]:
    """Hand in the task's form; the answer is the case."""
    number = complete_task(
        database(),
        actor(),
        now(),
        task_id=task_id,
        data=body.data,
        received_at=body.received_at,
        evidence=body.evidence,
    )
    return show_case(number)
