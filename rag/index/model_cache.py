"""Folders of derived files that are made once, checked when used and made anew when damaged."""

from __future__ import annotations

import glob
import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from rag.errors import ModelError
from rag.messages import os_reason, render

__all__ = ["MANIFEST", "cached_folder", "damage", "publish"]

MANIFEST = "manifest.json"

Build = Callable[[Path], None]
"""Writes the files into the empty folder it is given."""

_log = logging.getLogger(__name__)


def cached_folder(cache_dir: Path, name: str, build: Build) -> Path:
    """The complete, undamaged folder `name` in `cache_dir`, built if need be.

    Of several processes that start at once one builds and the others wait. Where the cache cannot be
    written the folder is built in a temporary place, and a warning says so.

    Raises:
        ModelError: nowhere could the folder be written.
    """
    folder = cache_dir / name
    if damage(folder) is None:
        return folder
    try:
        return _build_locked(folder, build)
    except OSError as error:
        return _build_temporary(folder, build, error)


def damage(folder: Path) -> str | None:
    """What is wrong with the files of `folder` by its manifest's sizes and sha256 sums; None if nothing is."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not manifest["files"]:
            return f"{MANIFEST}: no files"
        for name, entry in manifest["files"].items():
            size = (folder / name).stat().st_size
            if size != entry["bytes"]:
                return f"{name}: {size} ≠ {entry['bytes']} bytes"
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != entry["sha256"]:
                return f"{name}: sha256 {found[:12]}… ≠ {entry['sha256'][:12]}…"
    except OSError as error:
        return f"{Path(error.filename or folder).name}: {os_reason(error)}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return f"{MANIFEST}: not a manifest"
    return None


def publish(folder: Path, build: Build) -> None:
    """Build beside `folder` and put it in its place whole; what stood there is replaced.

    Raises:
        OSError: it cannot be written. What stood there still stands.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.????????"):
        shutil.rmtree(left, ignore_errors=True)  # of a process that was killed here
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        build(temporary)
        _seal(temporary)
        if folder.is_dir():
            shutil.rmtree(folder)
        else:
            folder.unlink(missing_ok=True)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _sync(folder.parent)


def _build_locked(folder: Path, build: Build) -> Path:
    from filelock import FileLock  # noqa: PLC0415

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        reason = damage(folder)
        if reason is not None:
            for leftover in folder.parent.glob(f".{folder.name}.*"):  # of a builder that was killed
                shutil.rmtree(leftover, ignore_errors=True)
            if folder.exists():
                _log.warning(render("model-cache-damaged", path=folder, reason=reason))
            publish(folder, build)
    return folder


def _build_temporary(folder: Path, build: Build, error: OSError) -> Path:
    import atexit  # noqa: PLC0415

    try:
        temporary = Path(tempfile.mkdtemp(prefix="anwen-"))
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        publish(temporary / folder.name, build)
    except OSError as second:
        raise ModelError("model-cache-unwritable", path=folder, reason=error, second=second) from second
    _log.warning(render("model-cache-temporary", path=folder, reason=error, temporary=temporary))
    return temporary / folder.name


def _seal(folder: Path) -> None:
    """Write the manifest over the files of `folder`, and all of it through to the disk."""
    files: dict[str, dict[str, object]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("r+b") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        files[path.relative_to(folder).as_posix()] = {"bytes": path.stat().st_size, "sha256": digest}
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({"schema": 1, "files": files}, indent=1), encoding="utf-8")
    with manifest.open("r+b") as file:
        os.fsync(file.fileno())
    folder.chmod(0o755)
    _sync(folder)


def _sync(folder: Path) -> None:
    """Make the entries of `folder` durable, where the system can open folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
