"""How much the members of a list are alike. Pure."""

import re
from collections.abc import Sequence

# What a list of things does not say.
_RUNNING_TEXT = re.compile(
    r"提出|印发|召开|出台|审议|启动|通过了|以来|期间|[0-9]年(?:起|底|初)|会议|指出|从而|为了|旨在"
    r"|为(?:重点|核心|目标|抓手|契机)"
)
# 双百 is told with 100, 双千 with 1000, 三个一 with 一, 1, 10, 100 and more.
_MAGNITUDES = {
    "一": re.compile("一|(?<![0-9.])10{0,6}(?![0-9.])"),
    "百": re.compile("百|100(?![0-9])"),
    "千": re.compile("千|1000(?![0-9])"),
    "万": re.compile("万|10000"),
}
_FRAMES = re.compile(r"[\s“”‘’\"*]+")


def plain(text: str) -> str:
    """``text`` without quotes, white space and emphasis: what is compared."""
    return text if text.isalnum() else _FRAMES.sub("", text)


def has_morpheme(text: str, morpheme: str) -> bool:
    """Whether ``text`` has the character ``morpheme``, 百 and its kin in digits too.

    >>> has_morpheme("培育100个重点企业", "百"), has_morpheme("培育1000个重点企业", "百")
    (True, False)
    """
    magnitude = _MAGNITUDES.get(morpheme)
    return bool(magnitude.search(text)) if magnitude else morpheme in text


def likeness(members: Sequence[str], shared: str) -> float:
    """What speaks for a group: a shared morpheme, one beginning, one end, like lengths, no clauses.

    Args:
        members: The members as :func:`plain` text, none empty.
        shared: What they are expected to share, may be empty.
    """
    if len(members) == 1:
        return 2.5 * any(has_morpheme(members[0], one) for one in shared) - 4.0 * (len(members[0]) > 30)
    weight = -2.0 * any(_RUNNING_TEXT.search(member) for member in members)
    sharing = max((sum(has_morpheme(member, one) for member in members) for one in shared), default=0)
    weight += 3.0 if sharing == len(members) else 1.5 if sharing >= 0.8 * len(members) else 0.0
    weight += len({member[0] for member in members}) == 1
    weight += len({member[-1] for member in members}) == 1
    lengths = sorted(len(_BRACKETS.sub("", member)) for member in members)
    if sharing < 0.8 * len(members) and weight <= 0 and lengths[len(lengths) // 2] > 12:
        weight -= 1.0  # long and unlike
    if sharing < len(members) and lengths[len(lengths) // 2] > 40:
        weight -= 2.0  # sentences
    return weight + _evenness(lengths)


_BRACKETS = re.compile(r"\([^)]*\)")


def _evenness(lengths: Sequence[int]) -> float:
    middle = lengths[len(lengths) // 2]
    weight = -1.0 if middle > 40 else 0.0
    if lengths[-1] > 3 * middle + 4 or lengths[0] * 5 < middle:
        return weight - 2.0 - (len(lengths) == 2)
    return weight + (lengths[-1] <= 1.5 * lengths[0] + 1)


def share_morpheme(members: Sequence[str], shared: str) -> bool:
    """Whether some character of ``shared`` stands in every member."""
    return any(all(has_morpheme(member, one) for member in members) for one in shared)


def misfit(length: int, wanted: float) -> float:
    """How far a length is from the wanted one, as a ratio less one: 0 for equal, 1 for twice or half as long."""
    return max(length, wanted) / max(min(length, wanted), 0.5) - 1


def mean(texts: Sequence[str]) -> float:
    """The mean length of ``texts``, 0 for none."""
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def common(texts: Sequence[str]) -> str:
    """How all ``texts`` begin.

    >>> common(["稳就业", "稳外贸"])
    '稳'
    """
    if not texts:
        return ""
    first, last = min(texts), max(texts)
    length = next((at for at, one in enumerate(first) if not last.startswith(one, at)), len(first))
    return first[:length]
