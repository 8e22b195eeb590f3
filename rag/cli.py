"""The command `anwen`: reads arguments, calls the library, prints; only data goes to stdout."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag import __version__
from rag.errors import AnwenError
from rag.eval.command import add_eval_command, with_run
from rag.messages import DEFAULT_LANGUAGE, LANGUAGES, render
from rag.settings import Settings, load_settings
from rag.usage import Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.answer.library import Library
    from rag.answer.results import Answer, Comparison, SearchResult
    from rag.answer.scope import CaseName
    from rag.draft.language_model import LanguageModel
    from rag.index.encoder import Progress

__all__ = ["build_parser", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit code: 0 done, 1 failed, 2 usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A file name may hold bytes that are no text; inside JSON the escape is the right notation.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    argv = sys.argv[1:] if argv is None else argv
    shown = _language(argv)
    arguments = build_parser(shown).parse_args(with_run(argv))
    level = logging.INFO if arguments.verbose else logging.ERROR if arguments.quiet else logging.WARNING
    # Only our own messages: what the libraries below us log at this level is no news to a user.
    log = logging.getLogger("rag")
    log.handlers = [logging.StreamHandler(sys.stderr)]
    log.setLevel(level)
    try:
        settings = load_settings(
            {key: value for key, value in vars(arguments).items() if key in Settings.__dataclass_fields__}
        )
        shown = settings.language
        code: int = arguments.run(arguments, settings)
        if sys.stdout is not None:
            sys.stdout.flush()
    except AnwenError as error:
        sys.stderr.write(error.text(shown) + "\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write(render("interrupted", shown) + "\n")
        return 1
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has gone; keep Python from complaining while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f" {error.filename!r}" if error.filename else ""
        sys.stderr.write(render("output-failed", shown, where=where, reason=error) + "\n")
        return 1
    return code


def _language(argv: Sequence[str]) -> str:
    """Of what is said before the arguments are read: as --language, else as the settings say."""
    given = [word.removeprefix("--language=") for word in argv if word.startswith("--language=")]
    given += [word for option, word in pairwise(argv) if option == "--language"]
    wanted = given[-1] if given else os.environ.get("ANWEN_LANGUAGE")
    if wanted is None:
        with suppress(AnwenError):  # it is said where the settings are read
            return load_settings({"cache_dir": "."}).language  # named, for the default asks a library
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE


def build_parser(language: str = DEFAULT_LANGUAGE) -> argparse.ArgumentParser:
    """The parser of all commands; the README documents each, and a test holds it to that."""
    common = Parser(add_help=False)
    common.add_argument("-v", "--verbose", action="store_true", help="help-verbose")
    common.add_argument("-q", "--quiet", action="store_true", help="help-quiet")
    common.add_argument("--language", help="help-language")
    encoder = Parser(add_help=False)
    encoder.add_argument("--model", metavar="NAME", help="help-encoder")
    encoder.add_argument("--engine", help="help-engine")
    encoder.add_argument("--cache", dest="cache_dir", metavar="DIR", help="help-cache")
    index = Parser(add_help=False, parents=[encoder])
    index.add_argument("--index", dest="index_dir", metavar="DIR", help="help-index")
    corpus = Parser(add_help=False)
    corpus.add_argument("--corpus", dest="corpus_dir", metavar="DIR", help="help-corpus")
    reading = Parser(add_help=False)
    reading.add_argument("--encoding", metavar="CODEC", help="help-encoding")
    reading.add_argument("--max-file-bytes", metavar="N", help="help-max-file-bytes")
    splitting = Parser(add_help=False)
    splitting.add_argument("--chunk-chars", metavar="N", help="help-chunk-chars")
    splitting.add_argument("--max-passage-chars", metavar="N", help="help-max-passage-chars")
    as_json = Parser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="help-json")
    explaining = Parser(add_help=False)
    explaining.add_argument("--why", action="store_true", help="help-why")
    to_file = Parser(add_help=False)
    to_file.add_argument("--out", metavar="FILE", type=Path, help="help-out")
    question = Parser(add_help=False)
    question.add_argument("question", metavar="QUESTION", help="help-question")
    ranking = Parser(add_help=False)
    ranking.add_argument("--max-question-chars", metavar="N", help="help-max-question-chars")
    ranking.add_argument("--sentence-weight", metavar="W", help="help-sentence-weight")
    ranking.add_argument("--lexical-weight", metavar="W", help="help-lexical-weight")
    ranking.add_argument("--interaction-weight", metavar="W", help="help-interaction-weight")
    ranking.add_argument("--no-bridge", dest="bridge", action="store_const", const=False, help="help-no-bridge")
    choosing = Parser(add_help=False)
    choosing.add_argument(
        "--document",
        dest="documents",
        action="append",
        default=[],
        metavar="NAME",
        help="help-documents",
    )
    choosing.add_argument(
        "--case",
        dest="numbers",
        action="append",
        default=[],
        type=int,
        metavar="N",
        help="help-cases",
    )
    answering = Parser(add_help=False)
    answering.add_argument("--min-confidence", metavar="P", help="help-min-confidence")
    answering.add_argument("--max-quote-chars", metavar="N", help="help-max-quote-chars")

    drafting = Parser(add_help=False)
    drafting.add_argument(
        "--llm",
        action=argparse.BooleanOptionalAction,
        help="help-llm",
    )
    drafting.add_argument("--llm-url", metavar="URL", help="help-llm-url")
    drafting.add_argument("--llm-model", metavar="NAME", help="help-llm-model")
    drafting.add_argument("--llm-timeout-s", metavar="S", help="help-llm-timeout-s")

    parser = Parser(prog="anwen", language=language, description="help-anwen")
    parser.add_argument("--version", action="version", version=f"anwen {__version__}", help="help-version")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, *parents: Parser) -> Parser:
        what = f"help-{name}"
        made: Parser = commands.add_parser(name, help=what, description=what, parents=[common, *parents])
        made.set_defaults(run=run)
        return made

    build = command("build", _build, corpus, index, reading, splitting)
    build.add_argument("--rebuild", action="store_true", help="help-rebuild")
    build.add_argument("--lock-wait-s", metavar="S", help="help-lock-wait-s")
    search = command("search", _search, question, ranking, index, explaining, as_json)
    search.add_argument("--top", type=int, default=5, metavar="K", help="help-top")
    search.add_argument("--document", metavar="NAME", help="help-document")
    search.add_argument("--case", type=int, metavar="N", help="help-case")
    asked = (question, choosing, ranking, index, answering)
    ask = command("ask", _ask, *asked, drafting, explaining, to_file, as_json)
    ask.add_argument("--top", type=int, default=5, metavar="K", help="help-top-passages")
    ask.add_argument("--after", metavar="FILE", type=Path, help="help-after")
    compare = command("compare", _compare, *asked, to_file, as_json)
    compare.add_argument("--role", dest="roles", action="append", metavar="ROLE", help="help-role")
    outline = command("outline", _outline, reading, as_json)
    outline.add_argument("file", metavar="FILE", type=Path, help="help-outline-file")
    page = (ranking, index, answering, drafting, corpus, reading, splitting)
    serve = command("serve", _serve, *page)
    serve.add_argument("--host", default="127.0.0.1", help="help-host")
    serve.add_argument("--port", type=int, default=7860, help="help-port")
    serve.add_argument("--auth", metavar="USER:PASSWORD", help="help-auth")
    serve.add_argument("--read-only", action="store_const", const=True, help="help-read-only")
    command("info", _info, corpus, index, as_json)
    model = commands.add_parser("model", help="help-model").add_subparsers(required=True, metavar="COMMAND")
    export = model.add_parser("export", help="help-export", parents=[common])
    export.add_argument("folder", metavar="DIR", type=Path, help="help-export-folder")
    export.set_defaults(run=_export)
    verify = command("verify", _verify, corpus, reading, as_json)
    verify.add_argument("file", metavar="FILE", type=Path, help="help-verify-file")
    add_eval_command(
        commands,
        run=_eval,
        common=common,
        as_json=as_json,
        corpus=corpus,
        reading=reading,
        answering=[encoder, splitting, ranking, answering],
    )
    return parser


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


@contextmanager
def _progress(arguments: argparse.Namespace, label: str) -> Iterator[Progress | None]:
    """A progress bar on a terminal's stderr, or None."""
    if arguments.quiet:
        yield None
        return
    from tqdm import tqdm  # noqa: PLC0415 -- only when something takes long

    with tqdm(desc=label, file=sys.stderr, disable=None, leave=False) as bar:

        def advance(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield advance


def _build(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.index.builder import build_index  # noqa: PLC0415
    from rag.index.encoder import load_encoder  # noqa: PLC0415

    with _progress(arguments, render("progress-model", settings.language)) as progress:
        encoder = load_encoder(
            model=settings.model, engine=settings.engine, cache_dir=settings.cache_dir, progress=progress
        )
    with _progress(arguments, render("progress-encode", settings.language)) as progress:
        report = build_index(settings, encoder=encoder, rebuild=arguments.rebuild, progress=progress)
    if not arguments.quiet:
        message = render(
            "build-done" if report.changed else "build-unchanged",
            settings.language,
            path=settings.index_dir,
            documents=len(report.corpus.documents),
            cases=sum(len(document.cases) for document in report.corpus.documents),
            passages=report.passages,
            encoded=report.encoded,
            skipped=len(report.corpus.warnings),
        )
        sys.stderr.write(message + "\n")
    return 0


def _open(arguments: argparse.Namespace, settings: Settings) -> Library:
    from rag.answer.library import Library  # noqa: PLC0415
    from rag.answer.query import check_question  # noqa: PLC0415

    check_question(arguments.question, max_chars=settings.max_question_chars)  # before anything is loaded
    return Library.open(settings.index_dir, settings=settings)


def _chosen(arguments: argparse.Namespace, library: Library) -> Sequence[CaseName]:
    """The cases that --document and --case leave, or none where neither is given: then all are looked in."""
    if not (arguments.documents or arguments.numbers):
        return ()
    return library.cases(documents=arguments.documents, numbers=arguments.numbers)


def _check_out(arguments: argparse.Namespace) -> None:
    """A wrong suffix or place is said before anything is loaded."""
    if arguments.out is not None:
        from rag.export.exporting import check_export_path  # noqa: PLC0415

        check_export_path(arguments.out)


def _write_out(arguments: argparse.Namespace, settings: Settings, result: Answer | Comparison) -> None:
    if arguments.out is None:
        return
    from rag.export.exporting import export_answer  # noqa: PLC0415

    export_answer(result, arguments.out, language=settings.language, at=datetime.now().astimezone())
    if not arguments.quiet:
        sys.stderr.write(render("export-written", settings.language, path=arguments.out) + "\n")


def _show(arguments: argparse.Namespace, result: SearchResult | Answer | Comparison, text: str) -> int:
    from rag.export.layout import printable  # noqa: PLC0415

    if arguments.json:
        _print_json(result.to_dict())
    else:
        print(printable(text))  # what a document has of control characters, a terminal would obey
    return 0


def _show_and_write(arguments: argparse.Namespace, settings: Settings, result: Answer | Comparison, text: str) -> int:
    """A file that cannot be written takes no answer away, nor does a reader who has gone take the file."""
    try:
        return _show(arguments, result, text)
    finally:
        _write_out(arguments, settings, result)


def _search(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.answer.query import check_top_k  # noqa: PLC0415
    from rag.answer.results import SearchResult  # noqa: PLC0415
    from rag.answer.text import hits_text  # noqa: PLC0415

    check_top_k(arguments.top)
    library = _open(arguments, settings)
    hits = library.search(arguments.question, arguments.top, document=arguments.document, case=arguments.case)
    text = hits_text(hits, settings.language, why=settings if arguments.why else None)
    return _show(arguments, SearchResult(arguments.question, tuple(hits)), text)


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.answer.query import MOST_ANSWER_PASSAGES, check_top_k  # noqa: PLC0415
    from rag.answer.text import answer_text  # noqa: PLC0415
    from rag.draft.language_model import LanguageModel  # noqa: PLC0415
    from rag.export.reading import read_answer  # noqa: PLC0415

    check_top_k(arguments.top, most=MOST_ANSWER_PASSAGES)
    _check_out(arguments)
    after = read_answer(arguments.after, max_bytes=settings.max_file_bytes) if arguments.after else None
    model = LanguageModel(settings) if settings.llm else None
    library = _open(arguments, settings)
    answer = library.ask(arguments.question, after=after, among=_chosen(arguments, library), top_k=arguments.top)
    if model is not None and answer.status == "answered":
        answer = _drafted(arguments, library, answer, model)
    text = answer_text(answer, settings.language, why=settings if arguments.why else None)
    return _show_and_write(arguments, settings, answer, text)


def _drafted(arguments: argparse.Namespace, library: Library, answer: Answer, model: LanguageModel) -> Answer:
    """`answer` in the model's words, as far as they hold; the bar counts the statements that do."""
    from rag.draft.drafting import Drafter  # noqa: PLC0415

    with _progress(arguments, render("progress-draft", library.settings.language)) as progress:
        for step in Drafter(library, model).steps(answer):
            answer = step.answer
            if progress is not None and answer.draft is not None:
                progress(len(answer.statements), len(answer.statements))
    return answer


def _compare(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.answer.comparing import roles_named  # noqa: PLC0415
    from rag.answer.text import comparison_text  # noqa: PLC0415

    _check_out(arguments)
    roles = roles_named(arguments.roles or ())
    library = _open(arguments, settings)
    comparison = library.compare(arguments.question, roles=roles, among=_chosen(arguments, library))
    return _show_and_write(arguments, settings, comparison, comparison_text(comparison, settings.language))


def _outline(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.corpus.outline_report import outline_dict, outline_text  # noqa: PLC0415
    from rag.corpus.reader import read_document  # noqa: PLC0415

    document = read_document(
        arguments.file,
        name=arguments.file.name,
        max_file_bytes=settings.max_file_bytes,
        encoding=settings.encoding or None,
    )
    if arguments.json:
        _print_json(outline_dict(document))
    else:
        print(outline_text(document))
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.ui.serving.server import serve  # noqa: PLC0415

    auth = arguments.auth if arguments.auth is not None else os.environ.get("ANWEN_AUTH")
    serve(settings, host=arguments.host, port=arguments.port, auth=auth)
    return 0


def _info(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.answer.info import info_dict, info_text  # noqa: PLC0415

    facts = info_dict(settings)
    if arguments.json:
        _print_json(facts)
    else:
        print(info_text(facts, settings.language))
    return 0


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.index.model_export import export_model  # noqa: PLC0415

    with _progress(arguments, render("progress-model", settings.language)) as progress:
        export_model(arguments.folder, progress=progress)
    print(arguments.folder)
    return 0


def _verify(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.export.text import verification_text  # noqa: PLC0415
    from rag.export.verification import verify_file  # noqa: PLC0415

    report = verify_file(arguments.file, settings)
    if arguments.json:
        _print_json(report.to_dict())
    else:
        print(verification_text(report, settings.language))
    return 0 if report.holds else 1


def _eval(arguments: argparse.Namespace, settings: Settings) -> int:
    code, text = arguments.evaluate(arguments, settings, partial(_progress, arguments))
    print(text)
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
