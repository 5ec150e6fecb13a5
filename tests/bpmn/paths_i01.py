"""Every path of 个体工商户设立登记 (I01), decided on the spot."""

from __future__ import annotations

from tests.bpmn.paths import Path, complete, expect_open, wait_until

PROCESS = "I01"
APPLICATION = {
    "business_name": "宜江市芳芳小吃店", "premises": "人民路 12 号", "business_scope": "餐饮服务",
    "phone": "13800000000",
    "operating_form": "个人经营", "submitted_materials": ["登记(备案)申请书", "经营者身份证明", "经营场所证明"],
}  # fmt: skip
ACCEPTED = complete("check_materials", check_result="齐全")
SOUND = complete("examine_form", examination_result="符合登记条件", examination_opinion="齐全，符合法定形式")
COMPLEX = complete("examine_form", examination_result="情形复杂需延长", examination_opinion="需核实经营场所")
GRANTED = complete("make_decision", decision="准予许可")
REFUSED = complete("make_decision", decision="不予许可", decision_reasons="经营场所为违法建筑", refusal_basis="条例16")
SEALED = complete("seal_decision", decision_number="宜市监个登〔2026〕1号", sealed=True)
DELIVERED = complete(
    "deliver_decision", delivery_method="窗口领取", delivered_to="王小明", delivery_receipt="H-1"
)  # fmt: skip
EXTENDED = complete("approve_extension", extension_ruling="批准", extension_reasons="需实地核实")
NOT_EXTENDED = complete("approve_extension", extension_ruling="不批准", extension_reasons="材料已清楚")
FINISH = (GRANTED, SEALED, DELIVERED)


def path(name: str, *steps: tuple[object, ...], ends: str = "licence_delivered", **leaves: object) -> Path:
    return Path(name, PROCESS, steps, ends, APPLICATION, dict(leaves))


PATHS = [
    path("当场登记", ACCEPTED, SOUND, *FINISH, decision="准予许可", promise_reminded_at=None, sealed=True,
         decided_at="2026-10-12T09:00:00+08:00"),
    path("不予登记", ACCEPTED,
         complete("examine_form", examination_result="不符合登记条件", examination_opinion="场所违法"),
         REFUSED, SEALED, DELIVERED, ends="refusal_delivered", decision="不予许可",
         decision_reasons="经营场所为违法建筑"),
    path("不予受理", complete("check_materials", check_result="不予受理", non_acceptance_reasons="非本机关职权"),
         ends="closed_unaccepted", accepted=False, decision=None),
    path("当日未办结，提醒后登记", ACCEPTED, wait_until("2026-10-13 09:00"), SOUND, *FINISH,
         promise_reminded_at="2026-10-12T17:30:00+08:00", statutory_overdue=None),
    path("延长三个工作日后登记", ACCEPTED, COMPLEX, EXTENDED, expect_open("examine_form"),
         wait_until("2026-10-19 09:00"),
         SOUND, *FINISH, extended=True, statutory_overdue=None),
    path("不批准延长", ACCEPTED, COMPLEX, NOT_EXTENDED, SOUND, *FINISH, extended=False),
    path("延长只有一次", ACCEPTED, COMPLEX, EXTENDED, COMPLEX, expect_open("make_decision"), *FINISH, extended=True),
    path("法定期限届满，不再延长，也不代替决定", ACCEPTED, wait_until("2026-10-16 09:00"), COMPLEX,
         expect_open("make_decision"), *FINISH, statutory_overdue=True, extended=None,
         statutory_overdue_at="2026-10-15T23:59:59+08:00"),
    path("延长后期限届满", ACCEPTED, COMPLEX, EXTENDED, wait_until("2026-10-21 09:00"), SOUND, *FINISH,
         statutory_overdue=True, statutory_overdue_at="2026-10-20T23:59:59+08:00"),
    path("送达超期", ACCEPTED, SOUND, GRANTED, SEALED, wait_until("2026-10-27 09:00"), DELIVERED,
         delivery_overdue=True),
]  # fmt: skip
