"""Anwen 案問: ask a collection of Chinese case studies, get answers whose quotations are verified in the source.

from rag import Library

library = Library.build("corpus", "index")
answer = library.ask("三方會議由哪些人參加？")
for citation in answer.citations:
    print(citation.breadcrumb, citation.quote)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import (
    AnswerFileError,
    AnwenError,
    BuildLockedError,
    CorpusError,
    DocumentError,
    EvaluationError,
    IndexStoreError,
    ModelError,
    ServeError,
    UsageError,
)

if TYPE_CHECKING:
    from rag.answer.library import Library
    from rag.answer.results import Answer, Citation, Comparison, Hit

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "AnswerFileError",
    "AnwenError",
    "BuildLockedError",
    "Citation",
    "Comparison",
    "CorpusError",
    "DocumentError",
    "EvaluationError",
    "Hit",
    "IndexStoreError",
    "Library",
    "ModelError",
    "ServeError",
    "UsageError",
    "__version__",
]


def __getattr__(name: str) -> object:
    """`Library` and the results, imported when first asked for: `import rag` stays light."""
    if name == "Library":
        from rag.answer.library import Library  # noqa: PLC0415

        return Library
    if name in {"Answer", "Citation", "Comparison", "Hit"}:
        from rag.answer import results  # noqa: PLC0415

        return getattr(results, name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
