"""Publishing: what changed gets a new version, open cases keep theirs, a bad file publishes nothing."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.at_once import at_once
from tests.support.centre import ANALYST, CLERK, MASTER, START, Centre
from tests.support.centre_files import REGISTERED, callee, caller, files, joint, plain
from tests.support.diagrams import call, diagram, end, file_of, process, start, user
from tests.support.form_files import component, form_file
from workflow_app.commands.publish_item import lint, publish, publish_files
from workflow_app.errors import DefinitionRefused, NotAllowed
from workflow_app.queries.drawings import case_drawings, drawing_file
from workflow_app.rules.permissions import Actor
from workflow_app.store.definitions import latest_version
from workflow_app.store.tables import files as stored_files
from workflow_app.store.tables import item_versions

BAD = diagram("bad", start(), user("work"), flows=["start -> work"])
UNREGISTERED = [file for file in files() if file[0].removesuffix(".bpmn") not in REGISTERED]


def _publish(centre: Centre, *given: tuple[str, bytes], actor: Actor = ANALYST) -> dict[str, int]:
    """Publish as an analyst: item to version."""
    answer = publish_files(centre.database, actor, START, files=list(given))
    return {each["item"]: each["version"] for each in answer}


def _two(first: str, second: str, label: str) -> bytes:
    """One file with two processes of one task each."""
    return file_of(_one(first, label), _one(second, label))


def _one(code: str, label: str) -> str:
    """A process of one task, for a file in which no id may stand twice."""
    work = f"{code}_work"
    parts = [start(f"{code}_start"), user(work, label), end(f"{code}_end")]
    return process(code, *parts, flows=[f"{code}_start -> {work} -> {code}_end"])


def _task_name(centre: Centre, item: str) -> str:
    """What the first task of a new case is called."""
    number = centre.start(item, {})
    return str(centre.last(number)["facts"][-1]["name"])


def test_publishing_the_same_again_is_a_new_version(centre: Centre) -> None:
    assert set(_publish(centre, *UNREGISTERED).values()) == {2}


def test_a_changed_file_is_a_new_version(centre: Centre) -> None:
    assert _publish(centre, ("simple.bpmn", plain("simple", "复核"))) == {"simple": 2}


def test_going_back_to_an_earlier_file_is_a_new_version(centre: Centre) -> None:
    _publish(centre, ("simple.bpmn", plain("simple", "复核")))
    assert _publish(centre, ("simple.bpmn", plain("simple"))) == {"simple": 3}


def test_a_version_that_was_gone_back_to_can_be_worked(centre: Centre) -> None:
    _publish(centre, ("simple.bpmn", plain("simple", "复核")))
    _publish(centre, ("simple.bpmn", plain("simple")))
    assert _task_name(centre, "simple") == "审核"


def test_a_changed_called_process_is_a_new_version_of_its_callers(centre: Centre) -> None:
    assert _publish(centre, ("callee.bpmn", callee("复查"))) == {"callee": 2, "caller": 2}


def test_a_changed_caller_is_no_new_version_of_what_it_calls(centre: Centre) -> None:
    assert _publish(centre, ("caller.bpmn", caller().replace(b'name="ask"', b'name="Ask"'))) == {"caller": 2}


def test_a_changed_form_is_a_new_version_of_the_items_that_use_it(centre: Centre) -> None:
    form = form_file(component("textfield", "note", label="备注"), id="check")
    assert _publish(centre, ("check.form", form)) == {"asking": 2}


def test_an_open_case_keeps_the_version_it_began_under(centre: Centre) -> None:
    number = centre.start("separate", {})
    changed = dict(files())["separate.bpmn"].replace(b'name="decide"', b'name="Decide"')
    _publish(centre, ("separate.bpmn", changed))
    centre.complete(number, "review")
    assert centre.last(number)["facts"][-1]["name"] == "decide"


def test_an_open_case_keeps_the_called_process_it_began_under(centre: Centre) -> None:
    number = centre.start("caller", {})
    removed = diagram("callee", start(), user("other"), end(), flows=["start -> other -> end"])
    _publish(centre, ("callee.bpmn", removed))
    centre.complete(number, "ask/work#1")
    assert centre.row(number).status == "completed"


def test_a_new_case_begins_under_the_new_version(centre: Centre) -> None:
    _publish(centre, ("callee.bpmn", callee("复查")))
    assert _task_name(centre, "caller") == "复查"


def test_each_process_is_taken_from_the_file_that_defined_it_last(centre: Centre) -> None:
    _publish(centre, ("both.bpmn", _two("north", "south", "旧")))
    _publish(centre, ("south.bpmn", plain("south", "新")))
    assert [_task_name(centre, item) for item in ("north", "south")] == ["旧", "新"]


def test_a_caller_runs_what_was_defined_last_though_its_own_file_defines_it_too(centre: Centre) -> None:
    outer = process("outer", start(), call("ask", "inner"), end(), flows=["start -> ask -> end"])
    _publish(centre, ("both.bpmn", file_of(outer, _one("inner", "旧"))))
    _publish(centre, ("inner.bpmn", plain("inner", "新")))
    assert _task_name(centre, "outer") == "新"


def test_a_version_keeps_the_files_it_is_made_of(centre: Centre) -> None:
    with centre.database.connect() as connection:
        bundle = json.loads(latest_version(connection, "caller").bundle)  # type: ignore[union-attr]
    assert set(bundle["defines"]) == {"bpmn:caller", "bpmn:callee"}


def test_a_bad_file_publishes_nothing_of_what_came_with_it(centre: Centre) -> None:
    before = centre.contents()
    with pytest.raises(DefinitionRefused):
        _publish(centre, ("simple.bpmn", plain("simple", "复核")), ("bad.bpmn", BAD))
    assert centre.contents() == before


def test_a_refusal_gives_the_findings(centre: Centre) -> None:
    with pytest.raises(DefinitionRefused) as caught:
        _publish(centre, ("bad.bpmn", BAD))
    answer: dict[str, Any] = caught.value.details["answer"]
    assert [finding["severity"] for finding in answer["files"][0]["findings"]].count("error") > 0


def test_a_call_to_nothing_is_refused(centre: Centre) -> None:
    with pytest.raises(DefinitionRefused):
        _publish(centre, ("caller.bpmn", caller("nothing")))


def test_what_comes_along_is_found_by_those_who_call_it(centre: Centre) -> None:
    assert _publish(centre, ("caller.bpmn", caller("fresh")), ("fresh.bpmn", plain("fresh"))) == {
        "caller": 2,
        "fresh": 1,
    }


def _law_findings(centre: Centre, item: str) -> set[str]:
    """The severities of what lint says about an item's missing legal basis."""
    with centre.database.connect() as connection:
        answer = lint(connection, [("a.bpmn", plain(item))])
    return {each["severity"] for each in answer["files"][0]["findings"] if each["rule"] == "legal_basis"}


