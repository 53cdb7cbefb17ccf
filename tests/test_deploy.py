"""The set-up of docs/deploy.md works: nginx before the served site, and units that run existing commands."""

from __future__ import annotations

import http.client
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from configparser import RawConfigParser
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest
from django.core.management import get_commands

from tests.serving import free_port, manage, serving
from tests.test_docs import settings_read

DEPLOY = Path(__file__).parent.parent / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
OWN_KEY = "nine quick brown foxes and a lazy dog, all of ZENDA"
NAME = "archive.example.org"


def assigned(text: str) -> dict[str, str]:
    """Return the variables that an environment file, or a line of a unit, sets."""
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))


def environment_of(directory: Path) -> dict[str, str]:
    """Return the environment of docs/deploy, with data and a key of the test's own."""
    own = {"DATA_DIR": str(directory), "DATABASE_URL": f"sqlite:///{directory}/db.sqlite3", "READER_URL": ""}
    return assigned((DEPLOY / "environment").read_text()) | own | {"SECRET_KEY": OWN_KEY}


def test_the_environment_sets_what_is_read_and_passes_the_checks_of_deployment(tmp_path: Path) -> None:
    environment = assigned((DEPLOY / "environment").read_text())
    assert environment.keys() <= settings_read()
    refused = manage("check", **(environment | {"DATA_DIR": str(tmp_path)}))
    assert "set it to at least 50 random characters" in refused.stderr, "the key given is everybody's"
    (tmp_path / "db.sqlite3").touch()
    for mode in ("full", "public"):
        passed = manage("check", "--deploy", "--fail-level=WARNING", **environment_of(tmp_path), SITE_MODE=mode)
        assert (passed.returncode, passed.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_run_commands_that_exist_with_settings_that_are_read(unit: Path) -> None:
    parser = RawConfigParser(interpolation=None)
    parser.read_string(unit.read_text())
    service = parser["Service"]
    command = re.fullmatch(r"\S+/python manage\.py ([a-z_]+)", service["ExecStart"])
    assert command
    assert command[1] in get_commands()
    own = assigned(service["Environment"].replace(" ", "\n")).keys()
    assert own <= settings_read()
    assert not own & assigned((DEPLOY / "environment").read_text()).keys(), "the file has the last word"
    assert service["KillMode"] == "mixed"
    assert service["EnvironmentFile"] in (DEPLOY / "environment").read_text()
    assert str(unit.name) in unit.read_text().splitlines()[0]


class Proxy:
    """nginx as docs/deploy sets it up, at ports of its own."""

    def __init__(self, plain: int, secure: int) -> None:
        self.plain = plain
        self.secure = secure

    def request(
        self,
        path: str,
        method: str = "GET",
        body: bytes = b"",
        *,
        secure: bool = True,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> http.client.HTTPResponse:
        """Return the response to a request, read to its end."""
        context = ssl._create_unverified_context()  # noqa: S323 - the test's own certificate
        connection: http.client.HTTPConnection
        if secure:
            connection = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=20, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=20)
        connection.request(method, path, body or None, {"Host": NAME, **headers})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def wait(self) -> None:
        """Wait until it responds."""
        deadline = time.monotonic() + 10
        while True:
            try:
                self.request("/", secure=False)
                return
            except OSError:
                assert time.monotonic() < deadline, "nginx does not respond"
                time.sleep(0.05)


@contextmanager
def proxy(directory: Path, public: str, administration: str) -> Iterator[Proxy]:
    """Run nginx with the configuration of docs/deploy, its paths and ports replaced by the test's."""
    plain, secure = free_port(), free_port()
    key, certificate = directory / "privkey.pem", directory / "fullchain.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    replaced = {
        "/etc/letsencrypt/live/archive.example.org": str(directory),
        "/var/cache/nginx/cable-archive": str(directory / "cache"),
        "/var/log/nginx/cable-archive.log": str(directory / "access.log"),
        "127.0.0.1:8000": public.removeprefix("http://"),
        "127.0.0.1:8001": administration.removeprefix("http://"),
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
    }
    site = (DEPLOY / "nginx.conf").read_text()
    for theirs, ours in replaced.items():
        assert theirs in site
        site = site.replace(theirs, ours)
    temporary = "".join(
        f"{kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = directory / "nginx.conf"
    whole.write_text(
        f"daemon off; master_process off; pid {directory}/nginx.pid; error_log {directory}/error.log;"
        f"events {{}} http {{ {temporary} default_type text/plain;\n{site}\n}}"
    )
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    with subprocess.Popen([nginx, "-e", str(directory / "error.log"), "-c", str(whole)]) as process:
        try:
            running = Proxy(plain, secure)
            running.wait()
            yield running
        finally:
            process.terminate()


def test_nginx_serves_caches_and_limits_as_it_is_set_up(tmp_path: Path) -> None:
    environment = environment_of(tmp_path) | {"REQUEST_LOG": "0", "CACHE_SECONDS": "3", "WORKERS": "1"}
    for command in (["migrate"], ["collectstatic", "--no-input"]):
        done = manage(*command, "--verbosity", "0", **environment)
        assert (done.returncode, done.stderr) == (0, "")
    with ExitStack() as running:
        administration = running.enter_context(serving({**environment, "SITE_MODE": "full"}))
        public = running.enter_context(ExitStack())
        url = public.enter_context(serving({**environment, "SITE_MODE": "public"}))
        site = running.enter_context(proxy(tmp_path, url, administration))

        assert site.request("/", secure=False).status == 301
        first, second = site.request("/about/"), site.request("/about/")
        assert (first.status, first.headers["X-Cache"]) == (200, "MISS")
        assert (second.status, second.headers["X-Cache"]) == (200, "HIT")
        assert second.headers["ETag"] == first.headers["ETag"]
        assert "max-age=31536000" in first.headers["Strict-Transport-Security"]
        assert site.request("/about/", headers={"Cookie": "seen=signed"}).headers["X-Cache"] == "BYPASS"
        assert site.request("/about/", headers={"If-None-Match": first.headers["ETag"]}).status == 304
        assert site.request("/", "POST", b"x" * 20_000).status == 413
        assert site.request("/", "POST", b"x").status == 405
        assert site.request("/healthz").status == 200

        login = site.request("/admin/login/")
        assert (login.status, login.headers["X-Cache"]) == (200, None)
        assert "Secure" in login.headers["Set-Cookie"]
        assert {site.request(f"/search/?q=x&page={number}").status for number in range(20)} == {200, 429}

        # With the public service gone, what is cached is shown for a while more, however old.
        public.close()
        deadline = time.monotonic() + 10
        while (late := site.request("/about/")).headers["X-Cache"] == "HIT":
            assert time.monotonic() < deadline, "what is cached is never revalidated"
            time.sleep(0.3)  # as often as nginx allows
        assert (late.status, late.headers["X-Cache"]) == (200, "STALE")
        assert site.request("/robots.txt").status == 502
