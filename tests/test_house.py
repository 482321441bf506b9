"""What the measurements of the code say is so."""

from collections import Counter
from pathlib import Path
from textwrap import dedent

from tools.measure_house import (
    LONGEST_LINE,
    circles_of,
    imports_of,
    inline_lines,
    lengths_of_html,
    measure_module,
    modules_of,
    root_packages,
)

ROOT = Path(__file__).parents[1]


def test_a_circle_of_imports_is_found_once_with_its_shortest_way_around():
    imports = {"a": {"b"}, "b": {"c", "a"}, "c": {"a"}, "d": {"a", "e"}, "e": set()}
    assert list(circles_of(imports)) == [(["a", "b", "c"], ["a", "b", "a"])]


def test_two_circles_that_only_one_of_them_reaches_stay_two():
    imports = {"a": {"b"}, "b": {"a", "x"}, "x": {"y"}, "y": {"x"}}
    assert [group for group, _way in circles_of(imports)] == [["a", "b"], ["x", "y"]]


def test_imports_without_a_circle_have_none():
    assert not list(circles_of({"a": {"b", "c"}, "b": {"c"}}))


def test_only_what_a_function_imports_is_inline(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        dedent("""\
            import os
            def load():
                from json import loads
                def inner():
                    import csv
        """)
    )
    assert inline_lines(module) == {3, 5}
    assert measure_module(module)[1:] == (5, 4, "load")


def test_tests_migrations_and_empty_modules_are_not_counted(tmp_path):
    for name in (
        "app/models.py",
        "app/migrations/0001_initial.py",
        "app/tests/test_models.py",
        "other/models.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a = 1\n")
    (tmp_path / "app" / "__init__.py").write_text("")
    assert modules_of(tmp_path, ["app"]) == [tmp_path / "app" / "models.py"]


def test_the_house_stays_walkable():
    """No function above 60 lines, no module above 450, at most 14 modules beside each other, no long line of HTML."""
    folders = Counter(
        path.parent for path in modules_of(ROOT, root_packages(ROOT)) if path.name != "__init__.py"
    )
    measured = [measure_module(path) for path in modules_of(ROOT, root_packages(ROOT))]
    assert [one for one in measured if one.lines > 450 or one.function_lines > 60] == []
    assert {folder.name: count for folder, count in folders.items() if count > 14} == {}
    assert [length for length in lengths_of_html(ROOT) if length > LONGEST_LINE] == []


def test_no_module_imports_itself_by_a_detour():
    """Neither at the top of modules nor inside functions, which import-linter's contracts do not look at everywhere."""
    _at_top, at_all = imports_of(ROOT, root_packages(ROOT))
    assert [way for _group, way in circles_of(at_all)] == []
