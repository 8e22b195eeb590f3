"""The cache is made once, whole, and made anew when damaged."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import pytest

from rag.errors import ModelError
from rag.index.e5_encoder import E5Encoder
from rag.index.model_cache import MANIFEST, cached_folder, damage, publish

NAME = "toy-1"


def build(folder):
    """A model of two files."""
    (folder / "weights.bin").write_bytes(bytes(range(256)) * 16)
    (folder / "sub").mkdir()
    (folder / "sub" / "pieces.txt").write_text("三方會議", encoding="utf-8")


def flip(folder):
    """One bit of the weights."""
    data = bytearray((folder / "weights.bin").read_bytes())
    data[2000] ^= 1
    (folder / "weights.bin").write_bytes(data)


def truncate(folder):
    """Half of the weights."""
    (folder / "weights.bin").write_bytes((folder / "weights.bin").read_bytes()[:2048])


def remove(folder):
    """One file."""
    (folder / "sub" / "pieces.txt").unlink()


def unlist(folder):
    """The manifest."""
    (folder / MANIFEST).write_text("[]", encoding="utf-8")


def test_a_whole_folder_is_used_as_it_is(tmp_path):
    """The second time nothing is built."""
    first = cached_folder(tmp_path, NAME, build)

    def never(_folder):
        raise AssertionError

    assert cached_folder(tmp_path, NAME, never) == first == tmp_path / NAME


@pytest.mark.parametrize("harm", [flip, truncate, remove, unlist])
def test_a_damaged_folder_is_made_anew_with_one_warning(tmp_path, caplog, harm):
    """Bit flips and cut files are found, the reason is logged, and the files are whole again."""
    folder = cached_folder(tmp_path, NAME, build)
    harm(folder)
    assert damage(folder) is not None
    with caplog.at_level(logging.WARNING):
        cached_folder(tmp_path, NAME, build)
    assert damage(folder) is None
    assert len(caplog.records) == 1
    assert str(folder) in caplog.text


def test_a_failing_build_leaves_what_was_there(tmp_path):
    """And no temporary folder behind."""
    publish(tmp_path / NAME, build)

    def fail(folder):
        build(folder)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        publish(tmp_path / NAME, fail)
    assert damage(tmp_path / NAME) is None
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_what_a_killed_builder_left_is_cleared(tmp_path):
    """Half-written folders do not pile up."""
    (tmp_path / f".{NAME}.x1y2").mkdir()
    cached_folder(tmp_path, NAME, build)
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, f"{NAME}.lock"]


def test_an_unwritable_cache_is_replaced_by_a_temporary_one(tmp_path, caplog):
    """With a warning that names both and what to do."""
    (tmp_path / "cache").write_text("not a folder")
    with caplog.at_level(logging.WARNING):
        folder = cached_folder(tmp_path / "cache", NAME, build)
    assert damage(folder) is None
    assert str(tmp_path / "cache") in caplog.text
    assert "ANWEN_CACHE_DIR" in caplog.text
    shutil.rmtree(folder.parent)


def test_no_room_anywhere_is_one_clear_error(tmp_path, monkeypatch):
    """Neither the cache nor the temporary folder takes the files."""
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="提示"):
        cached_folder(tmp_path / "file", NAME, build)


def test_a_damaged_model_is_converted_again(e5, model_cache, tmp_path, caplog):
    """One bit of the real weights: a warning, and the same vectors as before."""
    shutil.copytree(model_cache, tmp_path / "cache")
    (weights,) = (tmp_path / "cache").glob("*int8*/weights.bin")
    with weights.open("r+b") as file:
        file.seek(40_000_000)
        byte = file.read(1)[0]
        file.seek(40_000_000)
        file.write(bytes([byte ^ 4]))
    with caplog.at_level(logging.WARNING):
        again = E5Encoder.load(tmp_path / "cache")
    assert "weights.bin" in caplog.text
    np.testing.assert_array_equal(again.encode_queries(["三方會議"]), e5.encode_queries(["三方會議"]))


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_two_processes_at_once_convert_once_and_in_little_memory(tmp_path):
    """The second waits and uses the result; the conversion stays below 1.5 GB, imports included."""
    code = (
        "import re; from pathlib import Path; from rag.index.encoder import load_encoder\n"
        "steps = []\n"
        f"encoder = load_encoder(cache_dir=Path({str(tmp_path)!r}), progress=lambda *step: steps.append(step))\n"
        "assert encoder.encode_queries(['三方會議']).shape == (1, 384)\n"
        "print(len(steps), re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [process.communicate()[0].split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert sorted(int(steps) > 0 for steps, _ in outputs) == [False, True]
    assert max(int(kilobytes) for _, kilobytes in outputs) < 1_500_000
