"""`make lock` and `make upgrade`: make the lock files from pyproject.toml.

    python -m requirements.lock [--upgrade | --upgrade-package NAME ...]

Versions that are locked stay, but for those that are to be upgraded. The files are written when all of them could be
made; one in which nothing changed stays as it is, so that nothing is installed again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from requirements.lock_file import PYPROJECT, RUNTIME, LockFile, path_of, project, sets


def main(arguments: Sequence[str]) -> None:
    """Make the lock files. Exit with uv's message where there are no versions that go together."""
    parser = ArgumentParser(prog="python -m requirements.lock", description="Make the lock files from pyproject.toml.")
    upgrades = parser.add_mutually_exclusive_group()
    upgrades.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrades.add_argument(
        "--upgrade-package", nargs="+", default=[], metavar="NAME", help="take these packages' newest"
    )
    options = parser.parse_args(arguments)
    upgrade = ["--upgrade"] if options.upgrade else [f"--upgrade-package={name}" for name in options.upgrade_package]
    with TemporaryDirectory() as folder:
        bodies = compiled(Path(folder), upgrade)
    today = date.today()
    for name, body in bodies.items():
        path = path_of(name)
        old = LockFile.parse(path.read_text(encoding="utf-8")) if path.exists() else LockFile(today, today, "")
        new = old.renewed(body, today, upgraded=options.upgrade)
        if new is not old:
            path.write_text(str(new), encoding="utf-8")
        print(f"requirements/{path.name} {'stays' if new is old else 'was made'}: {len(list(new.pins))} packages.")


def compiled(folder: Path, upgrade: Sequence[str]) -> dict[str, str]:
    """Return the pins of each set of requirements as uv writes them, working in a folder that is empty.

    The versions of each set bind those that follow, since they are installed side by side.
    """
    shutil.copy(PYPROJECT, folder)
    command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", PYPROJECT.name, "--quiet", "--no-header"]
    command += ["--universal", f"--python-version={project()['requires-python'].removeprefix('>=')}"]
    command += ["--generate-hashes", "--annotation-style=line", "--no-python-downloads", *upgrade]
    for name in sets():
        target = path_of(name)
        if target.exists():
            shutil.copy(target, folder)  # the versions in it are preferred
        own = [] if name == RUNTIME else [f"--extra={name}"]
        done = subprocess.run([*command, *own, f"--output-file={target.name}"], cwd=folder, check=False)
        if done.returncode:
            sys.exit(f"requirements/{name}.txt could not be made, and no lock file was changed.")
        command.append(f"--constraint={target.name}")
    return {name: (folder / path_of(name).name).read_text(encoding="utf-8") for name in sets()}


if __name__ == "__main__":
    main(sys.argv[1:])
