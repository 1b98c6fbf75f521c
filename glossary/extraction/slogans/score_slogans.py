"""How the evidence for a numeral slogan is weighed: candidates, and what the whole document knows. Pure.

Numeral slogans that are words of the language: they need no quotes to be recognised.

Written by hand from general knowledge of national policy language. A form belongs here only if its bare use means
nothing else; forms that also have an everyday meaning (三产, 三区, 四早) stay out and need quotes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from glossary.chinese.normalize import normalize_form
from glossary.extraction.slogans.patterns import BARE_COUNT, false_friend, shape_of
from glossary.extraction.slogans.quotes import MAX_QUOTATION_LENGTH, Label, clean_label
from glossary.model import Entry, Span

_WORDS = """
    三农 双拥 双碳 双减 双创 双控 双一流 双循环 五保 普九 两型社会 两癌 两免一补 三公经费 三公消费
    八项规定 一带一路 一国两制 一带一部 三个代表 四个全面 五位一体 四个意识 四个自信 两个维护 两个确立 三严三实
    两学一做 两个毫不动摇 三重一大 一岗双责 三同时 三去一降一补 三权分置 三区三线 三线一单 三品一标 两品一标 三供一业
    六稳 六保 四风问题 四好农村路 四上企业 五险一金 三支一扶 多规合一 多证合一 三证合一 五证合一
    双随机一公开 双随机、一公开
    三医联动 三社联动 三网融合 三通一平 五通一平 七通一平 九通一平 两不愁三保障 四个不摘 三下乡 三来一补
    四项基本原则 三大攻坚战 四梁八柱 四水四定 两个一百年 四下基层 四议两公开 三个区分开来
    三会一课 双招双引 五大发展理念 五项原则 四化同步 一老一小 四不两直 三高四新 五育并举 五水共治 两违
    三个务必 两个务必 三个有利于 五个认同 三个离不开 三期叠加 一网通办 一网统管 最多跑一次 一事一议
    两化融合 四个现代化 五讲四美三热爱 五讲四美 三讲四美 三反五反 两弹一星 三资企业 三线建设 三大差别 三废 双百方针
    三重压力 五篇大文章 万村千乡市场工程
    两个根本性转变 六大核心战略产业 双高普九 三面红旗 两条腿走路 两个积极性 八项主张 八字宪法 三自一包
"""

CORE_OF_TWO = frozenset({"三公经费", "三公消费", "四上企业", "四风问题", "五保户", "两型社会", "三资企业"})
"""Forms whose first two characters are the core, with a class noun that bare use needs."""

READ_ON = re.compile("双创(?:历史|新高|造|下|优|佳)|双控股|双减速|六保险|三农[场垦]|五保险|三废[弃除]|两违[规约背反]")
"""Where such a word is only the beginning of something else: 税收双创历史新高."""

LEXICALISED = frozenset(_WORDS.split())
"""The forms, simplified script, folded."""


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
    if false_friend(form, EXEMPT.get(shape.name, ())):
        return Verdict(f"quoted-{shape.name}", REJECT)
    return Verdict(f"quoted-{shape.name}", shape.quoted)
