"""What one can apply for: the list, an item with its diagram, and handing in an application."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from workflow_app.commands.start_case import start_case
from workflow_app.errors import FormRefused, NotAllowed
from workflow_app.queries.case_forms import evaluator, start_form
from workflow_app.queries.drawings import case_drawings, drawing_file
from workflow_app.queries.items import item_guide, list_items
from workflow_app.queries.paging import Page
from workflow_app.rules.permissions import may_start_case
from workflow_app.web import context
from workflow_app.web.pages.blueprint import pages
from workflow_app.web.pages.filled_forms import FilledForm, Problem
from workflow_app.web.pages.frame import me, now
from workflow_app.web.pages.translation import _

LONGEST_NAME, LONGEST_NUMBER = 200, 60


@pages.get("/items")
def items() -> str:
    """Every item with a version in force; `?q=` is part of a name, code or department."""
    search = request.args.get("q", "").strip()[:100]
    with context.reading() as connection:
        found = [item for page in _all_items(connection) for item in page if _matches(item, search)]
    return render_template("pages/items.html", items=found, search=search, may_apply=may_apply())


@pages.get("/items/<code>")
def item(code: str) -> str:
    """One item: what the register says of it, and its diagram."""
    with context.reading() as connection:
        found = item_guide(connection, code)
        drawings = case_drawings(connection, code, found["version"])
    marks: dict[str, dict[str, str]] = {drawing.process: {} for drawing in drawings}
    return render_template("pages/item.html", item=found, drawings=drawings, marks=marks, may_apply=may_apply())


@pages.get("/items/<code>/diagrams/<process>")
def item_diagram(code: str, process: str) -> Response:
    """A diagram of the version in force, as published."""
    with context.reading() as connection:
        found = item_guide(connection, code)
        content = drawing_file(connection, code, found["version"], process)
    return Response(content, mimetype="application/xml")


@pages.get("/items/<code>/apply")
def apply(code: str) -> str:
    """The application's form."""
    _require_intake()
    found, form = _application(code)
    return _page(found, form, _own_details())


@pages.post("/items/<code>/apply")
def hand_in(code: str) -> str | AnyResponse | tuple[str, int]:
    """Start the case. Refused with errors at the fields, nothing typed is lost."""
    _require_intake()
    found, empty = _application(code)
    form, applicant = empty.posted(request.form), _applicant()
    if again := form.redrawn(request.form):
        return _page(found, again, applicant)
    problems = _applicant_problems(applicant)
    if problems:
        return _page(found, form.checked(), applicant, problems), 422
    try:
        number = start_case(
            context.database(), context.actor(), now(), item=code, applicant=applicant, data=form.data()
        )
    except FormRefused as refusal:
        return _page(found, form.refused(refusal), applicant), 422
    flash(_("申请已提交，办件编号 %(number)s。", number=number), "success")
    return redirect(url_for("pages.case", number=number))


def may_apply() -> bool:
    """Whether this person may hand in an application."""
    return may_start_case(context.actor(), context.state().sandbox) is None


def _require_intake() -> None:
    reason = may_start_case(context.actor(), context.state().sandbox)
    if reason:
        raise NotAllowed(reason=reason)


def _all_items(connection: Any) -> list[list[dict[str, Any]]]:
    found, cursor = [], None
    while True:
        page = list_items(connection, Page(limit=200, cursor=cursor))
        found.append(page["items"])
        cursor = page["next"]
        if not cursor:
            return found


def _matches(item: dict[str, Any], search: str) -> bool:
    return search.lower() in " ".join(str(item[name] or "") for name in ("code", "name", "department", "kind")).lower()


def _application(code: str) -> tuple[dict[str, Any], FilledForm]:
    with context.reading() as connection:
        found = item_guide(connection, code)
        return found, FilledForm(form=start_form(connection, code, found["version"]), evaluate=evaluator(now()))


def _own_details() -> dict[str, str]:
    person = me()
    own = person if person and person.role == "applicant" else None
    return {"name": own.display_name if own else "", "id_number": (own.id_number or "") if own else ""}


def _applicant() -> dict[str, str]:
    return {name: request.form.get(f"applicant.{name}", "").strip() for name in ("name", "id_number")}


def _applicant_problems(applicant: dict[str, str]) -> list[Problem]:
    problems = []
    if not 0 < len(applicant["name"]) <= LONGEST_NAME:
        problems.append(
            Problem("applicant-name", _("申请人"), _("请填写姓名或单位名称，不超过 %(n)d 字", n=LONGEST_NAME))
        )
    if not 0 < len(applicant["id_number"]) <= LONGEST_NUMBER:
        wanted = _("请填写身份证号或统一社会信用代码，不超过 %(n)d 位", n=LONGEST_NUMBER)
        problems.append(Problem("applicant-id_number", _("证件号码"), wanted))
    return problems


def _page(
    found: dict[str, Any], form: FilledForm, applicant: dict[str, str], problems: list[Problem] | None = None
) -> str:
    everything = [*(problems or []), *form.problems()]
    return render_template("pages/apply.html", item=found, form=form, applicant=applicant, problems=everything)
