"""Answers as files: Markdown, Word, JSON; and such a file → what became of its quotations."""
