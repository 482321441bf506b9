"""Measure how walkable the code is, and print it as Markdown: one table by folder, and the circles of imports.

By folder: how many modules lie beside each other, their lines, the largest module, the longest function. Then the lines
of templates that are longer than 120 characters. Tests and migrations are left out. The circles are the groups of modules of
which each reaches every other through imports: first with imports at the top of modules only, then with those inside
functions too, then between folders. Of each group one shortest way around is written out.

Knows no module by name: the packages are the root packages of import-linter in pyproject.toml, so that figures of before
and after a rebuilding can be laid side by side. Needs requirements-dev.txt (grimp comes with import-linter).

    .venv/bin/python tools/measure_house.py [FOLDER OF ANOTHER CHECKOUT]
"""

import ast
import sys
import tomllib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import grimp

LONGEST_LINE = 120
LEFT_OUT = {"migrations", "tests"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

Graph = Mapping[str, set[str]]


class Measured(NamedTuple):
    """What one module counts: its lines and its longest function."""

    path: Path
    lines: int
    function_lines: int
    function: str


def root_packages(root: Path) -> list[str]:
    """Return the packages that import-linter looks after."""
    settings = tomllib.loads((root / "pyproject.toml").read_text())
    return settings["tool"]["importlinter"]["root_packages"]


def modules_of(root: Path, packages: Iterable[str]) -> list[Path]:
    """Return the modules of `packages` that are not empty, without tests and migrations."""
    found = (path for package in packages for path in (root / package).rglob("*.py"))
    return sorted(
        path for path in found if path.stat().st_size and not LEFT_OUT & set(path.relative_to(root).parts)
    )


def measure_module(path: Path) -> Measured:
    """Count the lines of a module and find its longest function."""
    text = path.read_text()
    spans = [
        (node.end_lineno - node.lineno + 1, node.name)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    length, name = max(spans, default=(0, "-"))
    return Measured(path, len(text.splitlines()), length, name)


def print_folders(root: Path, paths: Iterable[Path]) -> None:
    """Print a row for each folder and one for all of them."""
    folders: dict[Path, list[Measured]] = defaultdict(list)
    for path in paths:
        folders[path.parent.relative_to(root)].append(measure_module(path))
    print("| Folder | Modules | Lines | Largest module | Longest function |")
    print("|---|---:|---:|---|---|")
    for folder, modules in sorted(folders.items()):
        print_row(str(folder), modules)
    print_row("all", [one for modules in folders.values() for one in modules])


def print_row(name: str, modules: list[Measured]) -> None:
    """Print what `modules` count together."""
    largest = max(modules, key=lambda one: one.lines)
    longest = max(modules, key=lambda one: one.function_lines)
    print(
        f"| {name} | {len(modules)} | {sum(one.lines for one in modules)} | {largest.path.name} {largest.lines} | "
        f"{longest.path.stem}.{longest.function} {longest.function_lines} |"
    )


def lengths_of_html(root: Path) -> list[int]:
    """Return the length of every line of the templates of pages."""
    pages = (root / "templates").rglob("*.html")
    return [len(line) for path in pages for line in path.read_text(encoding="utf-8").splitlines()]


def print_templates(root: Path) -> None:
    """Print how many lines of templates are too long, of how many, and the longest."""
    lengths = lengths_of_html(root)
    too_long = sum(length > LONGEST_LINE for length in lengths)
    share = f"{100 * too_long / max(len(lengths), 1):.1f}"
    print(
        f"\nTemplates: {too_long} of {len(lengths)} lines of HTML ({share} %) are longer than {LONGEST_LINE} characters."
    )
    print(f"The longest has {max(lengths, default=0)}.")


def inline_lines(path: Path) -> set[int]:
    """Return the lines of a module on which a function imports something."""
    inside = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, FUNCTIONS))
    return {
        statement.lineno
        for function in inside
        for statement in ast.walk(function)
        if isinstance(statement, (ast.Import, ast.ImportFrom))
    }


def imports_of(root: Path, packages: list[str]) -> tuple[Graph, Graph]:
    """Return who imports whom at the top of modules, and who imports whom at all."""
    sys.path.insert(0, str(root))
    found = grimp.build_graph(*packages, exclude_type_checking_imports=True, cache_dir=None)
    at_top, at_all = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    inline: dict[str, set[int]] = {}
    for module in found.modules:
        if LEFT_OUT & set(module.split(".")):
            continue
        inline[module] = inline_lines(path_of(root, module))
        for imported in found.find_modules_directly_imported_by(module):
            details = found.get_import_details(importer=module, imported=imported)
            at_all[module].add(imported)
            if any(one["line_number"] not in inline[module] for one in details):
                at_top[module].add(imported)
    return at_top, at_all


def path_of(root: Path, module: str) -> Path:
    """Return the file of `module`."""
    path = root.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def between_folders(root: Path, imports: Graph) -> Graph:
    """Return which folder imports which: a package together with the modules beside its __init__."""
    folders = defaultdict[str, set[str]](set)
    for module, imported in imports.items():
        here = folder_of(root, module)
        folders[here] |= {folder_of(root, one) for one in imported} - {here}
    return folders


def folder_of(root: Path, module: str) -> str:
    """Return the folder of `module`, written with dots."""
    return ".".join(path_of(root, module).parent.relative_to(root).parts)


def reached_from(imports: Graph, start: str) -> dict[str, str]:
    """Return what `start` reaches by imports: each module with the one before it on a shortest way there."""
    before: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in sorted(imports.get(here, ())):
            if there not in before:
                before[there] = here
                waiting.append(there)
    return before


def circles_of(imports: Graph) -> Iterator[tuple[list[str], list[str]]]:
    """Yield each group of modules that reach each other, with one shortest way around."""
    reached = {one: reached_from(imports, one) for one in imports}
    seen: set[str] = set()
    for one in sorted(imports):
        if one in reached[one] and one not in seen:
            group = sorted(other for other in reached[one] if one in reached.get(other, ()))
            seen.update(group)
            yield group, min((way_around(reached[member], member) for member in group), key=len)


def way_around(before: dict[str, str], start: str) -> list[str]:
    """Return the shortest way from `start` back to itself."""
    way = [start]
    while (here := before[way[-1]]) != start:
        way.append(here)
    return [start, *reversed(way)]


def print_circles(title: str, imports: Graph) -> None:
    """Print the circles of `imports`, or that there are none."""
    circles = list(circles_of(imports))
    print(f"\nImport circles, {title}: {len(circles) or 'none'}")
    for group, way in circles:
        print(f"- {len(group)} ({', '.join(group)}): {' → '.join(way)}")


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    packages = root_packages(root)
    print_folders(root, modules_of(root, packages))
    print_templates(root)
    at_top, at_all = imports_of(root, packages)
    print_circles("at the top of modules", at_top)
    print_circles("inside functions too", at_all)
    print_circles("between folders", between_folders(root, at_all))


if __name__ == "__main__":
    main()
