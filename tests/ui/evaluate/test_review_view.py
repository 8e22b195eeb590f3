"""What the places of a question under review look like."""

from __future__ import annotations

import pytest

from rag.eval.questions import Alternative, Question
from rag.messages import LANGUAGES, render
from rag.ui.evaluate.review_view import places_html

PLACE = Alternative("案例.txt", 3, 9, "每月召開一次")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["fact", "unanswerable-near"])
def test_evidence_that_approving_would_drop_is_shown_and_said_to_be(kind: str, language: str):
    """Until then it can be kept by another kind."""
    question = Question(id="a", text="三方會議多久開一次？", kind=kind, evidence=((PLACE,),))
    shown = places_html(question, lost=(), language=language)
    assert PLACE.quote in shown
    assert (render("page-evidence-dropped", language) in shown) is (kind != "fact")
