"""The term store with the extractor and the matcher that it calls: the one place where they meet."""

from pathlib import Path

from glossary.annotation.matcher import Matcher
from glossary.extraction.extract import extract
from glossary.model import Extraction, Source
from glossary.store.write.store import TermStore
from glossary.store.write.text_analysis import TextAnalysis


def open_term_store(path: str | Path, *, check: bool = True) -> TermStore:
    """The store at ``path``, open for writing; it is made where there is none.

    Args:
        path: A file, or ``":memory:"``.
        check: Whether to refuse a store of another version; without, it opens for rebuilding.

    Raises:
        StoreOutdatedError: another version wrote the keys.
        StoreError: the file is no store.
    """
    return TermStore(path, _ANALYSIS, check=check)


def _extract(source: Source) -> Extraction:
    return extract(source.text, dict(source.hints))


_ANALYSIS = TextAnalysis(_extract, lambda forms: Matcher(forms).every)
