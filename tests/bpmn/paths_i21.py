"""Every path of 挖掘城市道路审批 (I21): joint meeting and inspection, opinions by default, fee, emergency."""

from __future__ import annotations

from tests.bpmn.paths import Path, complete, expect_open, wait_until

PROCESS = "I21"
APPLICATION = {
    "road_name": "人民路", "road_section": "12 号门前", "excavation_area": "30.50", "pavement": "沥青混凝土路面",
    "road_state": "不在保护期内", "excavation_from": "2026-11-02", "excavation_to": "2026-11-06",
    "purpose": "燃气管道接驳",
    "contact": "赵强", "phone": "13800000000", "submitted_materials": ["申请表", "施工方案"],
}  # fmt: skip
SILENT = "视为同意会审意见"
ACCEPTED = complete("check_materials", check_result="齐全")
DAYS = {"meeting_on": "2026-10-14", "inspection_on": "2026-10-14", "service_proof": "S-1"}
INVITED = complete("invite_departments", **DAYS, invitation_served=True, materials_delivered=True)
UNSERVED = complete("invite_departments", **DAYS, invitation_served=False, materials_delivered=True)
MET = complete("hold_meeting", meeting_outcome="形成会审意见", meeting_attendees="两部门", meeting_opinion="同意",
               meeting_record="同意夜间施工")  # fmt: skip
NOBODY_CAME = complete("hold_meeting", meeting_outcome="参会部门全部缺席", meeting_record="无人到会")
MINUTES = complete("seal_minutes", minutes_number="会审〔2026〕1号", minutes_sealed=True)


def inspected(state: str = "不在保护期内") -> tuple[object, ...]:
    return complete("inspect_jointly", inspected_by_1="李芳", inspected_by_2="孙丽", verified_area="30.50",
                    verified_pavement="沥青混凝土路面", verified_road_state=state, site_findings="相符")  # fmt: skip


def opinion(number: int, **said: str) -> tuple[object, ...]:
    return complete(f"examination/department_opinions[{number}]/give_opinion", **said)


CITY, POLICE = opinion(1, opinion="同意"), opinion(2, opinion="同意")
OBJECTS = opinion(2, opinion="不同意", opinion_reasons="早晚高峰无法通行", opinion_basis="道路交通安全法32")
COORDINATED = complete("coordinate_departments", coordination_result="协调一致", coordinated_opinion="附条件同意",
                       coordination_record="限夜间施工")  # fmt: skip
DIVIDED = complete("coordinate_departments", coordination_result="未能一致", coordination_record="意见不变")
RULED = complete("rule_for_government", ruled_opinion="同意", ruling_number="府〔2026〕1号", ruling_record="民生工程")
IN_FAVOUR = complete("review_application", review_opinion="拟准予许可", review_reasons="符合条件")
AGAINST = complete("review_application", review_opinion="拟不予许可", review_reasons="不符合条件")
MORE_TIME = complete("review_application", review_opinion="需延长期限", review_reasons="需专项论证")
EXTENDED = complete("approve_extension", extension_ruling="批准", extension_reasons="情况复杂")
GRANTED = complete("make_decision", decision="准予许可")
REFUSED = complete("make_decision", decision="不予许可", decision_reasons="交通组织方案不可行", refusal_basis="条例33")
SEALED = complete("seal_decision", decision_number="宜城管挖〔2026〕1号", sealed=True)
DELIVERED = complete("deliver_decision", delivery_method="电子送达", delivered_to="王小明", delivery_receipt="E-1")


def paid(amount: str = "14640.00") -> tuple[object, ...]:
    return complete("pay_fee", paid_amount=amount, paid_on="2026-10-15", payment_voucher="V-1")


REVIEWED = (ACCEPTED, INVITED, MET, MINUTES, inspected())
AGREED = (*REVIEWED, CITY, POLICE)
HANDED_OVER = (SEALED, DELIVERED)
FINISH = (IN_FAVOUR, GRANTED, paid(), *HANDED_OVER)


def path(name: str, *steps: tuple[object, ...], ends: str = "licence_delivered", start: dict[str, object] | None = None,
         **leaves: object) -> Path:  # fmt: skip
    return Path(name, PROCESS, steps, ends, APPLICATION | (start or {}), dict(leaves))


