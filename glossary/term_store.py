"""Opens the term store with the extractor and the matcher that it calls. No other module connects them."""

from collections.abc import Sequence
from pathlib import Path

from glossary.model import Extraction, Source
from glossary.store.write.mentions import FindForms, TextAnalysis
from glossary.store.write.store import TermStore


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


# Both are imported when they are first called: a harvest with workers needs neither in the process that writes.
def _extract(source: Source) -> Extraction:
    from glossary.extraction.extract import extract

    return extract(source.text, dict(source.hints))


def _find_forms(forms: Sequence[str]) -> FindForms:
    from glossary.annotation.matcher import Matcher

    return Matcher(forms).every


_ANALYSIS = TextAnalysis(_extract, _find_forms)
