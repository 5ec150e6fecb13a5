"""Case data: scripts, services, decision tables; exact numbers, dates as text, null for what is not set."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import diagram, end, gateway, having, multi, node, script, start, sub, user

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def automatic(part: Any) -> bytes:
    return diagram("permit", start(), part, user("after"), end(), flows=[f"start -> {part.id} -> after -> end"])


def computed(run: Run, text: str, **data: Any) -> dict[str, Any]:
    return run(automatic(script("s", text)), data=data).data


def table(*rules: tuple[str, str], policy: str = "UNIQUE", outputs: tuple[str, ...] = ("费用",)) -> bytes:
    """A decision over `面积`: pairs of a cell and the outputs' cells, `300|甲`."""
    columns = "".join(f'<output id="o{n}" name="{name}"/>' for n, name in enumerate(outputs))
    rows = "".join(
        f'<rule id="r{n}"><inputEntry><text>{cell}</text></inputEntry>'
        + "".join(f"<outputEntry><text>{out}</text></outputEntry>" for out in answer.split("|"))
        + "</rule>"
        for n, (cell, answer) in enumerate(rules)
    )
    text = (
        f'<definitions xmlns="{DMN}" id="d" name="d" namespace="n"><decision id="fee" name="收费标准">'
        f'<decisionTable hitPolicy="{policy}"><input id="i"><inputExpression><text>面积</text></inputExpression>'
        f"</input>{columns}{rows}</decisionTable></decision></definitions>"
    )
    return text.encode()


FEES = table(("&lt; 10", "300"), ("&gt;= 10", "300 + 20.5 * (面积 - 10)"))
ASK_TABLE = node("businessRuleTask", "ask", camunda_decisionRef="fee", camunda_resultVariable="应收")


def test_a_script_sets_names_one_after_the_other(run: Run):
    assert computed(run, "a = 1\nb = a + 1") == {"a": 1, "b": 2}


def test_decimals_are_exact(run: Run):
    assert computed(run, "total = 0.1 + 0.2") == {"total": "0.3"}


def test_what_is_not_set_is_null(run: Run):
    assert computed(run, "empty = nothing == None") == {"empty": True}


def test_a_date_is_kept_as_text(run: Run):
    assert computed(run, "day = date('2026-10-09')") == {"day": "2026-10-09"}


def test_true_is_written_either_way(run: Run):
    assert computed(run, "a = true\nb = True") == {"a": True, "b": True}


def test_a_value_set_again_to_the_same_leaves_no_fact(run: Run):
    case = run(automatic(script("s", "a = 1")), data={"a": 1})
    assert len(case.told("data_set")) == 1


def test_one_is_not_true(run: Run):
    case = run(automatic(script("s", "a = 1 == 1")), data={"a": 1})
    assert case.data["a"] is True


def test_null_is_a_value(run: Run):
    case = run(automatic(user("ask")))
    case.complete("ask", opinion=None)
    assert case.told("data_set") == [{"fact": "data_set", "scope": "", "name": "opinion", "value": None}]


def test_a_form_may_send_anything_json_can_say(run: Run):
    value = {"列表": [1, "2", None, True, {"深": ["x"]}], "空": {}}
    case = run(automatic(user("ask")))
    case.complete("ask", 内容=value)
    assert case.data["内容"] == value


def test_who_applies_can_be_read(run: Run):
    assert computed(run, "who = applicant['name']") == {"who": "王小明"}


def test_the_department_of_the_item_can_be_read(run: Run):
    case = run(automatic(script("s", "by = department")), department="住建局")
    assert case.data == {"by": "住建局"}


def test_the_moment_of_receipt_can_be_read(run: Run):
    assert computed(run, "since = received_at") == {"since": "2026-10-09T09:00:00+08:00"}


def test_a_service_task_with_an_expression_computes(run: Run):
    service = node("serviceTask", "count", camunda_expression="${len(部门)}", camunda_resultVariable="家数")
    assert run(automatic(service), data={"部门": ["甲", "乙"]}).data["家数"] == 2


def test_a_service_task_that_says_nothing_is_passed(run: Run):
    assert run(automatic(node("serviceTask", "s"))).open == ["after#1"]


def test_a_send_task_is_passed(run: Run):
    assert run(automatic(node("sendTask", "s"))).open == ["after#1"]


@pytest.mark.parametrize(("area", "fee"), [(5, 300), (10, 300), (12, 341), ("10.5", "310.25")])
def test_a_decision_table_answers_under_its_result_variable(run: Run, area, fee):
    assert run(automatic(ASK_TABLE), FEES, data={"面积": area}).data["应收"] == fee


def test_a_decision_table_with_several_outputs_sets_each(run: Run):
    two = table(("&lt; 10", '300|"甲类"'), ("&gt;= 10", '600|"乙类"'), outputs=("费用", "类别"))
    ask = node("businessRuleTask", "ask", camunda_decisionRef="fee")
    assert run(automatic(ask), two, data={"面积": 3}).data == {"面积": 3, "费用": 300, "类别": "甲类"}


def test_a_decision_routes_a_case(run: Run):
    flows = ["start -> ask -> x", "x -> free if 应收 == 0", "x -> pay default", "pay -> end", "free -> end"]
    parts = [ASK_TABLE, gateway("exclusive", "x"), user("free"), user("pay")]
    tables = table(("&lt; 10", "0"), ("&gt;= 10", "300"))
    assert run(diagram("permit", start(), *parts, end(), flows=flows), tables, data={"面积": 3}).open == ["free#1"]


def test_a_script_inside_an_instance_writes_there(run: Run):
    ask = sub("ask", script("say", "opinion = department + '同意'"), user("sign"), flows=["say -> sign"])
    content = automatic(having(multi(ask, "departments")))
    case = run(content, data={"departments": ["甲局", "乙局"]})
    assert "opinion" not in case.data


def test_a_table_inside_an_instance_answers_there(run: Run):
    ask = sub("ask", replace(ASK_TABLE, id="fee_of"), user("sign"), flows=["fee_of -> sign"])
    case = run(automatic(multi(ask, "areas", "面积")), FEES, data={"areas": [5, 12]})
    assert [case.state.tokens[f"ask[{n}]/sign#1"].data["应收"] for n in (1, 2)] == [300, 341]
