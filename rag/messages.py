"""What users read: one entry per message, Traditional Chinese and English; Simplified is derived.

Each message says what failed, shows the values that disagree, and ends with what to do (after 提示 / Hint).
"""

from __future__ import annotations

LANGUAGES = ("zh-Hant", "zh-Hans", "en")
DEFAULT_LANGUAGE = "zh-Hant"

# key: (Traditional Chinese, English), both `str.format` templates over the same names.
MESSAGES: dict[str, tuple[str, str]] = {
    # -- usage ------------------------------------------------------------------------------------
    "question-empty": (
        "問題是空的，或只有標點符號。\n提示：請輸入一個問題，例如「三方會議由哪些人參加？」",
        "The question is empty or has only punctuation.\nHint: type a question, such as 三方會議由哪些人參加？",
    ),
    "question-too-long": (
        "問題有 {length} 個字元，上限是 {limit}。\n提示：請縮短問題，或調高 --max-question-chars（ANWEN_MAX_QUESTION_CHARS）。",
        "The question has {length} characters; the limit is {limit}.\n"
        "Hint: shorten it, or raise --max-question-chars (ANWEN_MAX_QUESTION_CHARS).",
    ),
}


def render(key: str, language: str = DEFAULT_LANGUAGE, **values: object) -> str:
    """The message `key` in `language`, filled with `values`.

    Raises:
        KeyError: no such message, or a value is missing (our own mistake, covered by a test).
    """
    traditional, english = MESSAGES[key]
    if language == "en":
        return english.format(**values)
    if language == "zh-Hans":
        # Imported here because the dictionaries take 0.3 s to load and most runs never need them.
        from rag.corpus.fold import to_simplified  # noqa: PLC0415

        return to_simplified(traditional).format(**values)
    return traditional.format(**values)
