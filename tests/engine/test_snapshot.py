"""A snapshot: tokens and data as JSON, small, and the whole of a case."""

from __future__ import annotations

from random import Random

import orjson
import pytest

from tests.support.diagrams import diagram, end, start, user
from tests.support.driver import Driver, definition
from tests.support.random_runs import Clerks
from tests.support.whole_diagrams import WHOLE, started
from workflow_app.engine import snapshot


def copy_of(case: Driver):
    return snapshot.load(case.saved(), case.definition, case.calendar)


def worked(name: str, seed: int) -> Driver:
    case = started(name)
    Clerks(Random(seed)).work(case, acts=seed)
    return case


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", WHOLE)
def test_a_snapshot_of_a_loaded_snapshot_is_the_same(name, seed):
    case = worked(name, seed)
    assert snapshot.dump(copy_of(case)) == case.saved()


def test_a_snapshot_is_json():
    assert orjson.loads(started("joint").saved())["format"] == snapshot.FORMAT


def test_a_snapshot_knows_no_specification():
    """A diagram of 200 steps is saved as its one open task is."""
    names = [f"t{number}" for number in range(200)]
    long = diagram("permit", start(), *map(user, names), end(), flows=[" -> ".join(["start", *names, "end"])])
    short = diagram("permit", start(), user("t0"), end(), flows=["start -> t0 -> end"])
    assert len(Driver(definition(long)).saved()) == len(Driver(definition(short)).saved())


def test_loading_leaves_the_first_case_alone():
    case = started("joint")
    copy_of(case).data.write("a", 1)
    assert "a" not in case.data


@pytest.mark.parametrize("attribute", ["at", "close", "notices", "performers", "counters", "status", "constants"])
def test_what_a_case_knows_is_loaded_again(attribute):
    case = started("joint")
    case.complete("accept", "zhang", choice=1)
    assert getattr(copy_of(case), attribute) == getattr(case.state, attribute)


def test_a_closed_case_can_be_loaded():
    case = started("joint")
    case.withdraw("不办了")
    assert (copy_of(case).status, copy_of(case).outcome) == ("withdrawn", "不办了")


def test_a_closing_time_of_its_own_is_kept():
    case = started("joint")
    case.state.close = case.state.close.replace(hour=16, minute=0)
    assert copy_of(case).close.isoformat("minutes") == "16:00"
