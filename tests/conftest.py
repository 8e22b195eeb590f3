"""Fixtures shared by all tests: where the real documents are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """The committed corpus folder with the user's document."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def five_cases_path(corpus_dir: Path) -> Path:
    """The user's document: five cases in one web page of Traditional Chinese."""
    return next(corpus_dir.glob("*.txt"))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The measuring sets, found through ANWEN_DATA; tests that need them skip without it."""
    folder = os.environ.get("ANWEN_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("ANWEN_DATA does not name a folder with the measuring sets")
    return Path(folder)
