"""The server starts, writes its URL, and stops when asked."""

import shutil
import socket
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving import manage, serving


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the settings of a site that is ready to be served."""
    data = tmp_path_factory.mktemp("data")
    environment = {"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data}/db.sqlite3", "WORKERS": "2"}
    for command in (["migrate"], ["collectstatic", "--no-input"]):
        done = manage(*command, "--verbosity", "0", **environment)
        assert (done.returncode, done.stderr) == (0, "")
    return environment


def test_answers_and_ends_at_once_when_interrupted(installation: dict[str, str]) -> None:
    with serving(installation) as address:
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{address}/nothing-is-here/", timeout=20)
        with closing(missing.value) as response:
            assert response.status == 404
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        interrupted = time.monotonic()
    assert time.monotonic() - interrupted < 5


def test_style_sheets_that_were_not_collected_get_a_sentence(installation: dict[str, str], tmp_path: Path) -> None:
    data = shutil.copytree(installation["DATA_DIR"], tmp_path / "data")
    collected = data / "static"
    (collected / "staticfiles.json").unlink()
    refused = manage("serve", **installation | {"DATA_DIR": str(data)})
    assert refused.returncode == 1
    assert refused.stderr == (
        f"CommandError: Style sheets and fonts are not all in {collected}: run manage.py collectstatic first.\n"
    )


def test_a_taken_port_gets_a_sentence(installation: dict[str, str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        refused = manage("serve", **installation, PORT=str(port))
    assert refused.returncode == 1
    assert (
        refused.stderr
        == f"CommandError: Port {port} is taken by another program: stop it, or set PORT to a free one.\n"
    )


def test_an_address_of_another_machine_gets_a_sentence(installation: dict[str, str]) -> None:
    key = "a key for this test alone, of no less than fifty characters"
    refused = manage("serve", **installation, HOST="192.0.2.1", SECRET_KEY=key)
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: Cannot listen on 192.0.2.1 port 8000")
