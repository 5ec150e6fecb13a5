"""Whether numbers of people and firms are well-formed, checked digit by digit."""

from __future__ import annotations

from datetime import date

CREDIT_CODE_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_resident_number(number: str) -> bool:
    """A resident identity number (GB 11643-1999): region, day of birth, sequence, check character."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    weighted = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return number[17] == "10X98765432"[weighted % 11]


def is_credit_code(number: str) -> bool:
    """A unified social credit code (GB 32100-2015)."""
    if len(number) != 18 or not set(number) <= set(CREDIT_CODE_DIGITS):
        return False
    values = [CREDIT_CODE_DIGITS.index(digit) for digit in number]
    return values[17] == -sum(value * 3**place for place, value in enumerate(values[:17])) % 31
