"""A small demonstration centre for tests of the pages: a few people, one joint item with forms, at a fixed time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.support.diagrams import (
    boundary,
    call,
    diagram,
    end,
    file_of,
    gateway,
    having,
    multi,
    process,
    script,
    start,
    timer,
    user,
)
from tests.support.form_files import component, form_file
from workflow_app import create_app
from workflow_app.clock import machine_now
from workflow_app.commands.publish_item import publish
from workflow_app.commands.set_up_centre import set_up_centre, start_clock_at
from workflow_app.commands.start_case import start_case
from workflow_app.commands.transaction import writing
from workflow_app.commands.users import add_user
from workflow_app.config import Settings
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import register

START = datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI)
ITEM, ITEM_NAME = "road", "占用道路审批"
CITY, POLICE = "城市管理局", "公安交通管理部门"
PASSWORD = "correct horse battery"
PEOPLE = (
    ("wang", "王小明", "applicant", None), ("stranger", "钱大", "applicant", None),
    ("li", "李芳", "clerk", CITY), ("sun", "孙丽", "clerk", CITY), ("zhao", "赵强", "clerk", POLICE),
    ("lead", "郑伟", "window_lead", CITY), ("zhou", "周慎", "auditor", None), ("wu", "吴明", "supervisor", None),
    ("designer", "冯图", "analyst", None), ("admin", "陈管", "administrator", None),
)  # fmt: skip
FIELDS = {"place": "人民路 12 号", "area": "30.5", "begins": "2026-11-02", "purpose": "燃气抢修"}


def files() -> list[tuple[str, bytes]]:
    """The item's diagram, the sub-process it calls, and their forms."""
    return [
        ("road.bpmn", _road()),
        ("intake.bpmn", _intake()),
        ("apply.form", form_file(*_application(), id="apply")),
        ("accept.form", form_file(*_acceptance(), id="accept")),
        ("opinion.form", form_file(*_opinion(), id="opinion")),
    ]


def _road() -> bytes:
    opinion = user("give_opinion", "出具意见", camunda_candidateGroups="${department}", camunda_formRef="opinion")
    opinion = multi(having(opinion, outputElement="opinion", outputCollection="opinions"), "departments")
    return diagram(
        ITEM,
        start("begin", "提交申请", camunda_formRef="apply"),
        script("whom", f"departments = ['{CITY}', '{POLICE}']"),
        call("intake", "intake"),
        opinion,
        boundary("silence", "give_opinion", timer("working_days(2)")),
        gateway("exclusive", "together"),
        user("decide", "作出决定", camunda_candidateGroups=CITY),
        end("done", "准予许可"),
        flows=["begin -> whom -> intake -> give_opinion -> together -> decide -> done", "silence -> together"],
        name=ITEM_NAME,
        properties={"promised_limit": "working_days(5)", "department": CITY},
    )


def _intake() -> bytes:
    text = process(
        "intake",
        start("arrived", "收件"),
        user("accept", "受理审查", camunda_candidateGroups=CITY, camunda_formRef="accept"),
        end("accepted", "已受理"),
        flows=["arrived -> accept -> accepted"],
        name="收件受理",
    )
    return file_of(text, layout=["arrived", "accept", "accepted"])


def _application() -> list[dict[str, Any]]:
    return [
        component("textfield", "place", label="占用地点", description="路名和门牌号", required=True, maxLength=60),
        component("number", "area", label="占用面积", decimalDigits=1, required=True, min=1,
                  appearance={"suffixAdorner": "平方米"}),
        component("datetime", "begins", label=None, subtype="date", dateLabel="开始日期", required=True),
        component("select", "purpose", label="用途", required=True,
                  values=[{"value": each, "label": each} for each in ("燃气抢修", "管线施工", "其他")]),
        component("textarea", "details", label="用途说明", required=True, conditional={"hide": '=purpose != "其他"'}),
        component("dynamiclist", "materials", label="申请材料", components=[
            component("textfield", "title", label="材料名称", required=True)]),
    ]  # fmt: skip


def _acceptance() -> list[dict[str, Any]]:
    values = [{"value": "yes", "label": "予以受理"}, {"value": "no", "label": "不予受理"}]
    return [
        component("radio", "accepted", label="受理结论", required=True, values=values),
        component("checkbox", "complete", label="材料齐全", required=True),
        component("textarea", "note", label="备注"),
    ]


def _opinion() -> list[dict[str, Any]]:
    values = [{"value": each, "label": each} for each in ("同意", "附条件同意", "不同意")]
    return [
        component("radio", "opinion", label="意见", required=True, values=values),
        component("textarea", "reasons", label="理由和依据", required=True,
                  conditional={"hide": '=opinion != "不同意"'}),
    ]  # fmt: skip


def found(database: sa.Engine, *, sandbox: bool = True) -> None:
    """Make the centre in a migrated, empty database: holidays, people, the published item."""
    set_up_centre(database, machine_now(), sandbox=sandbox)
    start_clock_at(database, machine_now(), START, new=True)
    for name, display_name, role, department in PEOPLE:
        add_user(
            database, name, role, department, START, display_name=display_name, demonstration=True,
            password=PASSWORD if name == "wang" else None, id_number=f"ID-{name}" if role == "applicant" else None,
        )  # fmt: skip
    publish(database, "designer", START, files())
    with writing(database) as connection:
        entry = '{"materials": ["申请书"], "promised_limit": {"n": 5, "unit": "working_day"}}'
        row = {"code": ITEM, "name": ITEM_NAME, "department": CITY, "kind": "行政许可", "entry": entry}
        connection.execute(sa.insert(register).values(row))


def application(database: sa.Engine, folder: Path) -> Flask:
    """The web application over such a centre."""
    settings = Settings.from_environment({}, var=folder, database_url=str(database.url))
    return create_app(settings, database)


def hand_in(database: sa.Engine, now: datetime = START, name: str = "王小明") -> str:
    """A case of the sample item by the applicant wang; its number."""
    applicant = {"name": name, "id_number": "ID-wang"}
    return start_case(database, Actor("wang", "applicant"), now, item=ITEM, applicant=applicant, data=dict(FIELDS))
