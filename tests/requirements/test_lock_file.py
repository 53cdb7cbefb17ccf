"""Lock files: each package of pyproject.toml is in its file, with hashes, and in one version in all of them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from packaging.requirements import Requirement

from requirements.lock_file import FOLDER, RUNTIME, LockFile, Pin, normalised, path_of, sets

FILES = {name: LockFile.parse(path_of(name).read_text()) for name in sets()}
TEXT = """\
# Made on 2026-11-30 by `make lock`; the versions were the newest on 2026-11-24, taken by `make upgrade`.
barge-bell==1.2.0.post1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via cable-archive (pyproject.toml)
toll==2 ; sys_platform == 'win32' \\
    --hash=sha256:cc
    # via barge-bell
"""


def test_there_is_a_lock_file_for_each_set_of_requirements() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == sets().keys()


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_locked_in_a_version_that_it_permits(name: str) -> None:
    pins = {pin.name: pin for pin in FILES[name].pins}
    for requirement in map(Requirement, [*sets()[RUNTIME], *sets()[name]]):
        pin = pins.get(normalised(requirement.name))
        assert pin, f"{requirement.name} is not in requirements/{name}.txt: run `make lock`"
        assert pin.version in requirement.specifier, f"{pin.name} is locked in {pin.version}: run `make lock`"


@pytest.mark.parametrize("name", FILES)
def test_everything_in_a_lock_file_is_a_pin_with_hashes(name: str) -> None:
    lines = [line for line in FILES[name].body.splitlines() if re.match(r"[^\s#]", line)]
    pins = list(FILES[name].pins)
    assert [line.partition("==")[0] for line in lines] == [pin.name for pin in pins]
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", file) for pin in pins for file in pin.hashes)
    assert "://" not in FILES[name].body, "names the address of an index"


@pytest.mark.parametrize("name", FILES)
def test_lock_files_agree_with_that_of_the_archive_itself(name: str) -> None:
    assert {pin.name for pin in FILES[RUNTIME].pins} <= {pin.name for pin in FILES[name].pins}


def test_a_package_has_one_version_in_all_lock_files() -> None:
    versions: dict[str, set[str]] = {}
    for file in FILES.values():
        for pin in file.pins:
            versions.setdefault(pin.name, set()).add(pin.version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_text_of_a_lock_file_is_read_and_written() -> None:
    file = LockFile.parse(TEXT)
    assert (file.made, file.newest) == (date(2026, 11, 30), date(2026, 11, 24))
    assert list(file.pins) == [
        Pin("barge-bell", "1.2.0.post1", "", ("sha256:aa", "sha256:bb")),
        Pin("toll", "2", "sys_platform == 'win32'", ("sha256:cc",)),
    ]
    assert str(file) == TEXT


@pytest.mark.parametrize("text", ["", "toll==2\n", TEXT.replace("2026-11-30", "today"), TEXT.replace("Made", "Baked")])
def test_a_lock_file_without_its_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"run `make lock`|Invalid isoformat"):
        LockFile.parse(text)


@pytest.mark.parametrize(
    ("changed", "upgraded", "made", "newest"),
    [
        pytest.param(False, False, 30, 24, id="nothing changed"),
        pytest.param(True, False, 31, 24, id="a package was added"),
        pytest.param(False, True, 31, 31, id="the versions are the newest still"),
        pytest.param(True, True, 31, 31, id="the versions were upgraded"),
    ],
)
def test_a_lock_file_is_made_again_where_its_pins_or_days_change(
    changed: bool, upgraded: bool, made: int, newest: int
) -> None:
    old = LockFile(date(2026, 12, 30), date(2026, 12, 24), "toll==2\n")
    new = old.renewed("toll==3\n" if changed else old.body, date(2026, 12, 31), upgraded=upgraded)
    assert (new.made.day, new.newest.day) == (made, newest)
    assert (new is old) == (not changed and not upgraded)
