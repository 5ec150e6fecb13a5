"""Lint: law, limits and materials (DOMAIN M10, 行政许可法 31, 42). Errors for registered items only, else warnings.

Process properties: `law` and `article`; `promised_limit` and `statutory_limit` (time rules); `materials`, a JSON list
of names or of {"name", "law", "article"}, or one material a line (or `；`) written `name | law | article`. Where no
material names a law of its own, all rest on that of the item; where one does, each must.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow_app.engine.model import Process
from workflow_app.errors import Refusal
from workflow_app.rules.deadlines import Rule
from workflow_app.studio.findings import Report, Severity
from workflow_app.studio.lint_code import read_rule
from workflow_app.studio.surroundings import Surroundings

OTHER_MATERIALS = re.compile(
    r"其[他它](有关|相关|必要|必需|所需|需要)?的?(申请|证明)?(材料|资料|文件)|other materials", re.I
)
# About how many days a unit has, to compare a promised with a statutory limit of another unit.
DAYS = {"working_day": 1.4, "calendar_day": 1.0, "month": 30.0, "hour": 1 / 24}


@dataclass(frozen=True, slots=True)
class Material:
    """A document that the applicant must hand in, with the law that asks for it."""

    name: str
    law: str = ""
    article: str = ""


def check_law(process: Process, around: Surroundings, report: Report) -> None:
    """Legal basis, limits and materials of an item. A process that others call has the callers' law."""
    if process.id in around.called and not around.registered(process.id):
        return
    severity: Severity = "error" if around.registered(process.id) else "warning"
    _basis(process, severity, report)
    _limits(process, severity, report)
    materials = list(_materials(process, report))
    own = any(material.law for material in materials)
    for material in materials:
        _material(process, material, own, severity, report)
    _forms(process, around, severity, report)


def _basis(process: Process, severity: Severity, report: Report) -> None:
    missing = [name for name in ("law", "article") if not process.properties.get(name, "").strip()]
    if missing:
        message = f"“{process.name}”没有法律依据（{'、'.join(missing)}） / no legal basis ({', '.join(missing)})"
        hint = "在流程的属性中填写 law 和 article / fill in the properties law and article of the process"
        report.add("legal_basis", severity, process, message, hint)


def _limits(process: Process, severity: Severity, report: Report) -> None:
    promised, statutory = (_rule(process, name) for name in ("promised_limit", "statutory_limit"))
    if promised is None or statutory is None:
        return
    if _days(promised) > _days(statutory):
        texts = process.properties["promised_limit"], process.properties["statutory_limit"]
        message = f"承诺时限 {texts[0]} 长于法定时限 {texts[1]} / the promised limit is longer than the statutory one"
        # Units are only roughly comparable: months and working days differ from year to year.
        level: Severity = severity if promised.unit == statutory.unit else "warning"
        report.add("limits", level, process, message, "缩短承诺时限 / shorten the promised limit")


def _rule(process: Process, name: str) -> Rule | None:
    """The limit as a rule of counted units, None if there is none to compare (a wrong one is reported as code is)."""
    try:
        rule = read_rule(process.properties.get(name, ""))
    except Refusal:
        return None
    return rule if rule.unit in DAYS else None


def _days(rule: Rule) -> float:
    return rule.n * DAYS[rule.unit]


def _materials(process: Process, report: Report) -> Iterator[Material]:
    text = process.properties.get("materials", "").strip()
    if not text.startswith("["):
        yield from (_from_line(line) for line in re.split(r"[\n;；]", text) if line.strip())
        return
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        report.error("materials", process, f"materials 不是有效的 JSON：{error} / materials is no valid JSON: {error}")
        return
    for entry in entries:
        if isinstance(entry, dict):
            yield Material(*(str(entry.get(key) or "") for key in ("name", "law", "article")))
        else:
            yield Material(str(entry))


def _forms(process: Process, around: Surroundings, severity: Severity, report: Report) -> None:
    """A form may not ask for "other materials" either."""
    for scope in process.everything():
        for node in scope.nodes.values():
            form = around.form(node.form) if node.form else None
            for field in form.fields if form else ():
                if OTHER_MATERIALS.search(field.label):
                    message = f"表单“{node.form}”要求“{field.label}” / the form {node.form!r} asks for {field.label!r}"
                    report.add("other_materials", severity, node, message, "逐项写明材料 / name each material")


def _from_line(line: str) -> Material:
    name, *basis = (part.strip() for part in re.split(r"[|｜]", line))
    return Material(name, *basis[:2])


def _material(process: Process, material: Material, own: bool, severity: Severity, report: Report) -> None:
    if OTHER_MATERIALS.search(material.name):
        message = f"不得要求“{material.name}” / {material.name!r} may not be asked for: name each material"
        report.add(
            "other_materials", severity, process, message, "逐项写明材料，或删除 / name them one by one, or none"
        )
        return
    law, article = (material.law, material.article) if own else map(process.properties.get, ("law", "article"))
    if not law or not article:
        message = f"材料“{material.name}”没有法律条款 / the material {material.name!r} has no law and article behind it"
        hint = "写成“名称 | 法律 | 条款”，或取消该材料 / write `name | law | article`, or drop it"
        report.add("material_without_law", severity, process, message, hint)
