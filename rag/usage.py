"""The parser of the command line in the reader's language: what it says of usage are messages of `rag.messages`."""

from __future__ import annotations

import argparse
import re
import sys
from functools import partial
from typing import Any, NoReturn

from rag.messages import DEFAULT_LANGUAGE, MESSAGES, render

__all__ = ["Parser"]

# What argparse writes → our message with the same values, which some versions of Python put in quotes.
_ERRORS = [
    (re.compile(pattern, re.DOTALL), key)
    for pattern, key in (
        (r"the following arguments are required: (?P<value>.+)", "usage-missing"),
        (r"unrecognized arguments: (?P<value>.+)", "usage-unknown"),
        (r"argument COMMAND: invalid choice: '?(?P<value>.+?)'? \(choose from (?P<allowed>.+)\)", "usage-command"),
        (r"argument (?P<name>\S+): invalid choice: '?(?P<value>.+?)'? \(choose from (?P<allowed>.+)\)", "usage-choice"),
        (r"argument (?P<name>\S+): invalid (?:int|_count) value: '(?P<value>.*)'", "usage-int"),
        (r"argument (?P<name>\S+): invalid \w+ value: '(?P<value>.*)'", "usage-number"),
        (r"argument (?P<name>\S+): expected .*arguments?", "usage-valueless"),
        (r"ambiguous option: (?P<value>.+) could match (?P<allowed>.+)", "usage-ambiguous"),
        (r"argument (?P<name>\S+): (?P<value>.+)", "usage-value"),
        (r"(?P<value>.*)", "usage-other"),
    )
]
_HEADINGS = {"positional arguments": "help-arguments", "options": "help-options"}


class Parser(argparse.ArgumentParser):
    """Takes keys of `rag.messages` for `help` and `description`, and renders them when they are shown."""

    def __init__(self, *, language: str = DEFAULT_LANGUAGE, add_help: bool = True, **options: Any) -> None:
        """As argparse does, but for `language`: of help and errors."""
        self.language = language
        super().__init__(add_help=False, formatter_class=partial(_Formatter, language=language), **options)
        if add_help:
            self.add_argument("-h", "--help", action="help", help="help-help")

    def add_subparsers(self, **options: Any) -> Any:
        """Subparsers that speak the same language."""
        parser_class: Any = partial(type(self), language=self.language)
        return super().add_subparsers(parser_class=parser_class, **options)

    def error(self, message: str) -> NoReturn:
        """Print the usage and our message for argparse's `message`, and exit with 2."""
        self.print_usage(sys.stderr)
        found, key = next((found, key) for pattern, key in _ERRORS if (found := pattern.fullmatch(message)))
        values = found.groupdict()
        if "allowed" in values:
            values["allowed"] = values["allowed"].replace("'", "")
        self.exit(2, f"{self.prog}: {render(key, self.language, command=self.prog, **values)}\n")


class _Formatter(argparse.HelpFormatter):
    # What begins with an underscore is overridden as argparse's own formatters do.

    def __init__(self, prog: str, *, language: str, **options: Any) -> None:
        super().__init__(prog, **options)
        self._language = language

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, render("help-usage", self._language) if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        key = _HEADINGS.get(heading or "")
        super().start_section(render(key, self._language) if key else heading)

    def add_text(self, text: str | None) -> None:
        # The version comes here too, and is no message.
        super().add_text(render(text, self._language) if text in MESSAGES else text)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and render(action.help, self._language)

    def _split_lines(self, text: str, width: int) -> list[str]:
        # A terminal gives a Chinese character two columns, and argparse counts it for one.
        return super()._split_lines(text, width if self._language == "en" else width // 2)
