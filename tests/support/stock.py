"""SpiffWorkflow as it comes, on the same diagrams as ours: what shows that a fault is there, and when it is gone."""

from __future__ import annotations

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState


class StockCase:
    """A case run by the stock engine, its specifications straight from its own parser."""

    def __init__(self, content: bytes, process: str = "permit", **data: Any) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(content))
        self.workflow = BpmnWorkflow(parser.get_spec(process), parser.get_subprocess_specs(process))
        for task in self.workflow.get_tasks(state=TaskState.READY):
            task.set_data(**data)
        self.workflow.do_engine_steps()

    def ready(self) -> list[Any]:
        """Open user tasks."""
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    @property
    def open(self) -> list[str]:
        """Element ids of the open user tasks."""
        return [task.task_spec.bpmn_id for task in self.ready()]

    def complete(self, element: str, nth: int = 0, **data: Any) -> None:
        """Complete the nth open user task of this element."""
        task = [task for task in self.ready() if task.task_spec.bpmn_id == element][nth]
        task.set_data(**data)
        task.run()
        self.workflow.do_engine_steps()

    @property
    def size(self) -> int:
        """Tokens in the tree."""
        return len(self.workflow.tasks)
