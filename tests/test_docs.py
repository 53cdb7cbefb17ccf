"""What the documentation and the comments name exists, and every setting and every package is in its table."""

import ast
import importlib
import re
import subprocess
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from django.core.management import get_commands, load_command_class

from tests.test_layering import LEVELS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md", "bench/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
SOURCES = [
    path
    for folder in ("archive", "bench", "cables", "requirements", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
READERS = {"text", "flag", "number", "names", "directory"}
PLACEHOLDERS = ("NAME", "...", "example", "cables.csv", "bench/work")  # and a folder that git ignores
PATH = re.compile(
    r"(?<![\w/.-])((?:archive|bench|cables|docs|fixtures|requirements|static|templates|tests)/[\w./-]*\w)"
)
DOTTED = re.compile(r"(?<![\w/.-])((?:archive|bench|cables|requirements|tests)(?:\.[A-Za-z_]\w*)+)")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DOCUMENTED = (ast.Module, ast.ClassDef, *FUNCTIONS)
NO_VERB = re.compile(
    r"(?:a|after|all|an|and|another|as|at|because|before|both|by|each|every|few|first|for|four|from|he|how|if|in|its?"
    r"|last|many|more|most|no|of|on|one|only|or|other|outside|several|she|so|some|than|that|the|their|there|these|they"
    r"|third|this|those|three|to|two|what|when|where|whether|which|while|who|whoever|whose|why|with|within|without)\b",
    re.IGNORECASE,
)


class Invocation(NamedTuple):
    """A management command as a document names it, with the options it names."""

    document: str
    command: str
    options: str


def code(document: Path) -> Iterator[str]:
    """Yield every piece of code in ``document``: indented or fenced lines, and what stands between backticks."""
    text = document.read_text()
    yield from re.findall(r"^ {4}(.+)$", text, re.MULTILINE)
    for block in re.findall(r"^```.*\n([^`]*)^```$", text, re.MULTILINE):
        yield from block.splitlines()
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def invocations() -> Iterator[Invocation]:
    """Yield every management command in the documents, also where its name is followed by an option alone."""
    for document in DOCUMENTS:
        for piece in code(document):
            named = re.search(r"\bmanage\.py ([a-z_]+)(.*)|^([a-z_]+)( --.*)", piece)
            if named:
                command, rest = named[1] or named[3], named[2] or named[4] or ""
                yield Invocation(document.name, command, " ".join(re.findall(r"(?<!\S)--[a-z-]+", rest)))


@cache
def documented(path: Path) -> list[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return what may have a docstring in the module at ``path``."""
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, DOCUMENTED)]


def remarks(path: Path) -> Iterator[str]:
    """Yield the docstrings and the comments of the module at ``path``."""
    for node in documented(path):
        yield ast.get_docstring(node) or ""
    yield from re.findall(r"(?:^|\s)#.*", path.read_text())


def exists(name: str) -> bool:
    """Return whether the dotted ``name`` is a module of the project, or something in one."""
    module, _, rest = name.partition(".")
    while rest:
        head, _, tail = rest.partition(".")
        path = ROOT / module.replace(".", "/") / head
        if not (path.is_dir() or path.with_suffix(".py").exists()):
            break
        module, rest = f"{module}.{head}", tail
    if not rest:
        return True
    found: ModuleType | None = importlib.import_module(module)
    for part in rest.split("."):
        found = getattr(found, part, None)
    return found is not None


def lost(text: str) -> list[str]:
    """Return the paths in the project that the text names and that do not exist."""
    paths = [path for path in PATH.findall(text) if not any(part in path for part in PLACEHOLDERS)]
    return [path for path in paths if not (ROOT / path).exists()]


def unknown(text: str) -> list[str]:
    """Return the dotted names of the project that the text names and that do not exist."""
    names = [name for name in DOTTED.findall(text) if not any(part in name for part in PLACEHOLDERS)]
    return [name for name in names if not exists(name)]


def settings_read() -> set[str]:
    """Return the names of the variables that the settings read from the environment."""
    tree = ast.parse((ROOT / "archive" / "settings.py").read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in READERS
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def test_the_table_lists_the_settings_that_are_read() -> None:
    table = (ROOT / "docs" / "settings.md").read_text()
    listed = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)
    assert sorted(listed) == sorted(settings_read())


def test_the_tests_run_without_the_settings_of_the_one_who_runs_them() -> None:
    [unset] = re.findall(r"^unset (.+)$", (ROOT / "tests" / "run.sh").read_text(), re.MULTILINE)
    assert {*unset.split(), "DATA_DIR"} == settings_read()


def test_the_quick_tests_are_there() -> None:
    [paths] = re.findall(r"^quick=\((.+)\)$", (ROOT / "tests" / "run.sh").read_text(), re.MULTILINE)
    bash = subprocess.run(["/bin/bash", "-c", f"echo {paths}"], capture_output=True, text=True, check=True)
    assert [path for path in bash.stdout.split() if not (ROOT / path).exists()] == []


def test_no_module_reads_the_environment_beside_the_settings() -> None:
    others = [path for folder in ("archive", "cables") for path in (ROOT / folder).rglob("*.py")]
    readers = [
        str(path.relative_to(ROOT)) for path in others if re.search(r"\bos\.(environ|getenv)\b", path.read_text())
    ]
    passes_it_on = "cables/jobs/supervisor.py"
    assert sorted(readers) == ["archive/environment.py", "archive/wsgi.py", passes_it_on]


@pytest.mark.parametrize("invocation", sorted(set(invocations())), ids=" ".join)
def test_commands_and_their_options_exist(invocation: Invocation) -> None:
    commands = get_commands()
    assert invocation.command in commands, f"{invocation.document} names a command that does not exist"
    app = commands[invocation.command]
    parser: ArgumentParser = load_command_class(str(app), invocation.command).create_parser(
        "manage.py", invocation.command
    )
    assert set(invocation.options.split()) <= {option for action in parser._actions for option in action.option_strings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_targets_of_make_exist(document: Path) -> None:
    rules = re.findall(r"^([a-z][a-z -]*):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    targets = {target for rule in rules for target in rule.split()}
    named = {target for piece in code(document) for target in re.findall(r"^make ([a-z-]+)", piece)}
    assert named <= targets


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda document: document.name)
def test_files_that_are_named_or_linked_exist(document: Path) -> None:
    text = document.read_text()
    linked = {target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target}
    assert not {target for target in linked if target and not (document.parent / target).exists()}
    assert not {path for piece in code(document) for path in lost(piece)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_modules_and_what_they_hold_exist_where_a_document_names_them(document: Path) -> None:
    assert not {name for piece in code(document) for name in unknown(piece)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_settings_that_a_document_names_are_read(document: Path) -> None:
    names = {match[1] for piece in code(document) if (match := re.fullmatch(r"([A-Z]+(?:_[A-Z]+)+)(?:=.*)?", piece))}
    assert names <= settings_read()


def test_files_and_modules_that_docstrings_and_comments_name_exist() -> None:
    assert not [
        f"{source.relative_to(ROOT)} names {name}"
        for source in SOURCES
        for remark in remarks(source)
        for name in (*lost(remark), *unknown(remark))
    ]


def test_docstrings_of_functions_open_with_a_verb() -> None:
    assert not [
        f"{source.relative_to(ROOT)}:{node.lineno} {node.name}"
        for source in SOURCES
        for node in documented(source)
        if isinstance(node, FUNCTIONS) and NO_VERB.match(ast.get_docstring(node) or "")
    ]


def test_files_that_comments_of_templates_name_exist() -> None:
    assert not [
        f"{template.relative_to(ROOT)} names {path}"
        for template in sorted((ROOT / "templates").rglob("*.html"))
        for comment in re.findall(r"\{#.*?#\}", template.read_text(), re.DOTALL)
        for path in lost(comment)
    ]


def test_the_architecture_lists_every_package_on_its_level() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    listed = [(name, int(level)) for name, level in re.findall(r"^\| `(\w+)` \| (\d+) \|", text, re.MULTILINE)]
    levels = {(package, level + 1) for package, level in LEVELS.items()}
    assert not set(listed) - levels, "docs/architecture.md has these, tests/test_layering.py has not"
    assert not levels - set(listed), "tests/test_layering.py has these, docs/architecture.md has not"
    assert [level for _, level in listed] == sorted((level for _, level in listed), reverse=True)


def test_the_picture_of_the_architecture_names_packages_that_exist() -> None:
    picture = (ROOT / "docs" / "architecture.svg").read_text()
    named = {path for line in re.findall(r'class="code"[^>]*>([^<]+)<', picture) for path in re.split(r", ", line)}
    assert not {path for path in named if not (ROOT / path).is_dir() and not (ROOT / "cables" / path).is_dir()}


def test_the_version_is_the_newest_release_in_the_changelog() -> None:
    [version] = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    newest = re.findall(r"^## (\d\S*) \(\d{4}-\d{2}-\d{2}\)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0]
    assert version == newest
