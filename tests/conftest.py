"""Fixtures shared by all tests: where the real documents are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rag.index.encoder import Tokens
from rag.settings import Settings

if TYPE_CHECKING:
    from rag import Library

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups for two workers: each folder of the page, whose servers and browser are started once, and the rest."""
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parent
        item.add_marker(pytest.mark.xdist_group(str(folder) if folder.is_relative_to("ui") else "rest"))


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


class BagEncoder:
    """A real little encoder with exact arithmetic: counts of characters, hashed into 64 places, unit length.

    It counts the texts it encodes, so that a test can say what was encoded again.
    """

    identity = "bag-of-characters/64"
    dim = 64
    token_dim = 128

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Unit rows for questions."""
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for character in text:
                row[ord(character) % self.dim] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths == 0, 1, lengths)

    def encode_passages(self, texts: Sequence[str], *, progress=None) -> np.ndarray:
        """Unit rows for passages; reports progress once."""
        self.encoded.extend(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return self.encode_queries(texts)

    def encode_tokens(self, texts: Sequence[str], *, query: bool, progress=None) -> tuple[np.ndarray, list[Tokens]]:
        """One token per character; two are alike, with similarity 1, when they share one of 32 places, else 0."""
        rows = self.encode_queries(texts) if query else self.encode_passages(texts, progress=progress)
        return rows, [self.tokens(text) for text in texts]

    def token_ends(self, text: str) -> np.ndarray:
        """Each token is a character."""
        return np.arange(1, len(text) + 1)

    @staticmethod
    def tokens(text: str) -> Tokens:
        """Four values of ½ in a row of 128: each dot product is 4 · ¼ or 0."""
        vectors = np.zeros((len(text), 32, 4), np.int8)
        vectors[np.arange(len(text)), [ord(character) % 32 for character in text]] = 127
        return Tokens(np.array([ord(character) for character in text], np.int32), vectors.reshape(len(text), 128))


@pytest.fixture
def bag_encoder() -> BagEncoder:
    """A fresh encoder that has encoded nothing yet."""
    return BagEncoder()


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache folder for the whole run: the default model is converted once, by the real code."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def five_cases_settings(corpus_dir: Path, model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index of the committed corpus, built once with the real encoder."""
    from rag.answer.library import Library

    settings = Settings(corpus_dir=corpus_dir, index_dir=tmp_path_factory.mktemp("index"), cache_dir=model_cache)
    Library.build(settings.corpus_dir, settings.index_dir, settings=settings)
    return settings


@pytest.fixture(scope="session")
def five_cases(five_cases_settings: Settings) -> Library:
    """The user's five cases, opened."""
    from rag.answer.library import Library

    return Library.open(five_cases_settings.index_dir, settings=five_cases_settings)


def _chromium() -> str | None:
    named = os.environ.get("ANWEN_CHROMIUM")
    if named:
        return named
    # The headless shell is Chromium without the windows that nobody sees: it loads a page in two thirds of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium; without one the tests skip, or fail where ANWEN_REQUIRE_BROWSER=1."""
    path = _chromium()
    if path is None:
        reason = "no Chromium: install one, or name it in ANWEN_CHROMIUM"
        if os.environ.get("ANWEN_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    alone = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, headless=True, args=["--no-sandbox", "--disable-gpu", *quiet, *alone]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def anwen(five_cases_settings, monkeypatch, capsys, tmp_path):
    """Run a command in this process against the five cases; gives exit code, stdout and stderr."""
    for name in ("corpus_dir", "index_dir", "cache_dir"):
        monkeypatch.setenv(f"ANWEN_{name.upper()}", str(getattr(five_cases_settings, name)))
    monkeypatch.delenv("ANWEN_DATA", raising=False)
    monkeypatch.chdir(tmp_path)

    from rag.cli import main

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        out, err = capsys.readouterr()
        return code, out, err

    return run
