"""Without its database the public site says so in a plain page, and comes back by itself.

The same for PostgreSQL is among tests/replicas, which start servers that can be stopped.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

from tests.serving import manage, serving


def get(url: str) -> tuple[int, str, Message]:
    """Return the status, the content and the headers of the response."""
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def test_a_file_that_is_moved_away_and_back(tmp_path: Path) -> None:
    environment = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "LOG_LEVEL": "CRITICAL",
        "SITE_MODE": "public",
        "WORKERS": "1",
    }
    for command in (["migrate"], ["collectstatic", "--no-input"]):
        done = manage(*command, "--verbosity", "0", **environment)
        assert (done.returncode, done.stderr) == (0, "")
    with serving(environment) as site:
        assert get(f"{site}/")[0] == 200
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        files = list(tmp_path.glob("db.sqlite3*"))
        for file in files:
            file.rename(elsewhere / file.name)

        status, page, headers = get(f"{site}/")
        assert (status, headers["Retry-After"]) == (503, "60")
        assert "The archive is not at hand" in page
        assert headers["Cache-Control"] == "no-store"
        status, states, _ = get(f"{site}/healthz")
        assert (status, set(json.loads(states).values())) == (503, {"no answer"})
        assert not list(tmp_path.glob("db.sqlite3*")), "an empty database was made in its place"

        for file in files:
            (elsewhere / file.name).rename(file)
        status, _, headers = get(f"{site}/")
        assert (status, headers["Set-Cookie"]) == (200, None)
        assert get(f"{site}/healthz")[0] == 200
        assert get(f"{site}/admin/")[0] == 404

        file = tmp_path / "db.sqlite3"
        whole = file.read_bytes()
        for damaged in (
            whole[: len(whole) // 2],
            whole[:1000],
            whole[:100] + bytes(60_000),
            b"no database" * 9000,
            b"",
        ):
            replace(file, damaged)
            status, states, headers = get(f"{site}/healthz")
            assert (status, "no answer" in json.loads(states).values()) == (503, True)
            assert headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
            assert get(f"{site}/")[0] in (500, 503)
        replace(file, whole)
        assert get(f"{site}/healthz")[0] == 200
        assert get(f"{site}/")[0] == 200


def replace(file: Path, content: bytes) -> None:
    """Put another database in the place of one, in one step."""
    other = file.with_name("other")
    other.write_bytes(content)
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()
    other.rename(file)


def test_commands_without_a_database_end_in_a_sentence(tmp_path: Path) -> None:
    nowhere = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    refused = manage("serve", **nowhere)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Traceback" not in refused.stderr
    assert refused.stderr.startswith(
        "manage.py: The database lacks what this version needs (unable to open database file)"
    )

    silent = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgres://keeper@/cables?host=/nowhere"}
    refused = manage("migrate", **silent)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "No such file or directory" in refused.stderr
