"""A lock of a file is held by one at a time, and free again when that one is done, or killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.conf import settings

from cables.file_lock import file_lock

HELD = """
import sys, time
from pathlib import Path
from cables.file_lock import file_lock
with file_lock(Path(sys.argv[1])) as is_free:
    print(is_free, flush=True)
    time.sleep(60)
"""


def test_it_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "lock"
    with file_lock(path) as first, file_lock(path) as second, file_lock(path.with_name("another")) as other:
        assert (first, second, other) == (True, False, True)
    with file_lock(path) as again:
        assert again


def test_a_killed_process_releases_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HELD, str(path)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        with file_lock(path) as is_free:
            assert not is_free
        holder.kill()
        holder.wait()
        with file_lock(path) as is_free:
            assert is_free
