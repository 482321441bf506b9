"""Write the table of licences in docs/licences.md anew, from the installed packages of requirements.txt.

    .venv/bin/python tools/licences.py

Everything above the table's head is written by hand and stays. `tests/test_licences.py` fails when the table is not current.
"""

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements.txt"
DOCUMENT = ROOT / "docs" / "licences.md"
HEAD = "| Package | Version | Licence |\n|---|---|---|\n"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", re.MULTILINE)
IDENTIFIER = re.compile(r"MIT|[A-Za-z]+-[A-Za-z0-9.]+(?:-[A-Za-z0-9.]+)*")  # as SPDX writes them

# What packages without an SPDX identifier of their own say.
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Public Domain": "public domain",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}
ALTERNATIVES = {"python-dateutil"}  # the licences of its classifiers are for the user to choose from
WORDS = {"MIT License": "MIT"}
THIRD_CLAUSE = re.compile(r"neither\s+the\s+name|nor\s+the\s+names", re.IGNORECASE)


def names_of_requirements() -> list[str]:
    """Return the names of the packages that requirements.txt pins, in its order."""
    return PINNED.findall(REQUIREMENTS.read_text())


def licence_of(package: Distribution) -> str:
    """Return the licence of an installed package as an SPDX expression, as far as its metadata has one."""
    facts = package.metadata
    if expression := facts.get("License-Expression"):
        return expression
    word = (facts.get("License") or "").strip()
    if IDENTIFIER.fullmatch(word):
        return word
    classifiers = facts.get_all("Classifier") or []
    named = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    known = {**CLASSIFIERS, "BSD License": bsd_of(package)}
    join = " OR " if facts["Name"] in ALTERNATIVES else " AND "
    return join.join(known.get(one, one) for one in named) or WORDS.get(word, word) or "not stated"


def bsd_of(package: Distribution) -> str:
    """Return which BSD licence a package ships the text of: only the one of three clauses protects its author's name."""
    texts = [
        one.read_text() for one in package.files or () if "licen" in one.name.lower() and one.suffix != ".py"
    ]
    return "BSD-3-Clause" if any(THIRD_CLAUSE.search(text) for text in texts) else "BSD-2-Clause"


def table_of_licences() -> str:
    """Return the table of everything that is installed at run time."""
    packages = [distribution(name) for name in names_of_requirements()]
    rows = [f"| {one.metadata['Name']} | {one.version} | {licence_of(one)} |\n" for one in packages]
    return HEAD + "".join(rows)


def main() -> None:
    by_hand = DOCUMENT.read_text().partition(HEAD)[0]
    DOCUMENT.write_text(by_hand + table_of_licences())


if __name__ == "__main__":
    main()
