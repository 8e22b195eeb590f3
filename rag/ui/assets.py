"""The page's own styles and scripts, as text; nothing in them names another machine."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["script", "style"]

_STYLES = ("base", "source", "ask", "compare", "library", "evaluate", "settings")


def script(*names: str) -> str:
    """The scripts of these names, one after the other."""
    return "\n".join(_read("script", f"{name}.js") for name in names)


def style(*names: str) -> str:
    """The style sheets of these names, or all of the page's, the general ones first."""
    return "\n".join(_read("style", f"{name}.css") for name in names or _STYLES)


def _read(folder: str, name: str) -> str:
    return files("rag.ui").joinpath(folder, name).read_text(encoding="utf-8")
