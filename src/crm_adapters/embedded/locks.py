"""
One process at a time.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """
    Wait for the lock, hold it, and give it back: the kernel does so too when we die.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.geteuid() == 0:  # the folder's owner may come next
            owner = path.parent.stat()
            os.fchown(file, owner.st_uid, owner.st_gid)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
