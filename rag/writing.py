"""Text or bytes → a file of the user's, whole or not at all; a copy beside a file, under a name that nothing has."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import BinaryIO

__all__ = ["copy_beside", "replace_bytes", "replace_file"]


def replace_file(path: Path, text: str) -> None:
    r"""Write `text` to `path` as UTF-8 with "\n" as it stands, as `replace_bytes` does.

    Raises:
        OSError: it cannot be written; `path` is as it was.
    """
    replace_bytes(path, text.encode())


def replace_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path`; folders that are missing are made.

    The data goes to a new file in the same folder, reaches the disk, and only then takes the old file's name, so that
    a full disk or a crash leaves the old file whole. The old file's permissions are kept, and nobody whom they shut out
    can read the new one meanwhile; a link stays a link.

    Raises:
        OSError: it cannot be written, names `path` or the folder that cannot be made; `path` is as it was.
    """
    if path.exists() and not path.is_file() and not path.is_dir():  # /dev/stdout has nothing to keep
        path.write_bytes(data)
        return
    path = Path(os.path.realpath(path))  # what a link means, not the link
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.exists()
    if old:
        path.open("r+b").close()  # os.replace would not ask whether the file may be written
    new = path.with_name(f".anwen-{secrets.token_hex(8)}.new")
    try:
        _write_new(_create(new, 0o600 if old else 0o666), new, data)
        try:
            if old:
                shutil.copymode(path, new)
            new.replace(path)
        except BaseException:
            _remove(new)
            raise
    except OSError as error:  # names the new file, which is nobody's business
        raise OSError(error.errno, error.strerror, str(path)) from error


def copy_beside(path: Path) -> Path:
    """The new copy of the file `path`: path.old, or else the first of path.old-2, path.old-3 … that is not in use.

    Who may not read the file may not read the copy.

    Raises:
        OSError: it cannot be read or copied; no part of a copy is left.
    """
    data = path.read_bytes()
    mode = path.stat().st_mode & 0o777
    for number in count(1):
        copy = path.with_name(f"{path.name}.old" + (f"-{number}" if number > 1 else ""))
        try:
            file = _create(copy, mode)
        except FileExistsError:
            continue
        _write_new(file, copy, data)
        return copy
    raise AssertionError("count() ends")


def _create(path: Path, mode: int) -> BinaryIO:
    """The new file `path`, open to be written, with the permissions `mode` less what the umask takes."""
    return open(path, "xb", opener=partial(os.open, mode=mode))


def _write_new(file: BinaryIO, path: Path, data: bytes) -> None:
    """Write `data` to the disk as the new file `path`, which is open, or take the file away again."""
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _remove(path)
        raise


def _remove(path: Path) -> None:
    with suppress(OSError):  # the user should hear of the first failure
        path.unlink()
