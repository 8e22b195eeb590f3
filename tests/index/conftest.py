"""Encoders, loaded once for all tests of this folder, and real texts to feed them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.index.e5_encoder import E5Encoder
from rag.index.encoder import DEFAULT_MODEL, Encoder, load_encoder

ENGLISH_AND_MIXED = [
    "Who takes part in the three-party meetings?",
    "How does the company care for its employees, and since when?",
    "What did the Party branch do to solve the 8 problems that were raised in 2015?",
    "Party building is not separate from production; the two are planned, checked and rewarded together.",
    "The quick brown fox jumps over the lazy dog.",
    "Résumé of the naïve café owner, Ünal Åström — 50 % off!",
    "An annual budget of US$1.25 million, i.e. 8~10 % less than in 2019.",
    "LEDs, CPUs & GPUs: a buyer’s guide (2nd edition)",
    "「三亮」活動: what are the three things that are shown?",
    "公司的 KPI 考核与 OKR 有什么不同?",
    "員工滿意度從 2014 年的 85% 提高到 2016 年的 96.3%,增長 11.3 個百分點。",
    "PM2.5 浓度降至 35μg／m³，优良天数８～１０个月。",
    "iPhone用戶約1,200萬,Android用戶約3,400萬",
    "基層黨建 (grassroots Party building) 的“1234”工作法",
    "テスト文書：がんばれ日本。",
    "한국어 문장도 섞여 있다.",
    "The 党委 meets on the first Monday, ㈠ reports and ㈡ votes.",
    "①②③ ㎏ ㏄ ℃ ½ ﬁ Ⅳ",
]


@pytest.fixture(scope="session")
def paragraphs(five_cases_path: Path) -> list[str]:
    """The paragraphs of the user's document."""
    text = five_cases_path.read_bytes().decode("utf-8-sig")
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="session")
def sentences(paragraphs: list[str]) -> list[str]:
    """Hundreds of real sentences in Traditional Chinese, up to 60 characters; then English and mixed ones."""
    pieces = (piece.strip() for line in paragraphs for piece in re.split("(?<=[。！？；;])", line))
    return [piece for piece in pieces if 0 < len(piece) <= 60][:260] + ENGLISH_AND_MIXED


@pytest.fixture(scope="session")
def e5(model_cache: Path) -> E5Encoder:
    """The default encoder."""
    return E5Encoder.load(model_cache)


@pytest.fixture(scope="session")
def e5_float32(model_cache: Path) -> E5Encoder:
    """The default encoder with unquantised linear layers."""
    return E5Encoder.load(model_cache, precision="float32")


@pytest.fixture(scope="session")
def sentence_transformer(model_cache: Path) -> Encoder:
    """The default model exported and run by sentence-transformers."""
    return load_encoder(model=DEFAULT_MODEL, engine="sentence-transformers", cache_dir=model_cache)