PATHS = [
    path("两部门同意，准予", *AGREED, *FINISH, opinions=["同意", "同意"], fee=14640, decision="准予许可"),
    path("先勘踏后会审，后答者在前", ACCEPTED, INVITED, inspected(), MET, MINUTES, POLICE, CITY, *FINISH,
         opinions=["同意", "同意"]),
    path("一部门超时，视为同意会审意见", *REVIEWED, CITY, wait_until("2026-10-15 09:00"),
         expect_open("review_application"), *FINISH, opinions=["同意", SILENT]),
    path("牵头部门超时", *REVIEWED, POLICE, wait_until("2026-10-15 09:00"), *FINISH, opinions=[SILENT, "同意"]),
    path("两部门均超时", *REVIEWED, wait_until("2026-10-14 17:31"), *FINISH, opinions=[SILENT, SILENT]),
    path("期限届满时刻提出意见有效", *REVIEWED, CITY, wait_until("2026-10-14 17:30"), POLICE, *FINISH,
         opinions=["同意", "同意"]),
    path("自会审与勘踏较晚者起算", ACCEPTED, INVITED, inspected(), wait_until("2026-10-13 09:00"), MET, MINUTES, CITY,
         wait_until("2026-10-15 17:30"), POLICE, *FINISH, opinions=["同意", "同意"]),
    path("通知未送达，不适用超时默认", ACCEPTED, UNSERVED, MET, MINUTES, inspected(), CITY,
         wait_until("2026-10-20 09:00"),
         expect_open("give_opinion"), POLICE, *FINISH, opinions=["同意", "同意"]),
    path("不同意而无理由，视为同意会审意见", *REVIEWED, CITY, opinion(2, opinion="不同意"), *FINISH,
         opinions=["同意", SILENT]),
    path("有理由的异议，协调一致", *REVIEWED, CITY, OBJECTS, COORDINATED, *FINISH, opinions=["同意", "不同意"],
         coordinated_opinion="附条件同意"),
    path("协调不成，政府裁定", *REVIEWED, CITY, OBJECTS, DIVIDED, RULED, *FINISH, ruled_opinion="同意"),
    path("协调超时，报政府裁定", *REVIEWED, CITY, OBJECTS, wait_until("2026-10-15 09:00"),
         expect_open("rule_for_government"), RULED, *FINISH, ruled_opinion="同意"),
    path("非职责，由牵头部门协调", *REVIEWED, CITY, opinion(2, opinion="非职责", opinion_reasons="已移交"), COORDINATED,
         *FINISH, opinions=["同意", "非职责"]),
    path("不予许可", *AGREED, AGAINST, REFUSED, *HANDED_OVER, ends="refusal_delivered", decision="不予许可", fee=None,
         decision_reasons="交通组织方案不可行"),
    path("不予受理", complete("check_materials", check_result="不予受理", non_acceptance_reasons="非城市道路"),
         ends="closed_unaccepted", accepted=False),
    path("保护期内，政府批准，加倍收费", ACCEPTED, INVITED, MET, MINUTES, inspected("交付使用未满5年"), CITY, POLICE,
         complete("approve_for_government", government_approval="批准", government_document="府〔2026〕2号"),
         IN_FAVOUR, GRANTED, paid("29280.00"), *HANDED_OVER, fee=29280),
    path("政府不批准，不得准予", ACCEPTED, INVITED, MET, MINUTES, inspected("大修竣工未满3年"), CITY, POLICE,
         complete("approve_for_government", government_approval="不批准", government_reasons="刚刚大修"), AGAINST,
         GRANTED,
         expect_open("make_decision"), REFUSED, *HANDED_OVER, ends="refusal_delivered", decision="不予许可"),
    path("全部缺席一次，重新召集", ACCEPTED, INVITED, inspected(), NOBODY_CAME, expect_open("hold_meeting"), MET,
         MINUTES,
         CITY, POLICE, *FINISH, meeting_reconvened=True),
    path("两次全部缺席，值班领导裁定", ACCEPTED, INVITED, inspected(), NOBODY_CAME, NOBODY_CAME,
         complete("rule_without_meeting", meeting_opinion="同意", leader_ruling_record="民生工程"), MINUTES, CITY,
         POLICE,
         *FINISH, meeting_opinion="同意"),
    path("抢修，24小时内补办", complete("complete_formalities", emergency_report="燃气泄漏",
                                        formalities_materials=["申请表"]), *AGREED, *FINISH,
         start={"emergency": True}, formalities_overdue=None, materials_received_at="2026-10-12T09:00:00+08:00"),
    path("抢修，逾期补办", wait_until("2026-10-13 10:00"), expect_open("complete_formalities"),
         complete("complete_formalities", emergency_report="水管爆裂", formalities_materials=["申请表"]), *AGREED,
         *FINISH, start={"emergency": True},
         formalities_overdue=True, materials_received_at="2026-10-13T10:00:00+08:00"),
    path("金额不符，重缴", *AGREED, IN_FAVOUR, GRANTED, paid("100.00"), expect_open("pay_fee"), paid(), *HANDED_OVER),
    path("五个工作日未缴，提醒", *AGREED, IN_FAVOUR, GRANTED, wait_until("2026-10-20 09:00"), paid(), *HANDED_OVER,
         payment_reminded_at="2026-10-19T17:30:00+08:00"),
    path("送达超期", *AGREED, IN_FAVOUR, GRANTED, paid(), SEALED, wait_until("2026-10-27 09:00"), DELIVERED,
         delivery_overdue=True),
    path("延长十个工作日", *AGREED, MORE_TIME, EXTENDED, wait_until("2026-11-17 09:00"), *FINISH, extended=True,
         statutory_overdue=None),
    path("承诺时限前提醒，法定期限届满报告", *AGREED, wait_until("2026-11-10 09:00"), expect_open("review_application"),
         *FINISH, statutory_overdue=True, promise_reminded_at="2026-10-16T17:30:00+08:00"),
    path("延长后期限届满", *AGREED, MORE_TIME, EXTENDED, wait_until("2026-11-25 09:00"), *FINISH,
         statutory_overdue=True),
]  # fmt: skip
