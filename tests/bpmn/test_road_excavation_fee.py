"""城市道路挖掘修复费 by decision table (城市道路管理条例 37): pavement, area, protection of new roads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bpmn.paths import BPMN
from tests.support.driver import moment
from workflow_app.engine.decisions import decide, problems, read_decisions

FILE = BPMN / "decisions" / "road_excavation_fee.dmn"
FEE = read_decisions(FILE.read_bytes(), FILE.name)[0]
PAVEMENTS = ("沥青混凝土路面", "水泥混凝土路面", "人行道", "土路面")


def fee(pavement: str, state: str, area: Any) -> Any:
    names = {"verified_pavement": pavement, "verified_road_state": state, "verified_area": area}
    return decide(FEE, names, moment("2026-10-12 09:00"))


def test_the_table_has_neither_overlap_nor_fault() -> None:
    assert problems(FEE) == []


@pytest.mark.parametrize(
    ("pavement", "expected"), list(zip(PAVEMENTS, ("14645.76", "12815.04", "7933.12", "1830.72"), strict=True))
)
def test_the_fee_is_area_times_the_price_of_the_pavement(pavement: str, expected: str) -> None:
    assert fee(pavement, "不在保护期内", "30.512") == expected


@pytest.mark.parametrize("state", ["交付使用未满5年", "大修竣工未满3年"])
@pytest.mark.parametrize("pavement", PAVEMENTS)
def test_the_fee_is_twice_as_much_on_a_protected_road(pavement: str, state: str) -> None:
    assert fee(pavement, state, "10.50") == 2 * fee(pavement, "不在保护期内", "10.50")


def test_no_fee_is_charged_for_a_pavement_the_table_does_not_name() -> None:
    assert fee("木栈道", "不在保护期内", 10) is None
