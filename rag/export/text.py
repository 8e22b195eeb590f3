"""What became of an exported answer, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rag.export.difference import difference_text, script_only
from rag.export.verification import Verification, Verified, VerifiedStatement
from rag.messages import render

__all__ = ["verification_text"]


def verification_text(report: Verification, language: str) -> str:
    """A line per quotation with its place now and what differs, a line per statement that is not as it was, a sum."""
    lines = [line for result in report.results for line in _result_lines(result, language)]
    lines += [line for statement in report.statements for line in _statement_lines(statement, language)]
    if report.other_notes:
        lines.append(render("verify-other-notes", language, n=report.other_notes))
    return "\n".join([*lines, _sum(report, language)])


def _result_lines(result: Verified, language: str) -> Iterator[str]:
    status = render(f"verify-{result.status}", language)
    if script_only(result.difference):
        status += render("verify-script", language)
    if result.in_file != "intact":
        status += render(f"verify-file-{result.in_file}", language)
    yield f"[{result.n}] {status} {_place(result, language)}"
    if result.difference:
        yield f"    {difference_text(result.difference)}"


def _place(result: Verified, language: str) -> str:
    path = " › ".join((result.document, *result.breadcrumb))
    if result.paragraph is None:
        return path
    paragraph = render("paragraph", language, n=result.paragraph) if result.paragraph else render("heading", language)
    return f"{path} · {paragraph} [{result.start}:{result.end}]"


def _statement_lines(statement: VerifiedStatement, language: str) -> Iterator[str]:
    if statement.status == "same":
        return
    yield render(f"statement-{statement.status}", language, n=statement.place)
    if statement.difference:
        yield f"    {difference_text(statement.difference)}"
    for fault in statement.faults:
        yield f"    {render(f'struck-{fault.kind}', language, text=fault.text)}"


def _sum(report: Verification, language: str) -> str:
    """How many quotations became what; those that differ in script only are counted by themselves."""
    if not report.results:
        return render("verify-sum-none", language)
    kinds = ["script" if script_only(result.difference) else result.status for result in report.results]
    counts = [
        render(f"verify-sum-{kind}", language, n=kinds.count(kind))
        for kind in ("same", "moved", "changed", "script", "gone")
        if kind in kinds
    ]
    joined = (", " if language == "en" else "、").join(counts)
    verdict = render("verify-holds" if report.holds else "verify-fails", language)
    return render("verify-sum", language, n=len(kinds), counts=joined, verdict=verdict)
