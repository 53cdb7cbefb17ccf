"""`manage.py parse_cables`: one object a line, in order, without a database."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.sources.builders import BODY, HEADING, line, page, row, zipped

ROOT = Path(__file__).parent.parent.parent


def run(*arguments: str | Path, status: int = 0) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the objects on standard output, and the lines on standard error."""
    printed, reported = io.StringIO(), io.StringIO()
    try:
        call_command("parse_cables", *map(str, arguments), stdout=printed, stderr=reported)
        exited: object = 0
    except SystemExit as error:
        exited = error.code
    assert exited == status
    return [json.loads(text) for text in printed.getvalue().splitlines()], reported.getvalue().splitlines()


def test_a_text(tmp_path: Path) -> None:
    path = tmp_path / "07LIMA101.txt"
    path.write_text(f"{HEADING}\n\n{BODY}")
    [parsed], reported = run(path)
    assert reported == []
    assert (parsed["source"], parsed["mrn"], parsed["published_id"]) == (str(path), "07LIMA101", "07LIMA101")
    assert (parsed["signer"], parsed["classification"]) == ("ROE", "UNCLASSIFIED")
    assert parsed["paragraphs"] == [{"number": 1, "portion": "U", "heading": None, "text": "The end."}]


def test_pages_rows_and_members_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page())
    (tmp_path / "b.csv").write_text(row() + row(2))
    (tmp_path / "c.zip").write_bytes(zipped({"07LIMA101.txt": BODY}))
    parsed, _ = run(tmp_path / "c.zip", tmp_path / "b.csv", tmp_path / "a.html")
    assert [Path(one["source"]).name for one in parsed] == ["07LIMA101.txt", "b.csv:1", "b.csv:14", "a.html"]
    assert {one["mrn"] for one in parsed} == {"07LIMA101"}
    assert parsed[-1]["stated"]["origin"] == "Embassy Lima"


def test_refused_items_are_reported_and_the_rest_printed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "b.txt").write_text(BODY)
    parsed, reported = run(tmp_path, tmp_path / "none", status=1)
    assert [one["source"] for one in parsed] == [str(tmp_path / "b.txt")]
    assert reported == [
        f"{tmp_path / 'a.txt'}: is empty",
        f"{tmp_path / 'none'}: cannot be read: No such file or directory",
    ]


def test_every_json_line_gives_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line("REF: LIMA 909", mrn="07LIMA3229") + "broken\n" + line("¶1. (C) a"))
    parsed, reported = run("--format", "jsonl", path, status=1)
    assert [one["source"] for one in parsed] == [f"{path}:1", f"{path}:2", f"{path}:3"]
    assert parsed[0]["references"][0]["mrn"] == "07LIMA909"
    assert parsed[1]["problems"] == [{"code": "unreadable-line", "line": 2, "message": "is no JSON object"}]
    assert (parsed[1]["mrn"], parsed[1]["paragraphs"]) == (None, [])
    assert parsed[2]["paragraphs"][0]["portion"] == "C"
    assert reported == [f"{path}:2: is no JSON object"]


def test_a_format_overrides_what_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(page())
    [parsed], _ = run("--format", "text", tmp_path / "a.txt")
    assert parsed["published_id"] is None


def manage(arguments: list[str], given: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which no database can be reached."""
    return {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "DATA_DIR": str(tmp_path / "data"),
        "PATH": "/usr/bin:/bin",
    }


def test_standard_input_without_a_database(environment: dict[str, str]) -> None:
    done = manage(["parse_cables", "--format", "jsonl", "-"], line("¶1. (C) café") + line("b"), environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(text)["source"] for text in done.stdout.splitlines()] == ["-:1", "-:2"]


def test_a_closed_pipe_is_no_error(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line("b" * 5000) * 400)
    command = f"{sys.executable} manage.py parse_cables {path} | head -1 | wc -l"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, env=environment, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("1", "")
