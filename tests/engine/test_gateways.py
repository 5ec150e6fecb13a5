"""Gateways: exclusive, parallel, inclusive, conditional flows out of an activity, implicit splits and ends."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import boundary, diagram, end, gateway, script, start, sub, terminate, timer, user
from tests.support.driver import Driver


def chosen(kind: str) -> bytes:
    """Three ways out of a gateway after `ask`, joined by a gateway of the same kind before `after`."""
    parts = [user("ask"), gateway(kind, "split"), user("a"), user("b"), user("c"), gateway(kind, "join"), user("after")]
    flows = ["start -> ask -> split", 'split -> a if 结论 == "同意"', "split -> b if 金额 > 100", "split -> c default"]
    flows += ["a -> join", "b -> join", "c -> join -> after -> end"]
    return diagram("permit", start(), *parts, end(), flows=flows)


@pytest.mark.parametrize(
    ("answers", "way"),
    [
        ({"结论": "同意"}, "a"),
        ({"结论": "不同意", "金额": 101}, "b"),
        ({"结论": "不同意", "金额": 100}, "c"),
        ({}, "c"),
    ],
)
def test_an_exclusive_gateway_chooses_by_chinese_values(run: Run, answers, way):
    case = run(chosen("exclusive"))
    case.complete("ask", **answers)
    assert case.open == [f"{way}#1"]


def test_of_two_true_conditions_the_first_drawn_wins(run: Run):
    case = run(chosen("exclusive"))
    case.complete("ask", 结论="同意", 金额=1000)
    assert case.open == ["a#1"]


@pytest.mark.parametrize("text", ["${amount > 3}", "amount>3 and ok == true", "ok == True"])
def test_conditions_are_written_as_people_write_them(run: Run, text):
    flows = ["start -> ask -> x", f"x -> a if {text}", "x -> end default", "a -> end"]
    case = run(diagram("permit", start(), user("ask"), gateway("exclusive", "x"), user("a"), end(), flows=flows))
    case.complete("ask", amount=4, ok=True)
    assert case.open == ["a#1"]


@pytest.mark.parametrize(
    ("answers", "ways"),
    [
        ({"结论": "同意"}, ["a#1"]),
        ({"结论": "同意", "金额": 101}, ["a#1", "b#1"]),
        ({"金额": 101}, ["b#1"]),
        ({}, ["c#1"]),
    ],
)
def test_an_inclusive_gateway_takes_every_true_way_or_the_default(run: Run, answers, ways):
    case = run(chosen("inclusive"))
    case.complete("ask", **answers)
    assert case.open == ways


def test_an_inclusive_join_waits_for_all_that_were_chosen(run: Run):
    case = run(chosen("inclusive"))
    case.complete("ask", 结论="同意", 金额=101)
    case.complete("b")
    assert case.open == ["a#1"]


def test_an_inclusive_join_lets_one_token_through(run: Run):
    case = run(chosen("inclusive"))
    case.complete("ask", 结论="同意", 金额=101)
    case.complete("b")
    case.complete("a")
    assert case.open == ["after#1"]


def test_an_inclusive_join_does_not_wait_for_ways_not_chosen(run: Run):
    case = run(chosen("inclusive"))
    case.complete("ask", 结论="同意")
    case.complete("a")
    assert case.open == ["after#1"]


def looping() -> bytes:
    parts = [user("ask"), gateway("inclusive", "split"), user("a"), user("b"), gateway("inclusive", "join")]
    parts += [user("decide"), gateway("exclusive", "x")]
    flows = ["start -> ask -> split", "split -> a if 甲", "split -> b if 乙", "a -> join", "b -> join -> decide -> x"]
    return diagram("permit", start(), *parts, end(), flows=[*flows, "x -> ask if again", "x -> end default"])


def once_around(case: Driver, chosen: str) -> list[str]:
    """One round in which both, or one, are asked; what is open after each answer."""
    case.complete("ask", 甲="a" in chosen, 乙="b" in chosen)
    seen = []
    for way in chosen:
        case.complete(way)
        seen.append(case.open[0].partition("#")[0])
    case.complete("decide", again=True)
    return seen


@pytest.mark.parametrize("first", ["ab", "ba", "a", "b"])
@pytest.mark.parametrize(("second", "seen"), [("ab", ["b", "decide"]), ("ba", ["a", "decide"]), ("a", ["decide"])])
def test_an_inclusive_join_in_a_loop_waits_for_this_round_only(run: Run, first, second, seen):
    case = run(looping())
    once_around(case, first)
    assert once_around(case, second) == seen


def nested() -> bytes:
    parts = [gateway("inclusive", name) for name in ("s1", "j1", "s2", "j2")]
    parts += [user(name) for name in ("a", "b", "c", "after")]
    flows = ["start -> s1", "s1 -> a if 甲", "s1 -> s2 if 乙", "s2 -> b if 丙", "s2 -> c if 丁"]
    flows += ["b -> j2", "c -> j2 -> j1", "a -> j1 -> after -> end"]
    return diagram("permit", start(), *parts, end(), flows=flows)


ALL = {"甲": True, "乙": True, "丙": True, "丁": True}


@pytest.mark.parametrize("order", ["abc", "bca", "bac", "cab"])
def test_nested_inclusive_joins_wait_each_for_their_own(run: Run, order):
    case = run(nested(), data=ALL)
    seen = []
    for way in order:
        case.complete(way)
        seen.append("after#1" in case.open)
    assert seen == [False, False, True]


def test_nested_inclusive_joins_pass_a_single_way(run: Run):
    case = run(nested(), data={"乙": True, "丁": True})
    case.complete("c")
    assert case.open == ["after#1"]


def two_in_a_loop() -> bytes:
    """Two inclusive blocks beside each other, the whole sent back: each join lies downstream of the other."""
    kinds = {"parallel": ["fork", "meet"], "inclusive": ["s1", "j1", "s2", "j2"], "exclusive": ["m", "x"]}
    parts = [gateway(kind, name) for kind, names in kinds.items() for name in names]
    flows = ["start -> m -> fork -> s1", "s1 -> a default", "s1 -> b if 乙", "a -> j1", "b -> j1 -> meet"]
    flows += ["fork -> s2", "s2 -> c default", "s2 -> d if 丁", "c -> j2", "d -> j2 -> meet"]
    flows += ["meet -> decide -> x", "x -> m if again", "x -> end default"]
    return diagram("permit", start(), *parts, *map(user, [*"abcd", "decide"]), end(), flows=flows)


@pytest.mark.parametrize("order", ["ac", "ca"])
def test_two_inclusive_joins_in_one_loop_do_not_wait_for_each_other(run: Run, order):
    case = run(two_in_a_loop())
    for way in order:
        case.complete(way)
    assert case.open == ["decide#1"]


def test_an_inclusive_join_waits_for_a_timer_that_may_still_bring_a_token(run: Run):
    parts = [gateway("inclusive", "s"), gateway("inclusive", "j"), user("a"), user("b"), user("after")]
    late = boundary("late", "b", timer("working_days(1)"))
    flows = ["start -> s", "s -> a if x", "s -> b if x", "a -> j", "late -> j", "b -> end", "j -> after -> end"]
    case = run(diagram("permit", start(), *parts, late, end(), flows=flows), data={"x": True})
    case.complete("a")
    assert case.open == ["b#1"]


def test_two_flows_between_the_same_gateways_are_two_tokens(run: Run):
    parts = [gateway("parallel", "fork"), gateway("parallel", "join"), user("after")]
    flows = ["start -> fork -> join", "fork -> join -> after -> end"]
    assert run(diagram("permit", start(), *parts, end(), flows=flows)).open == ["after#1"]


def test_a_parallel_gateway_may_join_and_split_at_once(run: Run):
    parts = [gateway("parallel", "fork"), user("a"), user("b"), gateway("parallel", "both"), user("c"), user("d")]
    flows = ["start -> fork -> a -> both -> c -> end", "fork -> b -> both -> d -> end"]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.complete("b")
    case.complete("a")
    assert case.open == ["c#1", "d#1"]


def test_parallel_branches_share_the_data(run: Run):
    parts = [gateway("parallel", "fork"), user("a"), user("b", camunda_assignee="${who}"), gateway("parallel", "join")]
    flows = ["start -> fork -> a -> s -> join -> end", "fork -> wait -> b -> join"]
    parts += [script("s", "who = '张三'"), user("wait")]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.complete("a")
    case.complete("wait")
    assert case.task("b")["assignee"] == "张三"


def test_the_branch_that_ends_last_overwrites_nothing_of_the_other(run: Run):
    parts = [gateway("parallel", "fork"), user("a"), user("b"), gateway("parallel", "join"), user("after")]
    flows = ["start -> fork -> a -> join -> after -> end", "fork -> b -> join"]
    case = run(diagram("permit", start(), *parts, end(), flows=flows), data={"金额": 1})
    case.complete("a", 金额=2)
    case.complete("b", 备注="无")
    assert case.data == {"金额": 2, "备注": "无"}


def conditional() -> bytes:
    flows = ["start -> ask", "ask -> a if 甲", "ask -> b if 乙", "ask -> c default", "a -> end", "b -> end", "c -> end"]
    return diagram("permit", start(), user("ask"), user("a"), user("b"), user("c"), end(), flows=flows)


@pytest.mark.parametrize(
    ("answers", "ways"), [({"甲": True}, ["a#1"]), ({"甲": True, "乙": True}, ["a#1", "b#1"]), ({}, ["c#1"])]
)
def test_conditions_on_flows_out_of_a_task_choose_like_an_inclusive_gateway(run: Run, answers, ways):
    case = run(conditional())
    case.complete("ask", **answers)
    assert case.open == ways


def test_several_flows_out_of_a_task_are_a_split(run: Run):
    flows = ["start -> ask -> a -> end", "ask -> b -> end"]
    case = run(diagram("permit", start(), user("ask"), user("a"), user("b"), end(), flows=flows))
    case.complete("ask")
    assert case.open == ["a#1", "b#1"]


def test_several_flows_into_a_task_are_no_join(run: Run):
    flows = ["start -> fork -> a -> same -> end", "fork -> b -> same"]
    parts = [gateway("parallel", "fork"), user("a"), user("b"), user("same")]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.complete("a")
    case.complete("b")
    assert case.open == ["same#1", "same#2"]


def test_a_case_ends_when_its_last_branch_has_ended(run: Run):
    flows = ["start -> fork -> a -> end", "fork -> b -> other"]
    parts = [gateway("parallel", "fork"), user("a"), user("b"), end(), end("other", "另一个")]
    case = run(diagram("permit", start(), *parts, flows=flows))
    case.complete("a")
    case.complete("b")
    assert (case.status, case.outcome) == ("completed", "另一个")


def test_what_nothing_leads_out_of_is_an_end(run: Run):
    case = run(diagram("permit", start(), user("a"), flows=["start -> a"]))
    case.complete("a")
    assert case.status == "completed"


def test_a_process_without_a_start_event_starts_where_nothing_leads_to(run: Run):
    assert run(diagram("permit", user("a"), user("b"), user("c"), flows=["a -> c"])).open == ["a#1", "b#1"]


def terminated(run: Run) -> Driver:
    """Of two branches one reaches a terminate end while the other is open."""
    flows = ["start -> fork -> a -> stop", "fork -> b -> end"]
    parts = [gateway("parallel", "fork"), user("a"), user("b"), terminate()]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.complete("a")
    return case


def test_a_terminate_end_drops_what_is_open(run: Run):
    dropped = terminated(run).told("task_dropped")
    assert [(fact["key"], fact["why"]) for fact in dropped] == [("b#1", "stop")]


def test_a_terminate_end_closes_the_case_with_its_own_name(run: Run):
    case = terminated(run)
    assert (case.status, case.outcome) == ("completed", "办结")


def test_a_terminate_end_forgets_what_waits_in_a_join(run: Run):
    parts = [gateway("parallel", "fork"), gateway("parallel", "join"), user("a"), user("b"), user("c"), terminate()]
    flows = ["start -> fork -> a -> join -> end", "fork -> b -> join", "fork -> c -> stop"]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.complete("a")
    case.complete("c")
    assert case.status == "completed"


def test_a_terminate_end_in_a_sub_process_ends_that_alone(run: Run):
    inside = sub("work", gateway("parallel", "fork"), user("a"), user("b"), terminate(),
                 flows=["fork -> a -> stop", "fork -> b"])  # fmt: skip
    case = run(diagram("permit", start(), inside, user("after"), end(), flows=["start -> work -> after -> end"]))
    case.complete("a")
    assert case.open == ["after#1"]
