"""Decision tables written in a line, for tests."""

from __future__ import annotations

from xml.sax.saxutils import escape

from workflow_app.engine.decisions import Decision, read_decisions

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
Row = tuple[list[str], list[str]]


def table(
    rows: list[Row], attributes: str = "", inputs: tuple[str, ...] = ("x",), outputs: tuple[str, ...] = ("y",)
) -> str:
    columns = "".join(f'<input id="in{n}"><inputExpression><text>{escape(i)}</text></inputExpression></input>'
                      for n, i in enumerate(inputs))  # fmt: skip
    columns += "".join(f'<output id="out{n}" name="{name}"/>' for n, name in enumerate(outputs))
    for number, (tests, results) in enumerate(rows, 1):
        cells = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in tests)
        cells += "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in results)
        columns += f'\n<rule id="r{number}">{cells}</rule>'
    return f'<decision id="d" name="表"><decisionTable id="t" {attributes}>{columns}</decisionTable></decision>'


def read(decisions: str, model: str = MODEL) -> list[Decision]:
    return read_decisions(f'<definitions xmlns="{model}" id="defs">{decisions}</definitions>'.encode(), "表.dmn")
