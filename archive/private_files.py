"""Files that the archive writes into the data directory: for their owner alone, but for the collected static files."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

UMASK = 0o077  # of every process of the archive
OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
OWN = ("secret_key", "uploads", "login_locks")  # besides the database
DATABASE = "db.sqlite3"  # unless DATABASE_URL names another; one that it named before has texts too
DATABASE_ENDINGS = ("", "-wal", "-shm", "-journal")  # https://www.sqlite.org/tempfiles.html

logger = logging.getLogger(__name__)


def protect(directory: Path, databases: Iterable[Path] = ()) -> int:
    """Take the rights of others from what the archive writes into `directory`; return from how many it took any.

    `databases` are files of SQLite, of which those count that lie there. Whatever else lies there is left as it is: it
    may be a home, or have the program itself. Others may enter the directory, since the static files lie there, but
    write nothing into it. Links are left as they are, and so is what belongs to another user.
    """
    count, refused = 0, []
    for path, rights in [
        (directory, WRITABLE_BY_OTHERS),
        *((path, OF_OTHERS) for path in own_paths(directory, databases)),
    ]:
        try:
            count += take(path, rights)
        except OSError as error:  # as on file systems without rights
            refused.append(f"{path} ({error.strerror})")
    if refused:
        ending = "s" if len(refused) > 1 else ""
        logger.warning("Other users keep their rights to %d file%s, the first is %s.", len(refused), ending, refused[0])
    if count:
        logger.warning("Other users had rights to %d files and folders in %s: they have none now.", count, directory)
    return count


def own_paths(directory: Path, databases: Iterable[Path]) -> Iterator[Path]:
    """Yield the paths that the archive writes to, whether they are there or not, with all that lies in the folders."""
    for database in dict.fromkeys([directory / DATABASE, *databases]):
        if database.is_relative_to(directory):
            yield from (database.with_name(database.name + ending) for ending in DATABASE_ENDINGS)
    for own in OWN:
        yield directory / own
        for parent, folders, files in os.walk(directory / own):
            yield from (Path(parent) / name for name in (*folders, *files))


def take(path: Path, rights: int) -> bool:
    """Take rights from a file or folder; return whether it had any of them."""
    with suppress(FileNotFoundError):  # another process may remove it meanwhile
        found = path.lstat()
        if found.st_mode & rights and not stat.S_ISLNK(found.st_mode) and found.st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(found.st_mode) & ~rights)
            return True
    return False
