"""What a simulated person writes in one field: made from its type, its options, its label and chance."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from random import Random
from typing import Any

from workflow_app.commands.demonstration import DemonstrationCentre
from workflow_app.commands.simulation.hall_hours import HallHours
from workflow_app.rules.form_model import Choice, Field
from workflow_app.rules.form_values import FieldFault, clean_value
from workflow_app.rules.instants import iso
from workflow_app.rules.patterns import compile_pattern

# The first choice is the usual one.
USUAL = 0.75
TICKED = 0.85
COPIED = 0.9
# What a number is where its field sets no limits.
LEAST, MOST = Decimal(1), Decimal(500)
MOST_DAYS_AHEAD = 15
LONGEST_SAMPLE = 200
SAMPLES = 30


@dataclass(slots=True)
class Writer:
    """One person filling in one form at `now`, about an applicant: {"name", "id_number"}.

    `known` is the case data they see.
    """

    chance: Random
    now: datetime
    hours: HallHours
    centre: DemonstrationCentre
    applicant: Mapping[str, str]
    known: Mapping[str, Any]
    # Later dates in a form come after earlier ones.
    last_date: datetime | None = None

    def value(self, field: Field, choices: Sequence[Choice] | None) -> Any:
        """A value for the field, None where nobody could think of one. Dynamic lists are not made here."""
        if field.default is not None and _is_clean(field, field.default, choices) and self.chance.random() < 0.5:
            return field.default
        copied = self._copied(field)
        if copied is not None and _is_clean(field, copied, choices):
            return copied
        return _BY_KIND[field.kind](self, field, choices)

    def _copied(self, field: Field) -> Any:
        """What the case says already, copied by most people without mistake."""
        hint = next((hint for hint in self.centre.copied if hint.fits(field.label)), None)
        return self.known.get(hint.datum) if hint and self.chance.random() < COPIED else None

    def text(self, field: Field, _: Any = None) -> str | None:
        fitting = [hint.texts for hint in self.centre.answers if hint.fits(field.label)]
        texts = [self._filled(text) for hint in fitting for text in self.chance.sample(hint, len(hint))]
        sized = (_sized(field, text) for text in texts)
        usable = (text for text in sized if _is_clean(field, text, None))
        return next(usable, None) or self._by_pattern(field)

    def _filled(self, text: str) -> str:
        return text.format(**self.applicant, year=self.now.year, number=self.chance.randint(1, 999))

    def _by_pattern(self, field: Field) -> str | None:
        if field.pattern is None:
            return None
        samples = (self._sample(field.pattern) for _ in range(SAMPLES))
        return next((text for text in samples if _is_clean(field, text, None)), None)

    def _sample(self, pattern: str) -> str:
        """A text that the pattern matches: a random walk through its steps."""
        steps, at, text = compile_pattern(pattern).steps, 0, ""
        while steps[at][0] != "match" and len(text) < LONGEST_SAMPLE:
            step = steps[at]
            if step[0] == "set":
                low, high = self.chance.choice(step[1])
                text += chr(self.chance.randint(low, high))
            at = self.chance.choice(step[1:]) if step[0] == "fork" else at + 1
        return text

    def number(self, field: Field, _: Any) -> int | str:
        low = LEAST if field.minimum is None else field.minimum
        high = max(low, MOST) if field.maximum is None else field.maximum
        low = min(low, high)
        # Small numbers are more frequent than large ones.
        share = Decimal(str(round((math.exp(3 * self.chance.random()) - 1) / (math.exp(3) - 1), 6)))
        digits = Decimal(1).scaleb(-min(field.digits or 0, 2))
        number = (low + (high - low) * share).quantize(digits, ROUND_FLOOR)
        number = max(number, low)
        return f"{number:f}" if field.digits or number != int(number) else int(number)

    def tick(self, field: Field, _: Any) -> bool:
        return field.required or self.chance.random() < TICKED

    def choice(self, field: Field, choices: Sequence[Choice] | None) -> Any:
        if not choices:
            return self.text(field) if choices is None else None
        usual = len(choices) == 1 or self.chance.random() < USUAL
        return choices[0].value if usual else self.chance.choice(choices[1:]).value

    def choices(self, field: Field, choices: Sequence[Choice] | None) -> list[Any]:
        offered = [each.value for each in choices or ()]
        chosen = [value for value in offered if self.chance.random() < TICKED]
        return chosen or (offered[:1] if field.required else [])

    def moment(self, field: Field, _: Any) -> str:
        """A day, time or instant: today or soon after, unless the label says otherwise; in the order of the form."""
        moment = self._moment(field)
        written = {"date": moment.date().isoformat(), "time": moment.strftime("%H:%M"), "datetime": iso(moment)}
        return written[field.subtype]

    def _moment(self, field: Field) -> datetime:
        hint = next((hint for hint in self.centre.dates if hint.fits(field.label)), None)
        if hint:
            return self.now + timedelta(days=self.chance.randint(hint.from_days, hint.to_days))
        earliest = self.last_date or self.now
        days = self.chance.randint(1 if self.last_date else 0, MOST_DAYS_AHEAD)
        self.last_date = self.hours.later(
            earliest + timedelta(days=days), timedelta(minutes=self.chance.randint(0, 90))
        )
        return self.last_date

    def files(self, field: Field, _: Any) -> list[dict[str, Any]]:
        name = f"{field.label.replace('/', '、')[:80]}.pdf"
        content = hashlib.sha256(f"{name} {self.chance.random()}".encode()).hexdigest()
        return [{"name": name, "hash": content, "size": self.chance.randint(20_000, 2_000_000)}]


_BY_KIND: dict[str, Callable[[Writer, Field, Sequence[Choice] | None], Any]] = {
    "textfield": Writer.text,
    "textarea": Writer.text,
    "number": Writer.number,
    "checkbox": Writer.tick,
    "radio": Writer.choice,
    "select": Writer.choice,
    "checklist": Writer.choices,
    "taglist": Writer.choices,
    "datetime": Writer.moment,
    "filepicker": Writer.files,
}


def _is_clean(field: Field, value: Any, choices: Sequence[Choice] | None) -> bool:
    try:
        clean_value(field, value, choices)
    except FieldFault:
        return False
    return True


def _sized(field: Field, text: str) -> str:
    """The text repeated until it is long enough, then cut where it is too long."""
    least = field.min_length or 0
    longer = text * (-(-least // len(text))) if len(text) < least else text
    return longer[: field.max_length] if field.max_length is not None else longer
