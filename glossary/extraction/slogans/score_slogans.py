"""How the evidence for a numeral slogan is weighed: candidates, and what the whole document knows. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from glossary.chinese.normalize import normalize_form
from glossary.chinese.word_lists import simplified, word_set
from glossary.extraction.slogans.patterns import BARE_COUNT, find_stop_class, shape_of
from glossary.extraction.slogans.quotes import MAX_QUOTATION_LENGTH, Label, clean_label
from glossary.model import Entry, Span

CORE_OF_TWO = word_set("slogan_words", "core-of-two")
"""Forms whose first two characters are the core, with a class noun that bare use needs: 三公经费."""
READ_ON = re.compile(simplified("slogan_words", "reads-on"))
"""Where such a word is only the beginning of something else: 税收双创历史新高."""
LEXICALISED = word_set("slogan_words", "anywhere")
"""Slogans that need no quotes to be recognised: their bare use means nothing else. 三产 and 四早 need quotes."""


ACCEPT_THRESHOLD = 3
"""From this weight on a candidate is a slogan."""
LEXICAL = 6
"""What a word of the lexicon weighs."""
NUMERAL = re.compile("[一二三四五六七八九十两双多百千万0-9N]")
"""A label without any of these is no candidate."""
REJECT = -9
"""A false friend: nothing outweighs it but the lexicon."""
EXEMPT = {
    "pieces": {"quantity", "zero-and-one", "name", "idiom", "spell", "ordinal"},
    "measured": {"quantity", "spell"},
    "groups": {"ordinal"},
    "magnitudes": {"quantity"},
    "double": {"quantity"},
}
"""False friends that a shape may hold as its members: 六个100%, 三个500强, 三个百日整治, 两级管理、三级服务."""


class Candidate(NamedTuple):
    """A stretch that may be a slogan.

    Attributes:
        start: Where the surface starts, code points.
        end: Where it ends.
        core: The stretches of text that make the core (quotes and footnote marks lie between them).
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
        heads: Slogan-shaped heads of its own glossary, folded.
        quoted: How often each folded label with a numeral is quoted.
        known: Forms of three characters and more that are slogans wherever they stand in this document.
        short: Forms of two characters, which need a class noun behind them where they are not quoted. Bare counts
            are in neither: “十大”工程 in one place makes no slogan of 十大产业 in another.
    """

    heads: frozenset[str]
    quoted: Counter[str]
    known: frozenset[str]
    short: frozenset[str]

    def weigh(self, form: str, *, named: bool = False) -> int:
        """The weight of the label ``form`` in this document; ``named`` where a class noun follows (“五小”水利)."""
        weight = classify(form).weight
        return weight + 2 * (form in self.heads) + (self.quoted[form] > 1) + named if weight > 0 else weight


def evidence_of(labels: Sequence[Label], entries: Iterable[Entry]) -> Evidence:
    """Collect what a document's quoted labels and glossary heads say about its slogans."""
    forms = (clean_label(normalize_form(entry.head)) for entry in entries)
    heads = frozenset(form for form in forms if is_slogan_head(form))
    every = Counter(label.form for label in labels)
    quoted = Counter({form: count for form, count in every.items() if NUMERAL.search(form)})
    slogans = {form for form in quoted if classify(form).weight >= ACCEPT_THRESHOLD} | heads
    named = frozenset(form for form in slogans if not BARE_COUNT.fullmatch(form))
    short = frozenset(form for form in named if len(form) == 2 or form.isdecimal())
    return Evidence(heads, quoted, frozenset(form for form in named - short if len(form) > 1), short)


# 10个推广中心, 5项工作: as a head a plain count with its list, in quotes a label.
_PLAIN_HEAD = re.compile("[0-9]+[个项条大件]")


def is_slogan_head(form: str) -> bool:
    """Whether the folded ``form`` of a glossary head is a slogan as it stands; a weak shape will do for a head."""
    return len(form) <= MAX_QUOTATION_LENGTH and classify(form).weight > 0 and not _PLAIN_HEAD.match(form)


class Verdict(NamedTuple):
    """What the form of a quoted label alone says.

    Attributes:
        rule: ``quoted-`` and its shape.
        weight: Its weight in quotes, ``VETO`` for a false friend, 0 for no shape.
    """

    rule: str
    weight: int


_HAN_DIGITS = str.maketrans("123456789", "一二三四五六七八九")


@lru_cache(maxsize=20_000)
def classify(form: str) -> Verdict:
    """Judge the folded ``form`` of a label by shape, lexicon and false friends; the same labels come again and again.

    >>> classify("三区三线"), classify("长三角")
    (Verdict(rule='quoted-groups', weight=6), Verdict(rule='quoted-inner', weight=-9))
    """
    shape = shape_of(form)
    if form in LEXICALISED or form.translate(_HAN_DIGITS) in LEXICALISED:
        return Verdict(f"quoted-{shape.name if shape else 'word'}", LEXICAL)
    if shape is None:
        return Verdict("quoted-word", 0)
    if find_stop_class(form, EXEMPT.get(shape.name, ())):
        return Verdict(f"quoted-{shape.name}", REJECT)
    return Verdict(f"quoted-{shape.name}", shape.quoted)
