"""Imports go one way: each module may import what its layer allows, and nothing else of the app."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PURE = frozenset[str]()
DJANGO = frozenset({"django"})


class Layer(NamedTuple):
    """What the modules named may import besides each other: of the app, and of the installed packages."""

    modules: str
    may_import: str
    packages: frozenset[str] = DJANGO


# A name stands for the module and everything in it. The order is that of the flow: raw text, rows, links, pages.
MODELS = "models querysets prepared addresses"
DISPLAY = "render keyset converters titles excerpts flow markings periods histogram presentation"
LINKS = "chronicle citations linkage listed neighbours pointers records"
DOOR = "ingest.service ingest.plan ingest.difference ingest.sketch"
LAYERS = [
    Layer("telegram", "", PURE),
    Layer("sources", "telegram", frozenset({"selectolax"})),
    Layer(MODELS, "telegram.vocabulary telegram.parts"),
    Layer("connection", MODELS),
    Layer("readership", ""),
    Layer(
        "search",
        f"{MODELS} connection periods keyset telegram.vocabulary telegram.mrn telegram.posts",
        DJANGO | {"Stemmer"},
    ),
    Layer(
        "ingest",
        f"sources telegram {MODELS} search.document search.index search.audit search.forgetting search.words overlay",
        DJANGO | {"isal", "psycopg"},
    ),
    Layer("editing", f"ingest telegram {MODELS} sources overlay"),
    Layer("overlay", f"{MODELS} telegram"),
    Layer("backup", f"{MODELS} overlay telegram"),
    Layer("jobs", f"{MODELS} {DOOR} sources"),
    Layer("collation", "", frozenset({"rapidfuzz"})),
    Layer(DISPLAY, "telegram addresses"),
    Layer("pages", "presentation addresses", DJANGO | {"jinja2"}),
    Layer(LINKS, f"{MODELS} {DISPLAY} telegram"),
    Layer("filters census feeds sitemaps forms", f"{MODELS} {DISPLAY} search telegram", DJANGO | {"django_filters"}),
    Layer(
        "views admin management",
        f"{MODELS} {DISPLAY} {LINKS} collation connection readership filters census feeds forms search {DOOR} backup "
        "jobs editing overlay sources telegram",
        DJANGO | {"granian", "tqdm"},
    ),
    Layer("templatetags", "presentation collation"),
    Layer("urls", "views feeds sitemaps converters"),
    Layer("apps", "checks readership"),
    Layer("checks", "models"),
    Layer("migrations operations", "search.operations"),
]

# What the layers that know no database leave alone: Django's own, but for the conditions that a page is asked with.
DATABASE = ("django.db", "django.contrib")
CONDITIONS = ("django.db.models.Q",)
WITHOUT_DATABASE = f"telegram sources collation addresses {DISPLAY} pages templatetags"


def dotted(path: Path) -> str:
    """The name that the module at ``path`` is imported by."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for folder in ("archive", "cables") for path in sorted((ROOT / folder).rglob("*.py"))}
APP = [name for name in MODULES if name.startswith("cables.")]


def within(name: str, names: str) -> bool:
    """Whether the module ``name`` of the app is, or lies in, one of ``names``."""
    return any(f"{name}.".startswith(f"cables.{allowed}.") for allowed in names.split())


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node of ``tree`` but for those that only a type checker reads: naming a type is no import."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node
            yield from nodes(node)


def imported(module: str) -> Iterator[str]:
    """The full name of everything that ``module`` imports, wherever in it the import stands."""
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
    """The module of the app that holds the imported ``name``, which may be a class or function in it."""
    while name not in MODULES:
        name = name.rpartition(".")[0]
    return name


@pytest.mark.parametrize("module", APP)
def test_imports_go_one_way(module: str) -> None:
    layer = next((layer for layer in LAYERS if within(module, layer.modules)), None)
    assert layer, f"{module} is in no layer: give it a place in the table"
    for name in imported(module):
        top = name.split(".")[0]
        if top in ("archive", "cables", "tests"):
            assert within(module_of(name), f"{layer.modules} {layer.may_import}"), f"{module} must not import {name}"
        else:
            assert top in sys.stdlib_module_names or top in layer.packages, f"{module} must not import {name}"


@pytest.mark.parametrize("module", [module for module in APP if within(module, WITHOUT_DATABASE)])
def test_layers_without_a_database_import_none(module: str) -> None:
    used = {name for name in imported(module) if name.startswith(DATABASE) and name not in CONDITIONS}
    assert not used


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_named_for_what_they_hold(module: str) -> None:
    assert module.rpartition(".")[2] not in {"common", "helpers", "misc", "tools", "util", "utils"}
