"""Imports go one way: a package imports what lies on its level or below, and no packages a circle."""

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PURE = frozenset[str]()
DJANGO = frozenset({"django"})


class Layer(NamedTuple):
    """Packages that lie on one level, and the installed packages that these may import."""

    packages: str
    installed: frozenset[str] = DJANGO


# From the raw text at the bottom to the URLs of pages at the top. A package may import what lies on its own level
# or below; no packages import each other in a circle.
LAYERS = [
    Layer("citations telegram", PURE),
    Layer("reverse"),
    Layer("models sources", DJANGO | {"pypdfium2", "striprtf", "yaml"}),
    Layer(
        "db rendering archive_version archive_vocabulary converters file_lock keyset periods places streams",
        DJANGO | {"cachetools", "jinja2", "psycopg", "rapidfuzz"},
    ),
    Layer("references search", DJANGO | {"Stemmer"}),
    Layer("ingest", DJANGO | {"isal"}),
    Layer("backup editing jobs lists verification", DJANGO | {"django_filters"}),
    Layer("admin management templatetags views", DJANGO | {"granian", "tqdm"}),
    Layer("apps checks migrations urls"),
]

# What the packages that know no database leave alone: Django's own, but for the conditions of a query.
DATABASE = ("django.db", "django.contrib")
CONDITIONS = ("django.db.models.Q",)
WITHOUT_DATABASE = (
    "citations telegram sources rendering converters file_lock keyset periods places reverse templatetags"
)


def dotted(path: Path) -> str:
    """Return the name that the module at ``path`` is imported by."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for folder in ("archive", "cables") for path in sorted((ROOT / folder).rglob("*.py"))}
APP = [name for name in MODULES if name.startswith("cables.")]


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every node of ``tree`` but for those that only a type checker reads: naming a type is no import."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node
            yield from nodes(node)


def imported(module: str) -> Iterator[str]:
    """Yield the full name of everything that ``module`` imports, wherever in it the import stands."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in nodes(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, *([base] if base else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def module_of(name: str) -> str:
    """Return the module of the app that holds the imported ``name``, which may be a class or function in it."""
    while name not in MODULES:
        name = name.rpartition(".")[0]
    return name


def package_of(module: str) -> str:
    """Return the package or module at the root of the app that ``module`` is or lies in; empty for the app itself."""
    return f"{module}.".split(".")[1]


LEVELS = {package: level for level, layer in enumerate(LAYERS) for package in layer.packages.split()}
PACKAGES = sorted({package_of(module) for module in APP})
IMPORTS = {
    package: {name for module in APP if package_of(module) == package for name in imported(module)}
    for package in PACKAGES
}
INSIDE = {
    package: {package_of(module_of(name)) for name in names if name.split(".")[0] == "cables"} - {package, ""}
    for package, names in IMPORTS.items()
}


def test_every_package_has_its_level() -> None:
    assert LEVELS.keys() == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package: str) -> None:
    upward = {other for other in INSIDE[package] if LEVELS[other] > LEVELS[package]}
    assert not upward, f"{package} must not import {upward}"


@pytest.mark.parametrize("package", PACKAGES)
def test_installed_packages_are_imported_where_they_are_at_home(package: str) -> None:
    used = {name.split(".")[0] for name in IMPORTS[package]} - sys.stdlib_module_names - {"cables"}
    assert used <= LAYERS[LEVELS[package]].installed


def test_packages_import_each_other_in_no_circle() -> None:
    TopologicalSorter(INSIDE).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("package", WITHOUT_DATABASE.split())
def test_packages_without_a_database_import_none(package: str) -> None:
    used = {name for name in IMPORTS[package] if name.startswith(DATABASE) and name not in CONDITIONS}
    assert not used


def test_modules_are_named_for_what_they_hold() -> None:
    vague = {"common", "helpers", "misc", "tools", "util", "utils"}
    assert [module for module in MODULES if module.rpartition(".")[2] in vague] == []


# What tests try that is no module: folders of the site as a whole, and what several modules of a package do together.
WHOLE = {"browser", "replicas", "robustness"}
TOPICS = """
    admin/roles admin/rows deploy docs editing/sequence fixtures layering outage search/withdrawn sources/hostile
    sources/read views/corrected views/redacted views/search/box views/search/cost
    views/search/filters views/search/hits views/search/troubles views/search/words views/search_data views/withdrawn
"""


def has_module(test: str) -> bool:
    """Return whether the tree has a module or a package that a test, such as `search/snippets`, is named for."""
    command = test.replace("management/", "management/commands/", 1)
    names = (test, f"cables/{test}", f"cables/{command}")
    modules = [ROOT / f"{name}.py" for name in (*names, f"tests/{test}")]
    packages = [ROOT / name / "__init__.py" for name in names]
    return any(path.exists() for path in (*modules, *packages))


def test_tests_mirror_the_tree_by_name() -> None:
    folder = ROOT / "tests"
    paths = [path.relative_to(folder) for path in folder.rglob("test_*.py")]
    tests = {path.with_name(path.stem.removeprefix("test_")).as_posix() for path in paths if path.parts[0] not in WHOLE}
    alone = {test for test in tests if not has_module(test)}
    assert alone - set(TOPICS.split()) == set(), "has no module of its name, and is no listed topic"
    assert set(TOPICS.split()) - tests == set(), "is listed and has no test"
