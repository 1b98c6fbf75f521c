"""Opens the term store with the extractor and the matcher that it calls. No other module connects them."""

from pathlib import Path

from glossary.annotation.matcher import Matcher
from glossary.extraction.extract import extract
from glossary.model import Extraction, Source
from glossary.store.write.store import TermStore
from glossary.store.write.text_analysis import TextAnalysis


def open_term_store(path: str | Path, *, check: bool = True) -> TermStore:
    """Open the store at ``path`` for writing; create it if it does not exist.

    Args:
        path: A file, or ``":memory:"``.
        check: Whether to reject a store of another version; if false, it can be opened for rebuilding.

    Raises:
        StoreOutdatedError: Another version wrote the keys.
        StoreError: The file is not a store.
    """
    return TermStore(path, _ANALYSIS, check=check)


def _extract(source: Source) -> Extraction:
    return extract(source.text, dict(source.hints))


_ANALYSIS = TextAnalysis(_extract, lambda forms: Matcher(forms).every)
