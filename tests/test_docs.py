"""What the documentation names exists, and every setting is in its table."""

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
READERS = {"text", "flag", "number", "names", "made_directory"}


class Invocation(NamedTuple):
    """A management command as a document names it, with the options it names."""

    document: str
    command: str
    options: str


def code(document: Path) -> Iterator[str]:
    """Every piece of code in ``document``: lines that are indented or fenced, and what stands between backticks."""
    text = document.read_text()
    yield from re.findall(r"^ {4}(.+)$", text, re.MULTILINE)
    for block in re.findall(r"^```.*\n([^`]*)^```$", text, re.MULTILINE):
        yield from block.splitlines()
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def invocations() -> Iterator[Invocation]:
    """Every management command in the documents, also where its name is followed by an option alone."""
    for document in DOCUMENTS:
        for piece in code(document):
            named = re.search(r"\bmanage\.py ([a-z_]+)(.*)|^([a-z_]+)( --.*)", piece)
            if named:
                command, rest = named[1] or named[3], named[2] or named[4] or ""
                yield Invocation(document.name, command, " ".join(re.findall(r"(?<!\S)--[a-z-]+", rest)))


def settings_read() -> set[str]:
    """The names of the variables that the settings read from the environment."""
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


def test_no_module_reads_the_environment_beside_the_settings() -> None:
    others = [path for folder in ("archive", "cables") for path in (ROOT / folder).rglob("*.py")]
    readers = [
        str(path.relative_to(ROOT)) for path in others if re.search(r"\bos\.(environ|getenv)\b", path.read_text())
    ]
    assert sorted(readers) == ["archive/environment.py", "archive/wsgi.py"]


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
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for piece in code(document) for target in re.findall(r"^make ([a-z]+)", piece)}
    assert named <= targets


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda document: document.name)
def test_files_that_are_named_or_linked_exist(document: Path) -> None:
    text = document.read_text()
    linked = {target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target}
    assert not {target for target in linked if target and not (document.parent / target).exists()}
    paths = re.findall(r"`((?:archive|bench|cables|docs|fixtures|static|templates|tests)/[\w./-]+)`", text)
    assert not {path for path in paths if not (ROOT / path).exists()}


def test_the_version_is_the_newest_in_the_changelog() -> None:
    [version] = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    newest = re.findall(r"^## (\S+) \(\d{4}-\d{2}-\d{2}\)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0]
    assert version == newest
