"""Sees to it that the browser tests find a Chromium and a Chinese font: installs them as root, else says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "~/.fonts")
CHINESE_FONTS = ("cjk", "notosanssc", "sourcehan", "wqy", "pingfang", "droidsansfallback", "simsun", "msyh")


def find_browser() -> str | None:
    """The path of an installed Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether some font file has a name known to hold Chinese."""
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    names = (path.name.lower() for folder in folders if folder.is_dir() for path in folder.rglob("*.*"))
    return any(font in name for name in names for font in CHINESE_FONTS)


def missing_packages() -> list[str]:
    """What Debian calls the packages that are not here yet."""
    browser = [] if find_browser() else ["chromium"]
    return browser + ([] if has_chinese_font() else ["fonts-noto-cjk"])


def install(packages: list[str]) -> None:
    """Install with apt-get where that is possible: as root, where there is an apt-get. Failing is not an error yet."""
    apt_get = shutil.which("apt-get")
    if not packages or apt_get is None or os.geteuid() != 0:
        return
    print(f"Installing {' '.join(packages)} …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--no-install-recommends", "-y", *packages]):
        subprocess.run([apt_get, "-qq", *arguments], env=environment, capture_output=True, check=False)


def main() -> int:
    """0 when the browser tests can run, else 1 with one line."""
    install(missing_packages())
    missing = missing_packages()
    if missing:
        print(f"Missing for the browser tests: {' and '.join(missing)}. "
              f"Install with: sudo apt-get install {' '.join(missing)}", file=sys.stderr)  # fmt: skip
    return 1 if "chromium" in missing else 0


if __name__ == "__main__":
    sys.exit(main())
