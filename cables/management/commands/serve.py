"""`manage.py serve`: the site behind a production WSGI server."""

import errno
import os
import signal
import socket
import threading
import time
from contextlib import closing
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.module_loading import import_string
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import MPServer

from cables.jobs.supervisor import Supervisor
from cables.management.connections import close_stalled, close_unread, most_connections

# Requests that a worker handles at once; more would only take turns on its interpreter lock. Half of them may be
# streams (cables/streams.py).
THREADS = 4
LONGEST_WAIT = 3  # times IDLE_SECONDS, for a form, or for the next 64 KB of an upload
SECONDS_TO_FINISH = 10
ORPHANS_TO_FINISH = 3  # seconds, for which they keep the port from the next server
SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def load_application(parent: int, target: str) -> WSGIHandler:
    """Return the application with the dotted name `target`, for a worker that the process `parent` has just forked.

    Ctrl-C in a terminal reaches the workers as well as their parent, which then stops them. A worker that gets two
    signals can hang, so it leaves the first to its parent; one that gets a signal while it loads has nothing to finish.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()
    application: WSGIHandler = import_string(target)
    close_unread(settings.PORT, settings.IDLE_SECONDS)
    close_stalled(settings.PORT, LONGEST_WAIT * settings.IDLE_SECONDS)
    return application


def end_with_parent(parent: int) -> None:
    """End this worker when its parent is gone, also where that was killed: after its open requests, or by force."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHANS_TO_FINISH)
    os._exit(1)


def handle_signals(server: MPServer) -> None:
    """Wait for signals that every thread blocks, and let the server handle them.

    Its handlers take a lock, which its main thread holds for an instant whenever it begins to wait: in that thread, and
    at that instant, a handler would wait for the lock for ever. For an instant a server that respawns a worker forgets
    that it was interrupted, so it is interrupted once a second.
    """
    while signal.sigwait(SIGNALS) == signal.SIGHUP:
        server.signal_handler_reload()  # type: ignore[no-untyped-call]  # granian has no types for it
    while True:
        server.signal_handler_interrupt()  # type: ignore[no-untyped-call]  # as above
        time.sleep(1)


class Command(BaseCommand):
    """Command that serves at HOST and PORT with WORKERS processes until interrupted; open requests are finished first.

    Where it serves the administration, it starts a runner of its jobs.
    """

    help = "Serve the site at HOST and PORT until interrupted."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        self.require_static_files()
        self.claim_address()
        server = MPServer(
            settings.WSGI_APPLICATION,
            address=settings.HOST,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WORKERS,
            blocking_threads=THREADS,
            workers_kill_timeout=SECONDS_TO_FINISH,
            respawn_failed_workers=True,
            backpressure=most_connections(),
            # Of HTTP/1.1 alone: to find out which version it is, granian (2.8.9) waits for a first byte for ever. The
            # time counts for a whole header, and for an idle connection.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=1000 * settings.IDLE_SECONDS),
            websockets=False,
            # Its warning that a worker had to be killed comes now and then for one that has just ended.
            log_level=LogLevels.error,
        )
        server.on_startup(threading.Thread(target=self.announce, daemon=True).start)
        supervisor = Supervisor()
        if settings.ADMINISTERS:
            server.on_startup(supervisor.start)
            server.on_shutdown(supervisor.stop)
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        threading.Thread(target=handle_signals, args=(server,), daemon=True).start()
        # The workers are forked, and two processes must not share a database connection.
        connections.close_all()
        server.serve(target_loader=partial(load_application, os.getpid()))

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
