"""Every path of 食品经营许可(餐饮服务) (I10): two inspectors on the spot, rectification, decision within the limit."""

from __future__ import annotations

from tests.bpmn.paths import Path, complete, expect_open, wait_until

PROCESS = "I10"
APPLICATION = {
    "business_name": "宜江市和顺餐厅", "credit_code": "91330200MA2AEXAMP1", "premises": "中山路 8 号",
    "phone": "13800000000",
    "business_format": "中型餐饮", "food_items": ["热食类食品制售"], "floor_area": "120.50", "safety_manager": "李芳",
    "submitted_materials": ["申请书", "营业执照"],
}  # fmt: skip
ACCEPTED = complete("check_materials", check_result="齐全")
ASSIGNED = complete("assign_inspectors", inspector_1="赵强", inspector_2="孙丽", inspection_on="2026-10-14")
TWO = {"inspected_by_1": "赵强", "inspected_by_2": "孙丽"}
PASSED = complete("inspect_site", **TWO, inspection_result="合格", inspection_findings="符合要求")
FAILED = complete("inspect_site", **TWO, inspection_result="不合格", inspection_findings="无独立加工间")
TO_MEND = complete("inspect_site", **TWO, inspection_result="限期整改", inspection_findings="缺少消毒设施",
                   rectification_items="配备消毒柜", rectification_due="2026-10-19")  # fmt: skip
MENDED = complete("rectify_premises", rectification_report="已配备", rectified_on="2026-10-15")
PASSED_AGAIN = complete("reinspect_site", reinspected_by_1="赵强", reinspected_by_2="孙丽", reinspection_result="合格",
                        reinspection_findings="已整改")  # fmt: skip
IN_FAVOUR = complete("review_application", review_opinion="拟准予许可", review_reasons="符合条件")
AGAINST = complete("review_application", review_opinion="拟不予许可", review_reasons="不符合条件")
MORE_TIME = complete("review_application", review_opinion="需延长期限", review_reasons="需补充核查")
EXTENDED = complete("approve_extension", extension_ruling="批准", extension_reasons="情况复杂")
GRANTED = complete("make_decision", decision="准予许可")
REFUSED = complete(
    "make_decision", decision="不予许可", decision_reasons="不具备加工条件", refusal_basis="食品安全法33"
)
SEALED = complete("seal_decision", decision_number="宜市监食许〔2026〕1号", licence_number="JY1", sealed=True)
DELIVERED = complete("deliver_decision", delivery_method="邮寄送达", delivered_to="王小明", delivery_receipt="EMS1")
INSPECTED = (ACCEPTED, ASSIGNED, PASSED)
FINISH = (GRANTED, SEALED, DELIVERED)


def path(name: str, *steps: tuple[object, ...], ends: str = "licence_delivered", **leaves: object) -> Path:
    return Path(name, PROCESS, steps, ends, APPLICATION, dict(leaves))


PATHS = [
    path("核查合格，准予", *INSPECTED, IN_FAVOUR, *FINISH, decision="准予许可", statutory_overdue=None),
    path("核查不合格，不予", ACCEPTED, ASSIGNED, FAILED, AGAINST, REFUSED, SEALED, DELIVERED, ends="refusal_delivered",
         decision="不予许可", decision_reasons="不具备加工条件"),
    path("整改后复查合格，准予", ACCEPTED, ASSIGNED, TO_MEND, wait_until("2026-10-15 10:00"), MENDED, PASSED_AGAIN,
         IN_FAVOUR, *FINISH, reinspection_result="合格", rectified=None),
    path("逾期未整改，不予", ACCEPTED, ASSIGNED, TO_MEND, wait_until("2026-10-20 09:00"),
         expect_open("review_application"), AGAINST, REFUSED, SEALED, DELIVERED, ends="refusal_delivered",
         rectified=False),
    path("不予受理", complete("check_materials", check_result="不予受理", non_acceptance_reasons="非本机关职权"),
         ends="closed_unaccepted", accepted=False),
    path("延长十个工作日", *INSPECTED, MORE_TIME, EXTENDED, expect_open("review_application"),
         wait_until("2026-11-17 09:00"), IN_FAVOUR, *FINISH, extended=True, statutory_overdue=None),
    path("延长只有一次", *INSPECTED, MORE_TIME, EXTENDED, MORE_TIME, expect_open("make_decision"), *FINISH),
    path("承诺时限前提醒", *INSPECTED, wait_until("2026-10-26 09:00"), IN_FAVOUR, *FINISH,
         promise_reminded_at="2026-10-23T17:30:00+08:00", statutory_overdue=None),
    path("法定期限届满只报告，不代替决定", *INSPECTED, wait_until("2026-11-10 09:00"),
         expect_open("review_application"),
         IN_FAVOUR, *FINISH, statutory_overdue=True, statutory_overdue_at="2026-11-09T23:59:59+08:00"),
    path("延长后期限届满", *INSPECTED, MORE_TIME, EXTENDED, wait_until("2026-11-25 09:00"), IN_FAVOUR, *FINISH,
         statutory_overdue=True, statutory_overdue_at="2026-11-23T23:59:59+08:00"),
    path("送达超期", *INSPECTED, IN_FAVOUR, GRANTED, SEALED, wait_until("2026-10-27 09:00"), DELIVERED,
         delivery_overdue=True),
]  # fmt: skip
