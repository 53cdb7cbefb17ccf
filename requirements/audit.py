"""`make audit`: how old the locked versions are, which have newer releases, and which have known vulnerabilities.

    python -m requirements.audit

Exit status: 1 where a vulnerability is known, else 0, also where the database of vulnerabilities cannot be reached.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from requirements.lock_file import LockFile, normalised, path_of, sets

VULNERABLE = 1


def main() -> int:
    """Print the report; return the exit status."""
    files = {path_of(name): LockFile.parse(path_of(name).read_text(encoding="utf-8")) for name in sets()}
    for path, file in files.items():
        print(age(path, file, date.today()))
    versions = {pin.name: pin.version for file in files.values() for pin in file.pins}
    print(*newer_releases(versions, listed("--outdated"), listed("--uptodate")), sep="\n")
    report = pip_audit(files)
    print(*vulnerabilities(report), sep="\n")
    return VULNERABLE if any(package.get("vulns") for package in report) else 0


def age(path: Path, file: LockFile, today: date) -> str:
    """Return a sentence on how old the versions in the lock file are."""
    made, newest = (today - file.made).days, (today - file.newest).days
    return (
        f"{path.parent.name}/{path.name} was made {made} days ago, and its versions were the newest {newest} days ago."
    )


def newer_releases(versions: dict[str, str], outdated: list[Any], current: list[Any]) -> Iterator[str]:
    """Yield sentences on the locked packages with newer releases, from the lists that pip gives of those installed.

    A package of which the index says nothing is in neither list.
    """
    newer = {normalised(package["name"]): package["latest_version"] for package in outdated}
    known = {*newer, *(normalised(package["name"]) for package in current)} & versions.keys()
    if not known:
        yield "The package index could not be reached: whether there are newer releases is not known."
        return
    found = [f"{name} {version} (newest: {newer[name]})" for name, version in versions.items() if name in newer]
    yield f"Newer releases: {len(found)} ({len(known)} packages looked up). `make upgrade` takes them where it may."
    yield from (f"    {line}" for line in sorted(found))
    if silent := sorted(versions.keys() - known):
        yield f"The index says nothing of {', '.join(silent)}: not installed here, or not in it."


def vulnerabilities(report: Iterable[Any]) -> Iterator[str]:
    """Yield sentences on pip-audit's report, which is empty where the database could not be reached.

    pip-audit itself takes a package that the database does not answer for as one without vulnerabilities.
    """
    audited = [package for package in report if "vulns" in package]
    if not audited:
        yield "The database of vulnerabilities could not be reached: whether any are known is not known."
        return
    found = [(package, vulnerability) for package in audited for vulnerability in package["vulns"]]
    yield f"Known vulnerabilities: {len(found)} ({len(audited)} packages looked up)."
    for package, vulnerability in found:
        fixed = ", ".join(vulnerability["fix_versions"]) or "no version"
        yield f"    {package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}"
    if skipped := sorted(package["name"] for package in report if "vulns" not in package):
        yield f"The database says nothing of {', '.join(skipped)}."


def listed(which: str) -> list[Any]:
    """Return the installed packages that pip lists as `--outdated` or `--uptodate`; none where it reaches no index.

    pip looks each package up by itself, and tries again for nine seconds: without a network, for a quarter of an hour.
    """
    command = [sys.executable, "-m", "pip", "--retries=0", "--timeout=10", "list", which, "--format=json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return list(json.loads(done.stdout)) if done.returncode == 0 else []


def pip_audit(files: Iterable[Path]) -> list[Any]:
    """Return what pip-audit finds of each package in the lock files; nothing where it fails."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner=off"]
    command += ["--format=json", *(f"--requirement={path}" for path in files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except ValueError:
        return []


if __name__ == "__main__":
    sys.exit(main())
