"""Modules of this package that are imported when they are first used.

They need the extractor, the matcher or the ranking of search results, which take most of a second to import. A look-up
in the terminal does without them. ``preload`` imports them for a process that serves.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any


class _Module:
    """A proxy for a module that imports it when one of its names is first read."""

    def __init__(self, name: str) -> None:
        self._name = f"{__package__}.{name}"

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


__all__ = [
    "annotate_text",
    "drift",
    "lexicon_download",
    "preload",
    "search",
    "suggestions",
    "usage",
]

if TYPE_CHECKING:
    from glossary.lookup import (
        annotate_text,
        drift,
        lexicon_download,
        search,
        suggestions,
        usage,
    )
else:
    annotate_text = _Module("annotate_text")
    drift = _Module("drift")
    lexicon_download = _Module("lexicon_download")
    search = _Module("search")
    suggestions = _Module("suggestions")
    usage = _Module("usage")


def preload() -> None:
    """Imports all of them, so that no request waits for it."""
    for name, value in list(globals().items()):
        if isinstance(value, _Module):
            import_module(f"{__package__}.{name}")
