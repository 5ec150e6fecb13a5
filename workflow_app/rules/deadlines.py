"""Time limits, for those who use them: read a rule, derive its deadline, explain it.

The parts: `time_rules` (a rule as data), `rule_reader` (its text in a diagram), `derivation`, `explanation`.
"""

from __future__ import annotations

from workflow_app.rules.derivation import CLOSE_OF_BUSINESS, END_OF_DAY, Deadline, Pause, derive
from workflow_app.rules.explanation import Line, explain
from workflow_app.rules.rule_reader import parse_rule
from workflow_app.rules.time_rules import Rule, rule_from_json, rule_text, rule_to_json

__all__ = [
    "CLOSE_OF_BUSINESS",
    "END_OF_DAY",
    "Deadline",
    "Line",
    "Pause",
    "Rule",
    "derive",
    "explain",
    "parse_rule",
    "rule_from_json",
    "rule_text",
    "rule_to_json",
]
