"""Every path of 收件受理 (intake_acceptance), which all items call (行政许可法 32)."""

from __future__ import annotations

from tests.bpmn.paths import Path, complete, expect_open, wait_until

PROCESS = "intake_acceptance"
RECEIVED = "2026-10-12T09:00:00+08:00"
CORRECTION = {"check_result": "需补正", "missing_materials": "经营场所证明", "correction_due": "2026-10-26"}
ASKED = complete("check_materials", **CORRECTION)
SUPPLIED = complete("supply_materials", supplied_materials="经营场所证明")
COMPLETED = complete("recheck_materials", recheck_result="已补齐")

PATHS = [
    Path("齐全，当场受理", PROCESS, (complete("check_materials", check_result="齐全"),), "application_accepted",
         leaves={"accepted": True, "accepted_at": RECEIVED, "deemed_accepted": None, "intake_result": "受理"}),
    Path("第五个工作日下班前受理", PROCESS,
         (wait_until("2026-10-19 17:30"), complete("check_materials", check_result="齐全")), "application_accepted",
         leaves={"accepted": True, "accepted_at": "2026-10-19T17:30:00+08:00", "deemed_accepted": None}),
    Path("五个工作日未告知，自收到之日起受理", PROCESS, (wait_until("2026-10-19 17:31"),), "application_accepted",
         leaves={"accepted": True, "accepted_at": RECEIVED, "deemed_accepted": True, "intake_result": "受理"}),
    Path("补正齐全，自补齐之日受理", PROCESS,
         (wait_until("2026-10-13 10:00"), ASKED, wait_until("2026-10-14 10:00"), SUPPLIED,
          wait_until("2026-10-15 10:00"), COMPLETED),
         "application_accepted", leaves={"accepted": True, "accepted_at": "2026-10-14T10:00:00+08:00"}),
    Path("仍未补齐，再补齐后受理", PROCESS,
         (ASKED, SUPPLIED, complete("recheck_materials", recheck_result="仍未补齐", still_missing="经营场所证明"),
          expect_open("supply_materials"), wait_until("2026-10-20 09:00"), SUPPLIED, COMPLETED),
         "application_accepted", leaves={"accepted": True, "accepted_at": "2026-10-20T09:00:00+08:00"}),
    Path("逾期未补正，视为放弃", PROCESS, (ASKED, wait_until("2026-10-27 09:00")), "application_lapsed",
         leaves={"accepted": False, "intake_result": "视为放弃申请", "accepted_at": None}),
    Path("补正期限最后时刻补齐", PROCESS, (ASKED, wait_until("2026-10-26 17:30"), SUPPLIED, COMPLETED),
         "application_accepted", leaves={"accepted": True}),
    Path("不予受理", PROCESS,
         (complete("check_materials", check_result="不予受理", non_acceptance_reasons="不属于本机关职权",
                   competent_organ="文化和旅游局"),),
         "application_not_accepted", leaves={"accepted": False, "intake_result": "不予受理"}),
    Path("补正后不予受理", PROCESS,
         (ASKED, SUPPLIED, complete("recheck_materials", recheck_result="不予受理",
                                    non_acceptance_reasons="不需要许可")),
         "application_not_accepted", leaves={"accepted": False, "intake_result": "不予受理"}),
]  # fmt: skip
