"""The house's own rules, read from the source: who may import whom, and who may import what."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

RAG = Path(__file__).resolve().parent.parent / "rag"
ROOMS = ["corpus", "index", "answer", "draft", "export", "eval", "ui"]
ONE_FILE_ONLY = {
    "faiss": "index/vectors.py",
    "bm25s": "index/lexical.py",
    "ir_measures": "eval/measures.py",
    "sentence_transformers": "index/st_encoder.py",
    "opencc": "corpus/fold.py",
    "openai": "draft/language_model.py",
    "jieba": "draft/names.py",
    "docx": "export/word.py",
    "mcp": "ui/serving/tools.py",
    "uvicorn": "ui/serving/server.py",
}


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", sorted(RAG.glob("*/**/*.py")), ids=lambda p: str(p.relative_to(RAG)))
def test_imports_point_one_way(path: Path):
    """corpus ← index ← answer ← draft ← export ← eval ← ui: a room imports none that comes after it."""
    room = path.relative_to(RAG).parts[0]
    later = ROOMS[ROOMS.index(room) + 1 :]
    for module in _imports(path):
        assert not any(module == f"rag.{name}" or module.startswith(f"rag.{name}.") for name in later), module
        assert module != "rag.cli"


@pytest.mark.parametrize(("package", "home"), ONE_FILE_ONLY.items())
def test_each_engine_has_one_home(package: str, home: str):
    """Only one file knows each engine, so that it can be replaced in one place."""
    users = [
        path.relative_to(RAG).as_posix()
        for path in sorted(RAG.rglob("*.py"))
        if any(module.split(".")[0] == package for module in _imports(path))
    ]
    assert users == [home]


@pytest.mark.parametrize("command", ["import rag", "from rag.cli import main; main(['--help'])"])
def test_starting_is_light(command: str):
    """`import rag` and `anwen --help` load neither torch nor gradio nor faiss, nor a dictionary."""
    heavy = "torch, gradio, faiss, onnxruntime, sentence_transformers, langchain_text_splitters, numpy, opencc"
    program = (
        f"import sys\ntry:\n    {command}\nexcept SystemExit: pass\n"
        f"print([name for name in '{heavy}'.split(', ') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
