"""Lock files: `runtime.txt` for pyproject.toml's dependencies, and one of its name for each optional set of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

FOLDER = Path(__file__).parent
PYPROJECT = FOLDER.parent / "pyproject.toml"
RUNTIME = "runtime"

HEAD = "# Made on {made} by `make lock`; the versions were the newest on {newest}, taken by `make upgrade`.\n"
HEAD_PATTERN = re.compile(re.escape(HEAD).replace(r"\{made\}", r"(\S+)").replace(r"\{newest\}", r"(\S+)"))
PIN_PATTERN = re.compile(
    r"^([\w.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? \\\n((?: {4}--hash=\S+(?: \\)?\n)+)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Pin:
    """Version of a package, the marker of the systems that it is for (empty: all), and hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LockFile:
    """Content of a lock file: the day on which it was made, the day on which its versions were the newest, and them."""

    made: date
    newest: date
    body: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what the text of a lock file says. Raises ValueError where its first line is not the head."""
        head = HEAD_PATTERN.match(text)
        if head is None:
            raise ValueError("The first line does not say when the file was made: run `make lock`.")
        return cls(date.fromisoformat(head[1]), date.fromisoformat(head[2]), text[head.end() :])

    def __str__(self) -> str:
        return HEAD.format(made=self.made, newest=self.newest) + self.body

    def renewed(self, body: str, today: date, *, upgraded: bool) -> LockFile:
        """Return the lock file with the pins of today; itself where it has the same pins and days already."""
        newest = today if upgraded else self.newest
        return self if (body, newest) == (self.body, self.newest) else LockFile(today, newest, body)

    @property
    def pins(self) -> Iterator[Pin]:
        """Yield the pins in the order of the file."""
        for name, version, marker, hashes in PIN_PATTERN.findall(self.body):
            yield Pin(name, version, marker, tuple(re.findall(r"--hash=(\S+)", hashes)))


def project() -> dict[str, Any]:
    """Return the table `project` of pyproject.toml."""
    return dict(tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"])


def sets() -> dict[str, list[str]]:
    """Return the requirements of pyproject.toml by the name of their lock file, the archive's own first."""
    table = project()
    return {RUNTIME: table["dependencies"], **table["optional-dependencies"]}


def path_of(name: str) -> Path:
    """Return the path of the lock file of a set of requirements."""
    return FOLDER / f"{name}.txt"


def normalised(name: str) -> str:
    """Return the name of a package in the one spelling that indexes know it by (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
