"""Where the last member of a list ends, and what only closes it: 等五项, 三大工程, 融合. Pure.

The tail behind that all share (融合, 行业, 五个方面的…) is left out. What a member should look like is learnt from the
others: how they end, and how long they are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from glossary.chinese.numerals import is_number, number_pattern
from glossary.extraction.members.leading import BEGINS_WITH_VERB, OF, VERBS
from glossary.extraction.members.parallels import common, mean, misfit
from glossary.extraction.members.phrases import Phrases

_MEASURE = (
    "个|大|项|类|种|条|方面|位|者|级|[县市省州镇乡村](?![场级域庄长])|张|座|件|篇|组|套|道"
    "|所|场|对|方|行业|部分|门|名|家|支|处|块|期|环节|领域|要素|主体|渠道|轴|带|区|城"
)
_CLOSER = re.compile(
    r"(?<!坐)等(?![级于值同额待候])|[“‘\"](?P<label>[^”’\"]{0,8}[一二三四五六七八九十两双0-9])[^”’\"]{0,12}[”’\"]"
    r"|(?:和|及|以及|与)(?:若干|其他|其它)|(?<![公中])共计?[一二三四五六七八九十两0-9]{1,3}(?=..)"
    r"|的?(?:统称|总称|简称|合称|总和|习惯称谓)"
    r"|等?作?为(?:主[体力线导要]|中轴|核心|重点|代表|骨干|骨架|支撑|基础|引领|龙头|依托|载体|抓手|节点|纽带)"
    r"|(?:合并|整合|归并|合)(?:成|为)[一1]|(?:全长|总长|总里程|总面积|总投资|总规模)[^、,]{0,3}[0-9]|(?<=..)相(?:[融结]合|统一|衔接|协调|促进|适应|贯通)"
)
TAIL = re.compile(
    r"的?(?:高层次|协同|深度|相互|有机|协调|一体化|统一|全面|分类|同质|同步|共同)*"
    r"(?:融合|联动|合一|分置|合并|统筹|并举|并重|双控|创建|同创|建设|发展|改革|行动|工程|战略|布局|理念|问题|现象|乱象"
    r"|作风|活动|计划|行业|产业|项目|行为|(?<!基础)设施|标准|要求|原则|思路|格局|方式|方法|办法|政策|措施|管理|处置|招商|公路|道路|农村公路"
    r"|模式|机制|制度|体系|难题|工作|任务|目标|责任|经费|情况|专项|企业|单位|有保障|得到保障|按时足额发放|支出|制管理|管理制|下基层|必访"
    r"|共同体理念|社区管理|治理|整治|清零|沿线|运行|抓落实|融合运行|的)+"
)
_LEFT_BEHIND = re.compile(r"(?:的|有机|深度|均?达到?|均|有|得到|实现|成为|(?<![作行认因])为|或)$")


def trim_last(
    phrases: Phrases, piece: tuple[int, int], others: Sequence[str], count: int, shared: str, *, first: str = ""
) -> tuple[int, int]:
    """Where the last member ends in ``piece``, and how clearly something closes the list (2, 1, 0).

    Args:
        phrases: The definition.
        piece: The piece that holds it, ``[start, end)``.
        others: The other pieces, quotes left out.
        count: How many members the list has: 五个方面的… closes a list of five.
        shared: The shared part of the head: 只增不减 closes the list of 四个“只增不减”.
        first: The first piece where ``others`` is without it; it ends as members do.
    """
    text, (start, end) = phrases.text, piece
    said_again = _said_again(text, start + 1, end, count, shared)
    if said_again >= 0 and any(text[said_again : said_again + 2] in other for other in others):
        said_again = -1  # 北二环、东二环 do not say 二环 again
    suffix = _shared_suffix(others, shared)
    at = _ending(text, suffix, piece, others) if suffix else -1
    if at >= 0 and len(others) < 2 and not _may_be_tail(text, at + len(suffix), end):
        at = _end_as_all(text, piece, others, first)
        suffix = suffix[-1] if at >= 0 else suffix
    if at >= 0 and _are_clauses(text[start:end], others) and _IS_TAIL.fullmatch(text, at + len(suffix), end):
        at = -1
    if at >= 0 and not 0 <= said_again < at + len(suffix):
        stop = _with_bracket(phrases, phrases.whole(start, at + len(suffix)), end)
        return stop, 2 if said_again == stop or _CLOSER.match(text, stop, end) else 1
    closer = next(
        (found for found in _CLOSER.finditer(text, start + 1, end) if _closes(text, start, found, others)), None
    )
    closes = min((place for place in (said_again, closer.start() if closer else -1) if place >= 0), default=-1)
    if closes < 0 and len(shared) > 1 and not any(shared in other for other in others):
        closes = text.find(shared, start + 1, end)
    if closes < 0:
        stop, clarity = _trim_tail(text, start, end, others)
        return phrases.whole(start, stop), clarity
    stop = phrases.whole(start, _trim_tail(text, start, closes, others)[0])
    left = _LEFT_BEHIND.search(text, start + 1, stop)
    return left.start() if left else stop, 1 if _ROLE.match(text, closes, end) else 2


_OR = re.compile("或者?..")
_AND_MORE = re.compile("(?:和|与|及|以及|或者?)(?!其他|其它|若干)..")


def _ending(text: str, suffix: str, piece: tuple[int, int], others: Sequence[str]) -> int:
    """Where the last member ends in ``suffix``, -1 for nowhere.

    村民代表会议或村民会议决议 goes on behind the first 会议, and 统筹国内发展和对外开放 beside 统筹城乡发展.
    """
    start, end = piece
    goes_on = _AND_MORE if len(common([*others, text[start:end]])) > 1 else _OR
    at = text.find(suffix, start + 1, end)
    while at >= 0 and goes_on.match(text, at + len(suffix), end):
        at = text.find(suffix, at + 1, end)
    return at


def _are_clauses(piece: str, others: Sequence[str]) -> bool:
    """Whether the members begin alike (毫不动摇…, 同时…) or tell of 一批 each: no tail of the last one is shared."""
    begin = common([*others, piece])
    return (len(begin) > 1 and bool(_BEGINS_CLAUSE.match(begin))) or _tell_batches(piece, others)


def _tell_batches(piece: str, others: Sequence[str]) -> bool:
    """Whether each member tells of 一批 (建成一批渔港), a clause to its end."""
    return all("一批" in text and not text.endswith("一批") for text in (piece, *others))


_BEGINS_CLAUSE = re.compile(f"毫不|决不|绝不|同时|一律|坚决|必须|务必|率先|都要|[要不从在](?=.)|{VERBS}")
_IS_TAIL = re.compile(f"(?!的)(?:{TAIL.pattern})")


def _closes(text: str, start: int, found: re.Match[str], others: Sequence[str]) -> bool:
    """Whether the match stands behind the list and not in its last member.

    整治“三线”乱拉乱接 is one, …“双协同” too where all others end in such a label, and 以高校为主体的产业园.
    """
    if found[0] == "等" and _WORDS_WITH_DENG.match(text, found.start() - 1):
        return False
    if found["label"]:
        label = found["label"]
        return 3 * (found.start() - start) > min(map(len, others), default=0) and not all(
            label[-1] in other for other in others
        )
    if found[0] == "等" and _GOES_ON_AFTER.match(text, found.end()) and _begin_with_verbs(text[start:], others):
        return False  # 加强…“一老一小”等适老化改造 is a clause of its own
    return text[found.end() : found.end() + 1] != "的" or not _PLAYS.search(text, start, found.start())


# 等 within a word: 平等就业, 高等教育, 二等奖; 水平等, 合同等 and 南平等地 are lists that end.
_WORDS_WITH_DENG = re.compile(
    r"(?<![水公和太])平等(?=[就参竞互待协交对发权享准机保关主自受合共])|(?<=[女族格位律人会不务])平等"
    r"|高等(?=[教院学职专数级])|中等(?=[职专教收城规学偏])|初等(?=教)|(?<![合共相不协])同等(?=[条待优学对重])"
    r"|均等(?=化)|对等(?=[开合交])|[一二三四特头]等(?=[奖功舱])|优等(?=[品生])"
)
_PLAYS = re.compile("[以由]")
_GOES_ON_AFTER = re.compile("(?![^,;。]*(?:工作|任务|[举措]施|行动|方面|内容|要求)[,;。]?$)[^、,;。]{2,12}[和与及]")


def _begin_with_verbs(piece: str, others: Sequence[str]) -> bool:
    """Whether the last member and at least half of the others begin with a verb."""
    begun = [bool(BEGINS_WITH_VERB.match(text)) for text in others]
    return bool(BEGINS_WITH_VERB.match(piece)) and 2 * sum(begun) >= len(others) > 1


def _end_as_all(text: str, piece: tuple[int, int], others: Sequence[str], first: str) -> int:
    """Where the last of three members ends like the others (电信网、广电网、互联网互联互通), -1 for nowhere."""
    last = others[0][-1]
    start, end = piece
    at = text.find(last, start + 1, end)
    is_ending = first.endswith(last) and text[end - 1] != last and 2 * (at + 1 - start) > len(others[0])
    return at if at >= 0 and is_ending else -1


# 以甲、乙、丙为主的… may be one member of a list, too.
_ROLE = re.compile("等?作?为")


_TOGETHER = re.compile("相互(?:协调|衔接|促进|融合|贯通|支撑|配合)")


def _may_be_tail(text: str, start: int, end: int) -> bool:
    """Whether what follows the ending of the only other member closes the list: 高管 in 企业高管 does not."""
    return (
        start >= end
        or any(tail.match(text, start, end) for tail in (TAIL, _CLOSER, _TOGETHER))
        or text[start] in ",(”’"
    )


@lru_cache(maxsize=128)
def _count_again(count: int) -> re.Pattern[str]:
    return re.compile(rf"(?:这|共计?|的|等)?(?<![0-9.]){number_pattern(count)}(?:{_MEASURE})(?!一|批$)")


def counts_again(text: str, at: int, count: int) -> bool:
    """Whether the clause behind the comma at ``at`` says the number again: …, 共12条高速公路."""
    return text[at : at + 1] == "," and _count_again(count).match(text, at + 1) is not None


def says_total(text: str, at: int, count: int) -> bool:
    """Whether the number of all members of several groups is said at ``at``: 甲和乙、丙、丁4个街区 of 1+3."""
    return _count_again(count).match(text, at) is not None


def _said_again(text: str, start: int, end: int, count: int, shared: str) -> int:
    """Where the number is said again behind a list (三种类型的…, 等6个…, 共五项, 双控), -1 for nowhere."""
    found = _count_again(count).search(text, start, end)
    places = [found.start()] if found else []
    at = text.find(shared, start + 1, end) if shared else -1
    while at > start:
        if is_number(text[at - 1], count):
            places.append(at - 1)
            break
        at = text.find(shared, at + 1, end)
    return min(places, default=-1)


def _with_bracket(phrases: Phrases, stop: int, end: int) -> int:
    """A bracket directly behind a member is a part of it: 甲秀路（中路、北路）."""
    if phrases.text[stop : stop + 1] != "(":
        return stop
    return next((closed + 1 for opened, closed in phrases.pairs_in(stop, end) if opened == stop), stop)


def _trim_tail(text: str, start: int, end: int, others: Sequence[str]) -> tuple[int, int]:
    wanted = mean(others)
    if not wanted or _tell_batches(text[start:end], others):
        return end, 0
    best, cost = end, misfit(end - start, wanted)
    are_clauses = _are_clauses(text[start:end], others)
    for found in TAIL.finditer(text, start + 1, end):
        if (
            found.end() < end
            or (are_clauses and text[found.start()] != "的")
            or end - start <= 1.3 * wanted
            or text[max(found.start() - 2, start)] == "的"  # 迈进的新 is no member
            or (text[found.start() - 1] in "”’" and "”" not in text[max(start - 2, 0) : start])
            or any(other.endswith(found[0].removeprefix("的")[:2]) for other in others)
        ):
            continue
        off = misfit(found.start() - start, wanted) - 0.15
        if off < cost:
            best, cost = found.start(), off
    overlong = end - start > 1.8 * max(map(len, others))
    for found in OF.finditer(text, start + 1, end):
        off = misfit(found.start() - start, wanted)
        is_short = end - found.end() <= 2 and end - start > 1.2 * wanted
        if off < cost and (overlong or is_short) and not any("的" in other for other in others):
            best, cost = found.start(), off
    return best, 1 if best < end else 0


def _shared_suffix(others: Sequence[str], shared: str) -> str:
    last = shared[-1:]
    ends_shared = last and others and all(other.endswith(last) for other in others)
    if len(others) < 2:
        return last if ends_shared else others[0][-2:] if others and len(others[0]) > 2 else ""
    return common([other[::-1] for other in others])[::-1]
