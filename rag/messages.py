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
    # -- settings ---------------------------------------------------------------------------------
    "setting-choice": (
        "設定 {name} 的值「{value}」不在可選範圍內：{allowed}。\n提示：請改用其中之一。",
        "Setting {name} cannot be {value!r}; it is one of: {allowed}.\nHint: use one of them.",
    ),
    "setting-range": (
        "設定 {name} 的值 {value} 超出範圍 {low} 至 {high}。\n提示：請改成範圍內的值。",
        "Setting {name} is {value}, outside {low} to {high}.\nHint: give a value inside the range.",
    ),
    "setting-encoding": (
        "不認識的編碼「{value}」。\n提示：請使用 Python 的編碼名稱，例如 utf-8、gb18030、big5hkscs。",
        "Unknown encoding {value!r}.\nHint: use a Python codec name, such as utf-8, gb18030 or big5hkscs.",
    ),
    "setting-type": (
        "設定 {name} 的值「{value}」不是 {kind}。\n提示：請更正旗標、ANWEN_* 環境變數或 anwen.toml。",
        "Setting {name} is {value!r}, which is no {kind}.\n"
        "Hint: correct the flag, the ANWEN_* variable or anwen.toml.",
    ),
    "setting-file": (
        "讀不了設定檔 {path}：{reason}。\n提示：請更正該檔，或把它移走。",
        "Cannot read the settings file {path}: {reason}.\nHint: correct the file, or move it away.",
    ),
    "setting-unknown": (
        "設定檔 {path} 有不認識的設定「{name}」。\n提示：可用的設定有：{known}。",
        "The settings file {path} has an unknown setting {name!r}.\nHint: the settings are: {known}.",
    ),
    "top-too-small": (
        "--top 是 {value}，至少要是 1。\n提示：例如 --top 5。",
        "--top is {value}; it must be at least 1.\nHint: for example --top 5.",
    ),
    # -- index ------------------------------------------------------------------------------------
    "index-missing": (
        "{path} 裏沒有索引。\n提示：請先執行 anwen build（或 make index）。",
        "There is no index in {path}.\nHint: run anwen build (or make index) first.",
    ),
    "index-schema": (
        "索引的格式版本是 {found}，這個程式需要 {expected}。\n提示：請執行 anwen build --rebuild。",
        "The index has schema {found}; this program needs {expected}.\nHint: run anwen build --rebuild.",
    ),
    "index-encoder": (
        "索引與目前的編碼器不符：索引是 {found}，目前是 {expected}。\n"
        "提示：請執行 anwen build --rebuild，或用 --index 指定另一個資料夾，或用 --model 換回原來的模型。",
        "The index was built with another encoder: the index has {found}, this run has {expected}.\n"
        "Hint: run anwen build --rebuild, give --index another folder, or --model the former model.",
    ),
    "index-settings": (
        "索引是用另一組設定建立的：{name} 在索引是 {found}，目前是 {expected}。\n"
        "提示：請執行 anwen build，或改回原來的設定。",
        "The index was built with other settings: {name} is {found} in the index and {expected} now.\n"
        "Hint: run anwen build, or set it back.",
    ),
    "index-damaged": (
        "索引檔 {path} 已損壞（{reason}）；來源文件沒有受影響。\n提示：請執行 anwen build --rebuild 重新建立。",
        "The index file {path} is damaged ({reason}); the source documents are untouched.\n"
        "Hint: run anwen build --rebuild.",
    ),
    "index-not-writable": (
        "無法寫入索引資料夾 {path}：{reason}；原有的索引沒有改動。\n"
        "提示：請檢查權限與磁碟空間，或用 --index 指定另一個資料夾。",
        "Cannot write the index folder {path}: {reason}; the former index is unchanged.\n"
        "Hint: check permissions and disk space, or give --index another folder.",
    ),
    "index-not-readable": (
        "無法讀取索引 {path}：{reason}。\n提示：請檢查權限，或用 --index 指定另一個資料夾。",
        "Cannot read the index {path}: {reason}.\nHint: check permissions, or give --index another folder.",
    ),
    "build-locked": (
        "另一個程序正在建立這個索引：{holder}；等了 {waited_s:.0f} 秒。\n提示：請等它完成後再試。",
        "Another process is building this index: {holder}; waited {waited_s:.0f} s.\n"
        "Hint: try again when it has finished.",
    ),
    "build-waiting": (
        "另一個程序正在建立這個索引（{holder}），等待它完成……",
        "Another process is building this index ({holder}); waiting for it to finish …",
    ),
    # -- command line -----------------------------------------------------------------------------
    "interrupted": (
        "已中止；原有的索引沒有改動。\n提示：需要時再執行同一個命令。",
        "Interrupted; the former index is unchanged.\nHint: run the same command again when you like.",
    ),
    "progress-model": ("準備模型", "Preparing the model"),
    "progress-encode": ("編碼", "Encoding"),
    "build-done": (
        "索引 {path} 已建立：{documents} 份文件、{cases} 個案例、{passages} 個段落；"
        "新編碼 {encoded} 段文字，略過 {skipped} 個檔案。",
        "Index {path} is built: {documents} documents, {cases} cases, {passages} passages; "
        "{encoded} texts newly encoded, {skipped} files left out.",
    ),
    "build-unchanged": (
        "索引 {path} 已是最新：{documents} 份文件、{cases} 個案例、{passages} 個段落，略過 {skipped} 個檔案。",
        "Index {path} is up to date: {documents} documents, {cases} cases, {passages} passages; "
        "{skipped} files left out.",
    ),
    "document-unknown": (
        "文庫裏沒有叫「{name}」的文件。\n提示：anwen info 會列出全部文件。",
        "The collection has no document called {name!r}.\nHint: anwen info lists them all.",
    ),
    # -- answers ----------------------------------------------------------------------------------
    "refused": (
        "文庫裏找不到這個問題的答案。以下是最接近的段落，供您查看：",
        "The collection does not say. The nearest passages are:",
    ),
    "no-hits": ("沒有找到相關的段落。", "Nothing relevant was found."),
    "sources": ("出處", "Sources"),
    "case-silent": ("此案例未提及", "This case does not say."),
    "paragraph": ("第 {n} 段", "¶ {n}"),
    "heading": ("標題", "heading"),
    "verify-same": ("原處，逐字相同", "same place, word for word"),
    "verify-moved": ("已移動，逐字相同", "moved, word for word"),
    "verify-changed": ("文字已改動", "changed"),
    "verify-gone": ("已不存在", "gone"),
    "answer-unreadable": (
        "讀不了答案檔 {path}：{reason}。\n提示：請確認路徑與權限。",
        "Cannot read the answer file {path}: {reason}.\nHint: check the path and the permissions.",
    ),
    "answer-malformed": (
        "{path} 不是匯出的答案（{reason}）。\n提示：請使用 anwen ask --json 或 anwen compare --json 的輸出。",
        "{path} is no exported answer ({reason}).\nHint: use the output of anwen ask --json or "
        "anwen compare --json.",
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
