"""A file of the user's is written whole or not at all, as the same file as before."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.writing import copy_beside, replace_file

FULL = """
import resource, signal, sys
from pathlib import Path
from rag.errors import EvaluationError
from rag.eval.formats import write_set
from rag.eval.questions import Question, QuestionSet

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
path = Path(sys.argv[1])
questions = tuple(Question(id=str(n), text="甲" * 100, kind="unanswerable-far") for n in range(100))
try:
    write_set(QuestionSet(name="a", source=path, sha256="", questions=questions, documents=None), path)
except EvaluationError as error:
    print(error.key)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
def test_a_disk_that_is_full_in_the_middle_leaves_the_old_set(tmp_path):
    """The system refuses the bytes after the 5000th of 30,000: the old file is whole, the new one gone."""
    path = tmp_path / "題集.jsonl"
    path.write_text("舊的", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", "-c", FULL, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.stdout == "set-unwritable\n"
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [(path.name, "舊的")]


def test_it_stays_the_same_file(tmp_path):
    """Permissions are kept, a link stays a link, a name may be as long as names can be, newlines are not changed."""
    path = tmp_path / ("長" * 80 + ".jsonl")
    path.write_text("舊", encoding="utf-8")
    path.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(path.name)
    replace_file(link, "新\r\n行\n")
    assert link.is_symlink()
    assert path.read_bytes() == "新\r\n行\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert len(list(tmp_path.iterdir())) == 2


def test_a_new_file_gets_its_folders(tmp_path):
    """As readable as any new file, in folders that did not exist."""
    path = tmp_path / "a" / "b" / "c.txt"
    replace_file(path, "文")
    plain = tmp_path / "plain"
    plain.touch()
    assert path.read_text(encoding="utf-8") == "文"
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_folder_is_no_file(tmp_path):
    """An OSError, and nothing is left beside it."""
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="a"):
        replace_file(tmp_path / "a", "文")
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
def test_nobody_reads_the_new_file_who_may_not_read_the_old(tmp_path, monkeypatch):
    """When its first byte reaches the disk, only the owner may read it; the mode it ends with is the old one's."""
    seen = []
    monkeypatch.setattr("os.fsync", lambda number: seen.append(os.fstat(number).st_mode & 0o777))
    for mode in (0o600, 0o644):
        path = tmp_path / f"{mode:o}.md"
        path.write_text("舊", encoding="utf-8")
        path.chmod(mode)
        replace_file(path, "新")
        assert path.stat().st_mode & 0o777 == mode
    path = tmp_path / "600.md"
    assert copy_beside(path).stat().st_mode & 0o777 == 0o600
    assert seen == [0o600, 0o600, 0o600]


def test_a_failure_names_the_file_that_was_meant(tmp_path):
    """Not the one beside it that was to take its name: a name too long for the system, a full disk."""
    path = tmp_path / "檔"
    (tmp_path / "夾").mkdir()
    for wrong in (tmp_path / "夾", tmp_path / ("長" * 90)):
        with pytest.raises(OSError, match=r"夾|長") as caught:
            replace_file(wrong, "文")
        assert caught.value.filename == str(wrong)
    with pytest.raises(OSError, match="檔") as caught, pytest.MonkeyPatch.context() as patched:
        patched.setattr("os.fsync", _full)
        replace_file(path, "文")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
    assert [one.name for one in tmp_path.iterdir()] == ["夾"]


def _full(number: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_copies_are_counted(tmp_path):
    """The first name that nothing has, also where a link leads nowhere."""
    path = tmp_path / "題集.jsonl"
    path.write_bytes(b"\xff1")
    (tmp_path / "題集.jsonl.old-2").symlink_to("nowhere")
    assert [copy_beside(path).name for _ in range(3)] == [f"題集.jsonl.old{n}" for n in ("", "-3", "-4")]
    assert (tmp_path / "題集.jsonl.old-4").read_bytes() == b"\xff1"


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/stdout is POSIX")
def test_a_pipe_is_written_to():
    """What has no old content gets the text as it is: `--out /dev/stdout`."""
    program = "from pathlib import Path; from rag.writing import replace_file; replace_file(Path('/dev/stdout'), '文')"
    done = subprocess.run(
        [sys.executable, "-B", "-c", program], capture_output=True, check=True, cwd=Path(__file__).resolve().parents[2]
    )
    assert done.stdout.decode() == "文"
