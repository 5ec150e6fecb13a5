"""Lints one process after the other, remembering what was found out about those that others call."""

from __future__ import annotations

from workflow_app.engine.model import Problem, Process
from workflow_app.studio.bounds import DEEPEST_CALL, working_days_bound
from workflow_app.studio.findings import Report
from workflow_app.studio.lint_code import check_code
from workflow_app.studio.lint_law import check_law
from workflow_app.studio.lint_references import check_references
from workflow_app.studio.lint_structure import check_structure, check_ways
from workflow_app.studio.lint_style import check_style, check_writers
from workflow_app.studio.soundness import Verdict, check_soundness
from workflow_app.studio.surroundings import Surroundings
from workflow_app.studio.token_model import Behaviour

# A process with one of these has no whole graph: tokens cannot be moved through it.
BROKEN = frozenset({"dangling_reference", "wrong_connection", "detached_boundary", "missing_start", "no_end",
                    "unsupported_event", "event_gateway", "recursion"})  # fmt: skip


class ProcessLint:
    """All rules about processes, over the surroundings of one call."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self._verdicts: dict[str, Verdict] = {}
        self._under_way: set[str] = set()

    def check(self, process: Process, *, whole: bool) -> tuple[list[Problem], bool | None]:
        """Problems of a process, and whether it is sound (None: undecided). `whole` is false when reading it already
        found errors: then only what each element says by itself is checked."""
        report = Report(process)
        check_structure(process, self.around, report)
        check_code(process, report)
        check_references(process, self.around, report)
        check_law(process, self.around, report)
        check_style(process, self.around, report)
        if not whole or not _connected(process):
            return report.problems, False
        check_ways(process, report)
        check_writers(process, self.around, report)
        return self._soundness(process, report)

    def bound(self, process: Process) -> int | None:
        """Its bound in working days, None where there is none."""
        return working_days_bound(process, self._find) if _connected(process) else None

    def _soundness(self, process: Process, report: Report) -> tuple[list[Problem], bool | None]:
        if any(problem.rule in BROKEN and problem.severity == "error" for problem in report.problems):
            return report.problems, False
        verdict = self._verdict(process)
        unsound = [call for call in process.called_processes() if self._is_unsound(call.called or "")]
        for call in unsound:
            message = f"“{call.label}”调用的流程“{call.called}”有缺陷 / the called process {call.called!r} is not sound"
            report.warning("unsound_call", call, message, "先改正被调用的流程 / mend the called process first")
        return [*report.problems, *verdict.problems], False if unsound else verdict.sound

    def _is_unsound(self, process_id: str) -> bool:
        verdict = self._verdicts.get(process_id)
        return verdict is not None and verdict.sound is False

    def _verdict(self, process: Process) -> Verdict:
        known = self._verdicts.get(process.id)
        # Of two processes with one id (an error) only the first is known to the others.
        if known is not None and self._find(process.id) is process:
            return known
        self._under_way.add(process.id)
        self._verdicts[process.id] = check_soundness(process, self._behaviour)
        self._under_way.discard(process.id)
        return self._verdicts[process.id]

    def _behaviour(self, process_id: str) -> Behaviour | None:
        """How a called process may end; None (as if it simply waited) for what is unknown, broken or calls itself."""
        process = self._find(process_id)
        if process is None or process_id in self._under_way or len(self._under_way) > DEEPEST_CALL:
            return None
        return self._verdict(process).behaviour

    def _find(self, process_id: str) -> Process | None:
        process = self.around.process(process_id)
        return process if process is not None and _connected(process) else None


def _connected(process: Process) -> bool:
    """Whether every flow and boundary event of a process leads to a node that is there."""
    for scope in process.everything():
        ends = {end for flow in scope.flows.values() for end in (flow.source, flow.target)}
        hosts = {node.attached_to for node in scope.nodes.values() if node.attached_to is not None}
        if not ends | hosts <= set(scope.nodes):
            return False
    return True
