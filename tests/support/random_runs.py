"""Works a case at random: whoever is asked answers something, or nobody does and time passes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.support.driver import Driver


@dataclass(slots=True)
class Clerks:
    """Simulated people who answer at random, the same ones for the same seed."""

    random: Random

    def act(self, case: Driver) -> None:
        """One thing happens: a task is claimed or completed, or the next deadline passes."""
        timer = case.next_timer()
        if timer is not None and (not case.open or self.random.random() < 0.25):
            case.now = max(case.now, timer.due_at)
            case.fire(timer.key)
            return
        task = self.random.choice(case.open)
        if self.random.random() < 0.1:
            case.claim(task, by=self.random.choice(["zhang", "li"]))
        case.complete(task, choice=self.random.randrange(4), again=self.random.random() < 0.4)

    def work(self, case: Driver, acts: int = 25) -> None:
        """At most so many acts."""
        for _ in range(acts):
            if case.over:
                return
            self.act(case)


def finish(case: Driver, acts: int = 300) -> None:
    """Answer every task without sending anything back, until the case is over."""
    for _ in range(acts):
        if case.over:
            return
        if case.open:
            case.complete(case.open[0], choice=1, again=False)
        else:
            timer = case.next_timer()
            assert timer is not None, f"nothing is open: {case.state.waits}"
            case.fire(timer.key)
    raise AssertionError("the case does not end")
