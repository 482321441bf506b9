"""Nothing is installed on a server whose licence was not looked at."""

import re
from importlib.metadata import distribution

import pytest

from tools.licences import DOCUMENT, licence_of, names_of_requirements, table_of_licences

LOOKED_AT = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0",
    "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Unlicense", "public domain",
}  # fmt: skip


def test_the_table_in_docs_is_that_of_the_installed_packages():
    table = table_of_licences()
    assert len(names_of_requirements()) == table.count("\n") - 2 > 50
    assert DOCUMENT.read_text().endswith(table), "run .venv/bin/python tools/licences.py"


@pytest.mark.parametrize("name", names_of_requirements())
def test_the_licence_of_everything_at_run_time_is_one_that_was_looked_at(name):
    """A package under the GPL, or under a licence that nobody has read, comes in only by a change of LOOKED_AT."""
    assert set(re.split(" (?:AND|OR) ", licence_of(distribution(name)))) <= LOOKED_AT


@pytest.mark.parametrize("package", ["pabutools", "gurobipy", "preflibtools", "prefsampling"])
def test_what_only_tests_may_use_is_not_installed_on_a_server(package):
    assert package not in names_of_requirements()
