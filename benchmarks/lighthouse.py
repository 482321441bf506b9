"""Lighthouse on home, a project, a ballot and the money page of a running demo portal.

Needs Chromium and node; installs nothing itself:

    npm install --prefix FOLDER lighthouse@12.8.2
    .venv/bin/python benchmarks/lighthouse.py FOLDER/node_modules/.bin/lighthouse [ADDRESS]

Prints per page the scores (of 100) and the figures they are made of, as simulated for a slow phone, and what weighs
how much over the wire. The ballot is looked at as a resident, by the session's cookie.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

CATEGORIES = ("performance", "accessibility", "best-practices")
FIGURES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "total-byte-weight")  # fmt: skip


def sign_in(address: str) -> str:
    """Return the Cookie header of a demo resident."""
    jar = CookieJar()
    web = build_opener(HTTPCookieProcessor(jar))
    web.open(f"{address}/demo/sign-in/", urlencode({"persona": "resident"}).encode()).read()
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def first_link(address: str, path: str, pattern: str) -> str:
    """Return the first address on the page at `path` that matches `pattern`."""
    page = build_opener().open(address + path).read().decode()
    found = re.search(pattern, page)
    if found is None:
        sys.exit(f"{path} has no link like {pattern}")
    return found.group(0)


def look_at(lighthouse: str, address: str, cookie: str = "") -> dict:
    """Run Lighthouse on the page at `address` and return its report."""
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or "google-chrome"}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            lighthouse, address, "--quiet", "--output=json", f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ]  # fmt: skip
        if cookie:
            command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
        subprocess.run(command, check=True, env=environment)
        return json.loads(report.read_text(encoding="utf-8"))


def tell(name: str, report: dict) -> None:
    scores = {key: round(100 * (report["categories"][key]["score"] or 0)) for key in CATEGORIES}
    figures = {key: report["audits"][key]["displayValue"] for key in FIGURES}
    print(name, scores, figures)
    for key, audit in report["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] != "informative":
            print(f"    {key}: {audit['title']} {audit.get('displayValue', '')}")


def main(lighthouse: str, address: str = "http://127.0.0.1:8000") -> None:
    project = first_link(address, "/projects/?stage=closed", r"/projects/\d+/")
    ballot = first_link(address, "/rounds/", r"/rounds/\d+/")
    cookie = sign_in(address)
    for name, path, who in (
        ("home", "/", ""),
        ("project", project, ""),
        ("ballot", ballot, cookie),
        ("money", "/money/", ""),
    ):
        tell(name, look_at(lighthouse, address + path, who))


if __name__ == "__main__":
    main(*sys.argv[1:])
