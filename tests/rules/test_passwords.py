"""Passwords are kept so that they can be checked, not read."""

from __future__ import annotations

import pytest

from workflow_app.rules.passwords import hash_password, password_matches


def test_the_right_password_matches() -> None:
    assert password_matches(hash_password("一二三四五"), "一二三四五")


@pytest.mark.parametrize("guess", ["一二三四六", "", "一二三四五 ", "\ud800"])
def test_any_other_text_does_not(guess: str) -> None:
    assert not password_matches(hash_password("一二三四五"), guess)


def test_who_has_no_password_cannot_sign_in_with_any() -> None:
    assert not password_matches(None, "")


def test_a_damaged_hash_matches_nothing() -> None:
    assert not password_matches("not a hash", "not a hash")


def test_the_same_password_is_kept_as_a_different_text_each_time() -> None:
    assert hash_password("secret") != hash_password("secret")


def test_the_kept_text_does_not_contain_the_password() -> None:
    assert "secret" not in hash_password("secret")
