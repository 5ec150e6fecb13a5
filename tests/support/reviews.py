"""Diagrams of departments that are asked together (会签), drawn so that the stock engine reads them, too."""

from __future__ import annotations

from tests.support.diagrams import diagram, end, gateway, start, user

# Written as plain BPMN 2.0 writes it, without Camunda's attributes.
STANDARD_LOOP = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>departments</bpmn:loopDataInputRef>"
    "<bpmn:loopDataOutputRef>opinions</bpmn:loopDataOutputRef>"
    '<bpmn:inputDataItem id="department" name="department"/><bpmn:outputDataItem id="opinion" name="opinion"/>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)
DEPARTMENTS = {"departments": ["甲局", "乙局", "丙局"]}


def joined_reviews() -> bytes:
    """Three reviews between a parallel split and join, inside a send-back loop (退回)."""
    reviews = [user(f"review{number}") for number in (1, 2, 3)]
    around = [f"fork -> review{number} -> join" for number in (1, 2, 3)]
    return diagram(
        "permit",
        start(), user("accept"), gateway("parallel", "fork"), *reviews, gateway("parallel", "join"), user("decide"),
        gateway("exclusive", "ask"), end(),
        flows=["start -> accept -> fork", *around, "join -> decide -> ask", "ask -> accept if returned == True",
               "ask -> end default"],
    )  # fmt: skip


def send_back() -> bytes:
    """One review that can be sent back again and again."""
    flows = ["start -> review -> ask", "ask -> review if again == True", "ask -> end default"]
    return diagram("permit", start(), user("review"), gateway("exclusive", "ask"), end(), flows=flows)


def multi_reviews() -> bytes:
    """A multi-instance review over `departments`, gathered in `opinions`, that can be sent back."""
    flows = ["start -> review -> decide -> ask", "ask -> review if again == True", "ask -> end default"]
    review = user("review", inner=STANDARD_LOOP)
    return diagram("permit", start(), review, user("decide"), gateway("exclusive", "ask"), end(), flows=flows)
