"""How the evidence for a numeral slogan is weighed: candidates, and what the whole document knows. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from glossary.extract.false_friends import false_friend
from glossary.extract.labels import Label, clean_label
from glossary.extract.shapes import shape_of
from glossary.extract.slogan_lexicon import LEXICALISED
from glossary.han.numerals import fold_numerals
from glossary.han.script import to_hans
from glossary.model import Entry, Span

ENOUGH = 3
"""From this weight on a candidate is a slogan."""
VETO = -9
"""A false friend: nothing outweighs it but the lexicon."""


FORGIVEN = {
    "measured": {"quantity", "zero-and-one", "name", "idiom"},
    "magnitudes": {"quantity"},
    "double": {"quantity"},
}
"""False friends that a shape may hold as its members: 六个100%, 三个500强, 四个统一, 四个万家, 千项万亿."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a slogan.

    Attributes:
        start: Where the surface starts, code points.
        end: Where it ends.
        core: The pieces of text that make the core (quotes and footnote marks lie between them).
        quoted: Whether the core stands in quotes.
        rule: Which rule proposes it.
        weight: Its evidence, see ``ENOUGH``.
    """

    start: int
    end: int
    core: tuple[tuple[int, int], ...]
    quoted: bool
    rule: str
    weight: int

    @property
    def span(self) -> Span:
        """Where the surface stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the whole document says of its labels.

    Attributes:
        heads: Slogan-shaped heads of its own glossary, and the labels quoted in them, folded.
        quoted: How often each folded label is quoted.
        known: Forms of three characters and more that are slogans wherever they stand in this document.
        short: Forms of two characters, which need a class noun behind them where they are not quoted.
    """

    heads: frozenset[str]
    quoted: Counter[str]
    known: frozenset[str]
    short: frozenset[str]


def evidence_of(labels: Sequence[Label], entries: Iterable[Entry]) -> Evidence:
    """Collect what a document's quoted labels and glossary heads say about its slogans."""
    heads = frozenset(_head_forms(entries))
    quoted = Counter(label.form for label in labels)
    slogans = {form for form in quoted if weigh(form, heads=heads) >= ENOUGH} | heads
    short = frozenset(form for form in slogans if len(form) == 2 or form.isdecimal())
    return Evidence(heads, quoted, frozenset(form for form in slogans - short if len(form) > 1), short)


def weigh(form: str, *, heads: frozenset[str] = frozenset(), times: int = 1, named: bool = False) -> int:
    """The weight of a quoted label with the folded ``form``.

    Args:
        form: The label, folded.
        heads: Heads of the document's own glossary.
        times: How often the document quotes it.
        named: Whether a class noun follows (“五小”水利, “六个一”工程).
    """
    if form in LEXICALISED:
        return 6
    shape = shape_of(form)
    if shape is None:
        return 0
    friend = false_friend(form)
    if friend and friend not in FORGIVEN.get(shape.name, ()):
        return VETO
    return shape.quoted + 2 * (form in heads) + (times > 1) + named


def _head_forms(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        folded = fold_numerals(to_hans(entry.head))
        form = clean_label(folded)
        if weigh(form) >= ENOUGH:
            yield form
