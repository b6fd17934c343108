"""
Writing files that are whole, or not there.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, SpooledTemporaryFile
from typing import IO

IN_MEMORY = 8 * 1024 * 1024


@contextmanager
def whole_file(target: str) -> Iterator[IO[bytes]]:
    """
    A file to write, which becomes *target* when the block ends well; ``-`` is
    standard output.

    What is there already is replaced only then. A device or a pipe is written to,
    never replaced.
    """
    path = Path(target).resolve()
    if target == "-" or (path.exists() and not path.is_file()):
        with SpooledTemporaryFile(max_size=IN_MEMORY) as made:
            yield made
            made.seek(0)
            _copy(made, None if target == "-" else path)
    else:
        with _temporary(path) as made:
            try:
                yield made
                _put(made, path)
            except BaseException:
                Path(made.name).unlink(missing_ok=True)
                raise


def _temporary(path: Path) -> IO[bytes]:
    try:
        return NamedTemporaryFile(dir=path.parent, prefix=".crm-", delete=False)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _copy(made: IO[bytes], path: Path | None) -> None:
    if path is None:
        shutil.copyfileobj(made, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        with path.open("wb", buffering=0) as out:
            shutil.copyfileobj(made, out)


def _put(made: IO[bytes], path: Path) -> None:
    made.flush()
    os.fsync(made.fileno())
    with suppress(FileNotFoundError):
        shutil.copymode(path, made.name)
    Path(made.name).replace(path)
