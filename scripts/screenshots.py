"""Makes the README's picture from the running application: `make run`, then `.venv/bin/python scripts/screenshots.py`.

Signs in as an auditor of the demonstration centre and photographs the newest open case whose diagram is joint handling.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ensure_browser import find_browser
from playwright.sync_api import Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    url = parser.parse_args().url
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
        sign_in_as(page, url, "审计人员")
        photograph_case(page, url)
        browser.close()


def sign_in_as(page: Page, url: str, role: str) -> None:
    """Press the first demonstration person of a role."""
    page.goto(f"{url}/sign-in")
    page.locator(f"xpath=//*[normalize-space(text())='{role}']/following::button[1]").click()
    page.wait_for_load_state("networkidle")


def photograph_case(page: Page, url: str) -> None:
    """The newest open case with most steps behind it, as its page opens."""
    cases = page.request.get(f"{url}/api/v1/cases?status=open&limit=50").json()["items"]
    case = max(cases, key=lambda case: case["seq"])
    page.goto(f"{url}/cases/{case['number']}")
    page.wait_for_load_state("networkidle")
    IMAGES.mkdir(exist_ok=True)
    page.screenshot(path=IMAGES / "case.png")


if __name__ == "__main__":
    main()
