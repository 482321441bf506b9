"""Draw the portal's icons and share card, and take the screenshots of README and help from a running `make run`.

Needs Chromium and requirements-dev.txt. The demo data decides what is on the pictures: take them from a fresh one.

Usage: .venv/bin/python tools/screenshots.py [icons|readme|help] [ADDRESS]
"""

import io
import shutil
import sys
from base64 import b64encode
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"
README = (("home", "/", 1000, 900), ("phone", "/", 390, 800), ("money", "/money/", 1000, 900))
ICONS = (32, 180, 192, 512)
LANGUAGES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en"}
# name, persona ("" for a stranger), address, what to scroll to
HELP = (
    ("sign-in", "", "/sign-in/", "main"),
    ("propose", "resident", "/projects/new/", "main"),
    ("vote", "resident", "/rounds/", "main"),
    ("money", "", "/projects/?stage=closed", "#money"),
    ("desk", "organiser", "/desk/", "main"),
    ("admin", "community_staff", "/admin/", "#content"),
    ("review", "street_handler", "/desk/", "main"),
)
CARD = """<body style="margin:0;width:1200px;height:630px;background:#e4f1eb;font-family:sans-serif;display:flex">
<div style="width:600px;padding:90px 20px 0 70px;box-sizing:border-box"><img src="{logo}" width="120">
<div style="font-size:70px;font-weight:700;color:#07483a;line-height:1.3;margin-top:40px">盘龙<br>民生小实事</div>
<div style="font-size:34px;color:#1a2421;margin-top:24px">身边小事，居民做主</div></div>
<img src="{drawing}" style="height:630px;width:600px;object-fit:cover;object-position:20% 50%"></body>"""


def as_data(path: Path) -> str:
    """Return the SVG at `path` as an address that needs no server."""
    return f"data:image/svg+xml;base64,{b64encode(path.read_bytes()).decode()}"


def draw_icons(browser, _address: str) -> None:
    """Write static/icons/: the seal in the sizes that browsers and phones ask for, and the card for shared links."""
    (STATIC / "icons").mkdir(exist_ok=True)
    logo = as_data(STATIC / "panlong.svg")
    for size in ICONS:
        page = browser.new_page(viewport={"width": size, "height": size})
        page.set_content(f'<body style="margin:0"><img src="{logo}" width="{size}" style="display:block">')
        page.screenshot(path=STATIC / "icons" / f"{size}.png", omit_background=True)
        page.close()
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    page.set_content(CARD.format(logo=logo, drawing=as_data(STATIC / "drawings" / "courtyard.svg")))
    picture = Image.open(io.BytesIO(page.screenshot())).convert("P", palette=Image.Palette.ADAPTIVE)
    picture.save(STATIC / "icons" / "card.png", optimize=True)
    page.close()


def take_for_readme(browser, address: str) -> None:
    """Write docs/screenshots/NAME.png."""
    for name, path, width, height in README:
        page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        page.goto(address + path)
        page.screenshot(path=ROOT / "docs" / "screenshots" / f"{name}.png")
        page.close()


def take_for_help(browser, address: str) -> None:
    """Write static/help/LANGUAGE/NAME.webp: what a phone shows, in every language."""
    for language, locale in LANGUAGES.items():
        (STATIC / "help" / language).mkdir(parents=True, exist_ok=True)
        for name, persona, path, place in HELP:
            context = browser.new_context(
                viewport={"width": 360, "height": 560}, device_scale_factor=1.5, locale=locale
            )
            context.add_cookies([{"name": "django_language", "value": language, "url": address}])
            page = context.new_page()
            if persona:
                page.goto(f"{address}/demo/")
                page.locator(f"form:has(input[value='{persona}']) button").first.click()
                page.wait_for_load_state()
            page.goto(address + path)
            if "stage=" in path or path == "/rounds/":  # the first of the list
                page.locator("main .card-project a, main .items a").first.click()
                page.wait_for_load_state()
            page.locator(place).evaluate("one => window.scrollTo(0, one.offsetTop)")
            picture = Image.open(io.BytesIO(page.screenshot()))
            picture.save(STATIC / "help" / language / f"{name}.webp", quality=60, method=6)
            context.close()


WORKS = {"icons": draw_icons, "readme": take_for_readme, "help": take_for_help}


def main(arguments: list[str]) -> None:
    """Do the works that are named, or all of them, with the portal at the address that is named."""
    address = next((one for one in arguments if "://" in one), "http://localhost:8000")
    wanted = [one for one in arguments if one in WORKS] or list(WORKS)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in wanted:
            WORKS[name](browser, address)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
