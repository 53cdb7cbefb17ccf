"""`make lock` gives uv the right commands, and its files their first line, without losing a marker or a hash.

In place of uv stands a program that notes how it was called: uv itself would ask the index of packages.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from requirements import lock, lock_file
from requirements.lock_file import LockFile, Pin

PYPROJECT = """\
[project]
name = "toll-house"
requires-python = ">=3.11"
dependencies = ["toll"]
[project.optional-dependencies]
test = ["barge-bell"]
"""
UV = """\
#!{python}
import json, sys
from pathlib import Path
arguments = sys.argv[1:]
with Path({calls!r}).open("a") as calls:
    print(json.dumps([arguments, sorted(path.name for path in Path().iterdir())]), file=calls)
if Path({failing!r}).exists() and "--extra=test" in arguments:
    sys.exit("No solution found.")
Path(arguments[-1].removeprefix("--output-file=")).write_text({body!r})
"""
BODY = """\
barge-bell==1.2 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via toll
toll==2 \\
    --hash=sha256:cc
    # via toll-house (pyproject.toml)
"""
PINS = [
    Pin("barge-bell", "1.2", "sys_platform == 'win32'", ("sha256:aa", "sha256:bb")),
    Pin("toll", "2", "", ("sha256:cc",)),
]
COMMON = ["pip", "compile", "pyproject.toml", "--quiet", "--no-header", "--universal", "--python-version=3.11"]
COMMON += ["--generate-hashes", "--annotation-style=line", "--no-python-downloads"]
EARLIER = date(2026, 11, 1)


@dataclass(frozen=True)
class Project:
    """A project with lock files of its own, and what its uv was called with."""

    folder: Path

    def calls(self) -> list[Any]:
        """Return the arguments of each call of uv, with the names of the files that it found."""
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]

    def path(self, name: str) -> Path:
        """Return the path of a lock file."""
        return self.folder / "requirements" / f"{name}.txt"

    def made_earlier(self, body: str) -> None:
        """Write both lock files as they were made on an earlier day."""
        for name in ("runtime", "test"):
            self.path(name).write_text(str(LockFile(EARLIER, EARLIER, body)))

    def file(self, name: str) -> LockFile:
        """Return what a lock file says."""
        return LockFile.parse(self.path(name).read_text())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project without lock files."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    own = {"python": sys.executable, "calls": str(tmp_path / "calls"), "failing": str(tmp_path / "failing")}
    (tmp_path / "uv").write_text(UV.format(**own, body=BODY))
    (tmp_path / "uv").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(lock_file, "FOLDER", tmp_path / "requirements")
    for module in (lock, lock_file):
        monkeypatch.setattr(module, "PYPROJECT", tmp_path / "pyproject.toml")
    return Project(tmp_path)


def test_each_set_is_compiled_with_the_versions_of_those_before_it(project: Project) -> None:
    lock.main([])
    assert project.calls() == [
        [[*COMMON, "--output-file=runtime.txt"], ["pyproject.toml"]],
        [
            [*COMMON, "--constraint=runtime.txt", "--extra=test", "--output-file=test.txt"],
            ["pyproject.toml", "runtime.txt"],
        ],
    ]


def test_what_uv_writes_is_kept_behind_a_line_with_its_days(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    lock.main([])
    for name in ("runtime", "test"):
        first, _, rest = project.path(name).read_text().partition("\n")
        assert first.startswith("# Made on 2")
        assert rest == BODY
        file = project.file(name)
        assert (list(file.pins), file.made, file.newest) == (PINS, date.today(), date.today())
    assert capsys.readouterr().out.splitlines() == [
        "requirements/runtime.txt was made: 2 packages.",
        "requirements/test.txt was made: 2 packages.",
    ]


def test_a_file_in_which_nothing_changed_stays(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.made_earlier(BODY)
    before = project.path("runtime").stat()
    lock.main([])
    assert project.path("runtime").stat() == before
    assert [found for _, found in project.calls()] == [
        ["pyproject.toml", "runtime.txt"],
        ["pyproject.toml", "runtime.txt", "test.txt"],
    ], "the versions that are locked are there to be preferred"
    assert "requirements/runtime.txt stays: 2 packages." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "given", "newest"),
    [
        ([], [], EARLIER),
        (["--upgrade"], ["--upgrade"], date.today()),
        (["--upgrade-package", "toll", "bell"], ["--upgrade-package=toll", "--upgrade-package=bell"], EARLIER),
    ],
)
def test_versions_are_the_newest_only_where_all_were_taken(
    project: Project, arguments: list[str], given: list[str], newest: date
) -> None:
    project.made_earlier("toll==1 \\\n    --hash=sha256:dd\n")
    lock.main(arguments)
    assert [call for call, _ in project.calls()] == [
        [*COMMON, *given, "--output-file=runtime.txt"],
        [*COMMON, *given, "--constraint=runtime.txt", "--extra=test", "--output-file=test.txt"],
    ]
    file = project.file("runtime")
    assert (list(file.pins), file.made, file.newest) == (PINS, date.today(), newest)


def test_where_one_cannot_be_made_none_is_changed(project: Project) -> None:
    project.made_earlier("toll==1 \\\n    --hash=sha256:dd\n")
    before = project.path("runtime").read_text()
    (project.folder / "failing").touch()
    with pytest.raises(SystemExit, match=r"requirements/test\.txt could not be made, and no lock file was changed"):
        lock.main([])
    assert project.path("runtime").read_text() == before


def test_all_and_some_packages_are_not_upgraded_at_once(project: Project) -> None:
    with pytest.raises(SystemExit):
        lock.main(["--upgrade", "--upgrade-package", "toll"])
    assert not (project.folder / "calls").exists()
