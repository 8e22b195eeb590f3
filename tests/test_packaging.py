"""The distribution: what the wheel holds, and that it starts in a clean environment."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import rag

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built without asking the network."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE", "THIRD_PARTY_NOTICES.md"):
        shutil.copy(ROOT / name, source)
    for name in ("rag", "tests"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(source)],
        check=True,
        capture_output=True,
    )
    return next(target.glob("*.whl"))


def test_the_wheel_holds_rag_only(wheel):
    """Code, schemas, styles and licences; no corpus, no index, no tests."""
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"rag", f"anwen-{rag.__version__}.dist-info"}
    assert {
        "rag/py.typed",
        "rag/schemas/ask.json",
        "rag/eval/report.html",
        "rag/eval/report.css",
        "rag/index/e5_projection.npy",
        "rag/answer/sentence_reader.npz",
    } <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_runs_in_a_clean_environment(wheel, tmp_path):
    """`pip install` of the wheel alone gives a command that tells its version: starting needs no dependency."""
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [binaries / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True
    )
    done = subprocess.run(
        [binaries / "anwen", "--version"], check=True, capture_output=True, text=True, cwd=tmp_path, env={}
    )
    assert done.stdout.strip() == f"anwen {rag.__version__}"
