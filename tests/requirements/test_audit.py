"""Reports of an audit: ages, newer releases and vulnerabilities, and what could not be looked up."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from requirements.audit import age, listed, newer_releases, vulnerabilities
from requirements.lock_file import LockFile

VERSIONS = {"barge-bell": "1.2", "pytoll": "2.0", "lock-gate": "3.1"}


def package(name: str, version: str, **more: object) -> dict[str, object]:
    return {"name": name, "version": version, **more}


def test_the_age_of_a_lock_file() -> None:
    file = LockFile(date(2026, 11, 30), date(2026, 11, 24), "toll==2 \\\n    --hash=sha256:cc\n")
    assert age(Path("requirements/runtime.txt"), file, date(2026, 12, 10)) == (
        "requirements/runtime.txt was made 10 days ago, and its versions were the newest 16 days ago."
    )


@pytest.mark.parametrize(
    ("outdated", "current", "lines"),
    [
        pytest.param(
            [package("PyToll", "2.0", latest_version="2.1"), package("anchor", "1", latest_version="2")],
            [package("barge_bell", "1.2"), package("lock.gate", "3.1")],
            [
                "Newer releases: 1 (3 packages looked up). `make upgrade` takes them where it may.",
                "    pytoll 2.0 (newest: 2.1)",
            ],
            id="one has",
        ),
        pytest.param(
            [],
            [package("barge_bell", "1.2"), package("PyToll", "2.0")],
            [
                "Newer releases: 0 (2 packages looked up). `make upgrade` takes them where it may.",
                "The index says nothing of lock-gate: not installed here, or not in it.",
            ],
            id="one is not known",
        ),
        pytest.param(
            [],
            [],
            ["The package index could not be reached: whether there are newer releases is not known."],
            id="no index",
        ),
    ],
)
def test_newer_releases(outdated: list[Any], current: list[Any], lines: list[str]) -> None:
    assert list(newer_releases(VERSIONS, outdated, current)) == lines


VULNERABLE = package("pytoll", "2.0", vulns=[{"id": "PYSEC-0-1", "fix_versions": ["2.1", "3"]}])
UNFIXED = package("lock-gate", "3.1", vulns=[{"id": "PYSEC-0-2", "fix_versions": []}])
SOUND = package("barge-bell", "1.2", vulns=[])
SKIPPED = {"name": "barge-bell", "skip_reason": "Dependency not found and could not be audited: barge-bell (1.2)"}
UNREACHED = "The database of vulnerabilities could not be reached: whether any are known is not known."


@pytest.mark.parametrize(
    ("report", "lines"),
    [
        pytest.param([SOUND], ["Known vulnerabilities: 0 (1 packages looked up)."], id="none"),
        pytest.param(
            [VULNERABLE, UNFIXED, SKIPPED],
            [
                "Known vulnerabilities: 2 (2 packages looked up).",
                "    pytoll 2.0: PYSEC-0-1, fixed in 2.1, 3",
                "    lock-gate 3.1: PYSEC-0-2, fixed in no version",
                "The database says nothing of barge-bell.",
            ],
            id="two, and one package that it does not know",
        ),
        pytest.param([SKIPPED], [UNREACHED], id="nothing was answered, which pip-audit takes for none"),
        pytest.param([], [UNREACHED], id="pip-audit failed"),
    ],
)
def test_vulnerabilities(report: list[Any], lines: list[str]) -> None:
    assert list(vulnerabilities(report)) == lines


def test_without_an_index_it_says_so_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # a port on which nothing listens
    began = time.monotonic()
    lists = listed("--outdated"), listed("--uptodate")
    assert time.monotonic() - began < 100
    [sentence] = newer_releases({"django": "5.2"}, *lists)
    assert sentence.startswith("The package index could not be reached")
