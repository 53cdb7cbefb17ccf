"""`manage.py serve`: the site behind a production WSGI server."""

import errno
import signal
import socket
import threading
import time
from contextlib import closing
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cables.jobs.supervisor import Supervisor

# Requests that a worker handles at once; more would only take turns on its interpreter lock.
THREADS = 4
SECONDS_TO_FINISH = 10


def load_application(target: str) -> WSGIHandler:
    """Return the application with the dotted name `target`, for a worker that was just forked.

    Ctrl-C in a terminal reaches the workers as well as their parent, which then stops them. A worker that gets two
    signals can hang, so it leaves the first to its parent; one that gets a signal while it loads has nothing to finish.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    application: WSGIHandler = import_string(target)
    return application


class Command(BaseCommand):
    """Command that serves at HOST and PORT with WORKERS processes until interrupted; open requests are finished first.

    Where it serves the administration, it starts a runner of its jobs.
    """

    help = "Serve the site at HOST and PORT until interrupted."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        self.require_static_files()
        self.claim_address()
        server = Granian(
            settings.WSGI_APPLICATION,
            address=settings.HOST,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WORKERS,
            blocking_threads=THREADS,
            workers_kill_timeout=SECONDS_TO_FINISH,
            websockets=False,
            # Its warning that a worker had to be killed comes now and then for one that has just ended.
            log_level=LogLevels.error,
        )
        server.on_startup(threading.Thread(target=self.announce, daemon=True).start)
        supervisor = Supervisor()
        if settings.ADMINISTERS:
            server.on_startup(supervisor.start)
            server.on_shutdown(supervisor.stop)
        # The workers are forked, and two processes must not share a database connection.
        connections.close_all()
        server.serve(target_loader=load_application)

    def require_static_files(self) -> None:
        """Raise CommandError with a sentence where a style sheet is not collected: no page could be shown."""
        if settings.DEBUG:
            return
        collected = getattr(staticfiles_storage, "hashed_files", {})
        if any(path not in collected for finder in get_finders() for path, _ in finder.list(None)):
            raise CommandError(
                f"Style sheets and fonts are not all in {settings.STATIC_ROOT}: run manage.py collectstatic first."
            )

    def claim_address(self) -> None:
        """Raise CommandError with a sentence where the server could not listen at HOST and PORT.

        The server's own sockets would share the port with those of another such server, each getting half the requests.
        """
        host, port = settings.HOST, settings.PORT
        try:
            [(family, kind, protocol, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            with closing(socket.socket(family, kind, protocol)) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken by another program: stop it, or set PORT to a free one."
                ) from error
            raise CommandError(f"Cannot listen on {host} port {port} ({error.strerror}): set HOST and PORT.") from error

    def announce(self) -> None:
        """Write the URL of the site, in one line, once a worker listens there."""
        while True:
            try:
                socket.create_connection((settings.HOST, settings.PORT), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"{settings.SITE_NAME} is at http://{host}:{settings.PORT}/ (Ctrl-C stops it)")
        self.stdout.flush()
