"""Weighs the evidence for numeral slogans: candidates, and the labels of the whole document. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from glossary.chinese.normalize import normalize_form
from glossary.chinese.numerals import COUNTING
from glossary.chinese.word_lists import simplified, word_set
from glossary.extraction.slogans.patterns import MEASURE, false_friend_class, is_bare_count, shape_of
from glossary.extraction.slogans.quotes import MAX_QUOTATION_LENGTH, Label, clean_label
from glossary.model import Entry, Span

CORE_OF_TWO = word_set("slogan_words", "core-of-two")
"""Forms whose first two characters are the core; without quotes they need a class noun: 三公经费."""
READ_ON = re.compile(simplified("slogan_words", "reads-on"))
"""Such a word as the beginning of something else: 税收双创历史新高, 六个一体化 next to “六个一”."""
LEXICALISED = word_set("slogan_words", "anywhere")
"""Slogans without another meaning, which need no quotes. 三产 and 四早 need quotes."""


ACCEPT_THRESHOLD = 3
"""The minimum weight of a slogan."""
LEXICAL = 6
"""The weight of a word of the lexicon."""
_NUMERALS = frozenset(f"{COUNTING}多百千万0123456789N")
NUMERAL = re.compile(f"[{COUNTING}多百千万0-9N]")
"""Every candidate contains one of these characters."""
REJECT = -9
"""The weight of a false friend: only the lexicon outweighs it."""
EXEMPT = {
    "pieces": {"quantity", "zero-and-one", "name", "idiom", "spell", "ordinal"},
    "measured": {"quantity", "spell"},
    "groups": {"ordinal"},
    "magnitudes": {"quantity"},
    "double": {"quantity"},
}
"""Classes of false friends that a shape may have as members: 六个100%, 三个500强, 三个百日整治, 两级管理、三级服务."""


class SloganCandidate(NamedTuple):
    """A range that may be a slogan.

    Attributes:
        start: Where the surface starts, in code points.
        end: Where it ends.
        core: The ranges of text that make the core (quotes and footnote marks lie between them).
        quoted: Whether the core is in quotes.
        rule: The rule that found it.
        weight: The weight of its evidence, see ``ACCEPT_THRESHOLD``.
    """

    start: int
    end: int
    core: tuple[tuple[int, int], ...]
    quoted: bool
    rule: str
    weight: int

    @property
    def span(self) -> Span:
        """The range of the surface."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class DocumentEvidence:
    """The labels of the whole document as evidence.

    Attributes:
        heads: Slogan-shaped headwords of its own glossary, normalized.
        quoted: How often each normalized label with a numeral is quoted.
        known: Forms of three characters or more that are slogans everywhere in this document.
        short: Forms of two characters, which need a class noun after them outside quotes. Bare counts
            are in neither: “十大”工程 in one place does not make 十大产业 a slogan in another.
    """

    heads: frozenset[str]
    quoted: Counter[str]
    known: frozenset[str]
    short: frozenset[str]

    def weigh(self, form: str, *, named: bool = False) -> int:
        """Returns the weight of the label ``form`` in this document; ``named`` if a class noun follows (“五小”水利)."""
        weight = score_form(form).weight
        return weight + 2 * (form in self.heads) + (self.quoted[form] > 1) + named if weight > 0 else weight


def document_evidence(labels: Sequence[Label], entries: Iterable[Entry]) -> DocumentEvidence:
    """Collects the evidence in a document's quoted labels and glossary headwords."""
    forms = (clean_label(normalize_form(entry.head)) for entry in entries)
    heads = frozenset(form for form in forms if is_slogan_head(form))
    every = Counter(label.form for label in labels)
    quoted = Counter({form: count for form, count in every.items() if not _NUMERALS.isdisjoint(form)})
    slogans = {form for form in quoted if score_form(form).weight >= ACCEPT_THRESHOLD} | heads
    named = frozenset(form for form in slogans if not is_bare_count(form))
    short = frozenset(form for form in named if len(form) == 2 or form.isdecimal())
    return DocumentEvidence(heads, quoted, frozenset(form for form in named - short if len(form) > 1), short)


# 10个推广中心, 5项工作: a plain count with its list as a headword, a label in quotes.
_PLAIN_HEAD = re.compile(f"[0-9]+{MEASURE}")


def is_slogan_head(form: str) -> bool:
    """Whether the normalized ``form`` of a headword is a slogan by itself; a weak shape is enough for a headword."""
    return len(form) <= MAX_QUOTATION_LENGTH and score_form(form).weight > 0 and not _PLAIN_HEAD.match(form)


class FormScore(NamedTuple):
    """The verdict on a label by its form alone.

    Attributes:
        rule: ``quoted-`` and the name of the shape.
        weight: Its weight in quotes; ``REJECT`` for a false friend, 0 without a shape.
    """

    rule: str
    weight: int


_HAN_DIGITS = str.maketrans("123456789", COUNTING[:9])


@lru_cache(maxsize=20_000)
def score_form(form: str) -> FormScore:
    """Classifies the normalized ``form`` of a label by shape, lexicon and false friends; cached, since labels recur.

    >>> score_form("三区三线"), score_form("长三角")
    (FormScore(rule='quoted-groups', weight=6), FormScore(rule='quoted-inner', weight=-9))
    """
    shape = shape_of(form)
    if form in LEXICALISED or form.translate(_HAN_DIGITS) in LEXICALISED:
        return FormScore(f"quoted-{shape.name if shape else 'word'}", LEXICAL)
    if shape is None:
        return FormScore("quoted-word", 0)
    if false_friend_class(form, EXEMPT.get(shape.name, ())):
        return FormScore(f"quoted-{shape.name}", REJECT)
    return FormScore(f"quoted-{shape.name}", shape.quoted)
