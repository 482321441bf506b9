"""Take the screenshots of the README from a running `make run` (needs Chromium and requirements-dev.txt).

Usage: .venv/bin/python tools/screenshots.py [ADDRESS]
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
SHOTS = (("home", "/", 1000, 900), ("phone", "/", 390, 800), ("money", "/money/", 1000, 900))


def main(address: str) -> None:
    """Write docs/screenshots/NAME.png for every row of SHOTS."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, path, width, height in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
