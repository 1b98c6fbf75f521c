"""What the store needs to know about texts and may not import: extraction and matching, handed in by the caller."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from glossary.model import Extraction, Source

FindForms = Callable[[str], Iterable[tuple[int, int, int]]]
"""Every place of some forms in a text: start and end (code points, half-open) and the number of the form."""

FormFinder = Callable[[Sequence[str]], FindForms]
"""Gives, for forms, the function that finds every place of them in a text; worker processes import it by its name."""


@dataclass(frozen=True, slots=True)
class TextAnalysis:
    """The two functions over texts that writing calls.

    Attributes:
        extract: The extraction of one source, by the present rules and the source's own hints.
        form_finder: Gives the matcher for some forms.
    """

    extract: Callable[[Source], Extraction]
    form_finder: FormFinder
