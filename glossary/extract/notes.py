"""Notes that explain no head of their own: references, and notes whose head stands only in the running text. Pure."""

import re

_REFERENCE = re.compile(r"(?:参?见|引自|转引自|载于?|同上|同注|摘自|出自)(?!识|面|证|效|义)")
_WITHIN = re.compile(r"[，,。]\s*(?:参?见|引自|载)《|^《[^》]{1,40}》[，,]?第\d+[页卷]")
_HEADLESS = re.compile(
    r"[：:，,—-]{0,2}\s*(?:是指|指的是|系指|主要指|即指|特指|指(?![导定向挥标数引示责望出令南认派尖纹])|即(?![使将可便时期日刻由或墨插]))"
)


def is_reference(note: str, *, footnote: bool = True) -> bool:
    """Whether ``note`` only says where something stands; a ``footnote`` may say so after a few words.

    >>> is_reference("见《新县志》第二卷。"), is_reference("三微：微创意、微配套、微改造。")
    (True, False)
    """
    return _REFERENCE.match(note) is not None or (footnote and _WITHIN.search(note[:60]) is not None)


def is_headless(note: str) -> bool:
    """Whether ``note`` begins with its definition, its head standing where its marker is.

    >>> is_headless("指修好、测好、管好、守好乡间渡口。"), is_headless("即时配送：一小时内送达。")
    (True, False)
    """
    return _HEADLESS.match(note) is not None
