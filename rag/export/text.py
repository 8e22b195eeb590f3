"""What became of an exported answer, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rag.export.difference import difference_text, script_only
from rag.export.verification import Verification, Verified, VerifiedStatement
from rag.messages import render

__all__ = ["verification_text"]


def verification_text(report: Verification, language: str) -> str:
    """A line per quotation with its place now and what differs, one per statement that is not as it was, a sum."""
    lines = [line for result in report.results for line in _result_lines(result, language)]
    lines += [line for statement in report.statements for line in _statement_lines(statement, language)]
    for foreign in report.foreign:
        marks = "".join(f"[{n}]" for n in foreign.citations)
        lines.append(render("statement-foreign", language, notes=marks))
        lines.append(f"    {render('quoted', language, text=foreign.text)}")
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
        yield f"    {difference_text(result.difference, language)}"


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
        yield f"    {difference_text(statement.difference, language)}"
    for fault in statement.faults:
        yield f"    {render(f'struck-{fault.kind}', language, text=fault.text)}"


def _sum(report: Verification, language: str) -> str:
    """How many quotations became what, those that differ in script only by themselves; what was done to the file."""
    if not report.results:
        return render("verify-sum-none", language)
    kinds = ["script" if script_only(result.difference) else result.status for result in report.results]
    comma = render("list-comma", language)
    counts = comma.join(
        render(f"verify-sum-{kind}", language, n=kinds.count(kind))
        for kind in ("same", "moved", "changed", "script", "gone")
        if kind in kinds
    )
    done = {
        "quotations-removed": sum(result.in_file == "removed" for result in report.results),
        "quotations-edited": sum(result.in_file == "edited" for result in report.results),
        "statements-removed": sum(statement.status == "removed" for statement in report.statements),
        "statements-edited": sum(bool(statement.difference) for statement in report.statements),
        "statements-foreign": len(report.foreign),
    }
    edits = comma.join(render(f"verify-sum-{kind}", language, n=n) for kind, n in done.items() if n)
    verdict = render("verify-fails" if not report.holds else "verify-edited" if edits else "verify-holds", language)
    if edits:
        verdict = render("verify-sum-file", language, counts=edits, verdict=verdict)
    return render("verify-sum", language, n=len(kinds), counts=counts, verdict=verdict)
