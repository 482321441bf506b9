"""No test borrows from another: what two of them need is in a helper that both can name."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent


def borrowed(source: str) -> list[str]:
    """Return the test modules that `source` imports, anywhere in it."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module or ''}.{one.name}" for one in node.names]
    return [name for name in names if any(part.startswith("test_") for part in name.split("."))]


def test_no_test_imports_from_another_test():
    found = {
        str(file.relative_to(TESTS)): borrowed(file.read_text(encoding="utf-8"))
        for file in TESTS.rglob("*.py")
    }
    assert {file: names for file, names in found.items() if names} == {}


def test_every_way_of_borrowing_is_found():
    assert borrowed("from tests.a.test_b import c") == ["tests.a.test_b.c"]
    assert borrowed("import tests.a.test_b") == ["tests.a.test_b"]
    assert borrowed("def f():\n    from tests.a import test_b") == ["tests.a.test_b"]
    assert borrowed("from tests.factories import draft") == []


def test_no_package_of_tests_is_empty():
    packages = [file.parent for file in TESTS.rglob("__init__.py")]
    assert [str(one) for one in packages if len(list(one.glob("*.py"))) == 1] == []