def test_a_missing_legal_basis_is_an_error_for_a_registered_item(centre: Centre) -> None:
    assert _law_findings(centre, "joint") == {"error"}


def test_a_missing_legal_basis_is_a_warning_for_what_is_not_registered(centre: Centre) -> None:
    assert _law_findings(centre, "unheard-of") == {"warning"}


def test_deploying_does_not_register(centre: Centre) -> None:
    _publish(centre, ("fresh.bpmn", plain("fresh")))
    assert _law_findings(centre, "fresh") == {"warning"}


def test_a_registered_item_without_its_law_is_not_published(centre: Centre) -> None:
    with pytest.raises(DefinitionRefused):
        _publish(centre, ("joint.bpmn", joint()))


@pytest.mark.parametrize("actor", [CLERK, MASTER], ids=lambda actor: actor.role)
def test_only_analysts_publish(centre: Centre, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        _publish(centre, ("fresh.bpmn", plain("fresh")), actor=actor)


def test_a_files_name_may_be_written_in_capitals(centre: Centre) -> None:
    assert _publish(centre, ("CHECK.FORM", form_file(component("textfield", "x"), id="check"))) == {"asking": 2}


def test_the_same_file_published_twice_at_once_is_two_versions(centre: Centre) -> None:
    work = partial(publish, centre.database, "test", START, [("fresh.bpmn", plain("fresh"))])
    at_once(work, work)
    with centre.database.connect() as connection:
        wanted = sa.select(sa.func.count()).where(item_versions.c.code == "fresh")
        assert connection.scalar(wanted) == 2


def test_a_caller_and_what_it_calls_published_at_once_end_in_one_version_of_both(centre: Centre) -> None:
    changed = caller().replace(b'name="ask"', b'name="Ask"')
    at_once(
        partial(publish, centre.database, "test", START, [("caller.bpmn", changed)]),
        partial(publish, centre.database, "test", START, [("callee.bpmn", callee("复查"))]),
    )
    assert _task_name(centre, "caller") == "复查"


def test_a_file_changed_in_the_database_runs_no_case(centre: Centre) -> None:
    _publish(centre, ("fresh.bpmn", plain("fresh")))
    tampered = plain("fresh", "不审")
    centre.change(stored_files, stored_files.c.name == "fresh.bpmn", content=tampered)
    with pytest.raises(Exception, match="已不是发布时的内容"):
        centre.start("fresh", {})


@pytest.mark.parametrize("label", ["新", "更新", "再新", "最新"])
def test_a_diagram_is_drawn_from_the_file_that_defines_it_now(sqlite_centre: Centre, label: str) -> None:
    caller_of_second = process("first", start("s"), call("c", "second"), end("e"), flows=["s -> c -> e"])
    both, alone = file_of(caller_of_second, _one("second", "旧")), file_of(_one("second", label))
    _publish(sqlite_centre, ("both.bpmn", both))
    _publish(sqlite_centre, ("alone.bpmn", alone))
    with sqlite_centre.database.connect() as connection:
        steps = case_drawings(connection, "first", 2)[1].steps
        assert [step.label for step in steps if step.tag == "userTask"] == [label]
        assert drawing_file(connection, "first", 2, "second") == alone
