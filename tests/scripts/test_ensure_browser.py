"""The browser tests' prerequisites: found, installed as root, or named in one line."""

from __future__ import annotations

import pytest

from scripts import ensure_browser


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine without browser, font and right to install; collects what is installed."""
    installed: list[list[str]] = []
    monkeypatch.setattr(ensure_browser, "find_browser", lambda: None)
    monkeypatch.setattr(ensure_browser, "has_chinese_font", lambda: False)
    monkeypatch.setattr(ensure_browser, "install", installed.append)
    return installed


def test_a_browser_and_a_font_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensure_browser, "find_browser", lambda: "/bin/chromium")
    monkeypatch.setattr(ensure_browser, "has_chinese_font", lambda: True)
    assert ensure_browser.main() == 0


def test_what_is_missing_is_installed(nothing_installed: list[list[str]]) -> None:
    ensure_browser.main()
    assert nothing_installed == [["chromium", "fonts-noto-cjk"]]


def test_what_cannot_be_installed_is_named_in_one_line(
    nothing_installed: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ensure_browser.main() == 1
    captured = capsys.readouterr().err
    assert captured.count("\n") == 1
    assert "apt-get install chromium fonts-noto-cjk" in captured


def test_without_a_chinese_font_the_tests_still_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensure_browser, "find_browser", lambda: "/bin/chromium")
    monkeypatch.setattr(ensure_browser, "has_chinese_font", lambda: False)
    monkeypatch.setattr(ensure_browser, "install", lambda _packages: None)
    assert ensure_browser.main() == 0


def test_nobody_but_root_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensure_browser.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(ensure_browser.subprocess, "run", lambda *_, **__: pytest.fail("it must not"))
    ensure_browser.install(["chromium"])
