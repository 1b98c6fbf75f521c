"""What belongs to the first and the last member of a list, and what only leads in or closes it. Pure.

Conventions: a member is its shortest natural form; the verb in front that all share (实施, 推进) and the tail behind
that all share (融合, 行业, 五个方面的…) are left out, framing quotes too. What a member should look like is learnt from
the other members: how they begin and end, and how long they are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, takewhile

from glossary.extract.phrases import Phrases
from glossary.han.numerals import is_number, number_pattern

# Behind these a list begins. 即 in 立即 and 即将, 指 in 指导 and 指标 are other words. The characters that a lead may
# begin with stand before the rest, so that all other places are passed over ten times as fast.
STRONG_LEAD = re.compile(
    r"(?=[主具分一通就是指即实开提部推倡要确明出制完划其包涵内为也称:—])"
    r"(?:(?:主要|具体|分别|一般|通常|就)?(?:是指|指的是|即指)(?![导标挥数定引])[::]?"
    r"|(?:主要|具体|分别|一般)?指(?![导标挥数定引南示望责出])[::]?"
    r"|(?:实施|开展|提出|部署|推进|倡导|要求|确定|明确|推行|出台|制定|完善|划定)的|(?:提|指)出(?:要|[,:])?"
    r"|(?<![立当随旋])即(?![将使可便刻时日兴])[::]?"
    r"|(?:主要|具体|分别|其中)?(?:包括|包含|涵盖)了?[::]?|(?:分别|具体|主要|就|具体来说|内容)(?:是|为)[::]?"
    r"|主要有|:|——|也就是|称为)"
)
_VERBS = (
    r"实施|推进|推动|开展|打造|建设|构建|建立|构筑|实现|落实|推行|坚持|做到|做好|确保|聚焦|围绕|加快|加强|促进|完善"
    r"|形成|培育|发展|创建|争取|争创|争当|协办|举办|提升|强化|深化|优化|统筹|整治|治理|解决|破解|减轻|增加|减少"
    r"|保障|突出|抓好|组建|推出|策划|新增|打通|办好|共建|盘活|壮大|扩大|严格|规范|拓展|畅通|激发|筑牢|部署|提出|明确|采取|通过|探索|引进|支持|鼓励|提供|讲好|宣传|引导|培养|推广|搭建|成立|设立|出台|制定|执行|着力"
    r"|努力|全面|积极|大力|扎实|深入|稳步|持续"
)
_BEGINS_WITH_VERB = re.compile(_VERBS)
# Only verbs that are hardly ever nouns: 创新型产业, 发展规划 begin members. 型, 性, 化 make a word of any verb.
_WEAK_LEAD = re.compile(
    r"(?:实施|推进|推动|开展|打造|建设|构建|建立|构筑|实现|落实|推行|实行|坚持|做到|做好|确保|聚焦|围绕|加快|加强|促进"
    r"|完善|形成|培育|创建|争取|争创|协办|举办|解决|破解|减轻|增加|减少|突出|抓好|组建|推出|打通|办好|部署|提出|明确"
    r"|采取|通过|探索|引进|支持|鼓励|搭建|成立|设立|出台|制定|执行|包含|进行|放开|放活|涉及|针对|按照|根据|依托|贯彻"
    r"|摒弃|免除|给予|重点|着力|努力|积极|大力|扎实|深入|稳步|持续)+(?:的|好|了)?(?![型性化式力者度率权品])"
    r"|(?:^|(?<=[,:即指]))[对将把由以从向与使让按为是有要](?![是于])|(?:在|(?<=[境围区])内)的?(?=[“\u4e00-\u9fff])"
)
# A verb that governs the whole list, where the other members begin with none.
_GOVERNING = re.compile(
    r"(?:必须|着力|重点|统筹|全面|积极|大力|深入|扎实|共同|努力|奋力|切实|加快|迅速|牢固|一体|严格|高标准|高水平|高质量(?!发展)|要|市委|市政府)*"
    r"(?:实施|推进|推动|推行|开展|打造|打好|建设|构建|组建|建立|构筑|落实|做到|做好|抓好|实现|形成|坚持|树立|加强|聚焦|围绕"
    r"|突出|创建|当好|包含|摒弃|协办|打通|激活|培育|巩固|补齐|建成|建好|塑造|履行|区分|强化|发挥|紧盯|界定|统筹好|保障其|改造|综合治理|生态修复"
    r"|做大|做强|做优|做精|转型|发展(?!环境|战略|规划|理念|方式|动[力能]|质量|格局|空间|水平|机制|基础|活力|后劲|导向|模式|新(?:格局|理念|阶段|动能|空间|模式|路径|优势|引擎|高地|业态|机遇))){1,4}"
    r"(?=[^型性化式力者度率权品])"
    r"|[^、,]{0,10}把[^、,]{0,12}(?:建设|打造)成为?(?=..)|[^、,]{0,10}把(?=..)|[^、,]{0,8}要从(?=..)"
)
# 以城带镇, 以水定城 and 以赛促训 are members, not a list behind 以.
_PREPOSITION = re.compile(r"[对将把](?=..)|以(?=..)(?!.{1,4}[带促定为兴治强立换引养补代助就])")
_JOINING = re.compile(r"(?:以及|及|和|并|与|同时|还)(?=..)")
_OF = re.compile(r"的(?!士|确)")
# 云州是…“过渡带”、…“结合部”.
_SUBJECT = re.compile(r"[^、,;:。“”的]{2,10}(?<![但也还凡若要别不只就都正总])是(?![否非])")
_MEASURE = "个|大|项|类|种|条|方面|位|者|级|[县市省州镇乡村](?![场级域庄长])|张|座|件|篇|组|套|道|所|场|对|方|部分|门|名|家|支|处|块|期|环节|领域|要素|主体|渠道|轴|带|区|城"
_CLOSER = re.compile(
    r"(?<!坐)等(?![级于值同额待候])|[“‘\"](?P<label>[^”’\"]{0,8}[一二三四五六七八九十两双0-9])[^”’\"]{0,12}[”’\"]"
    r"|(?:和|及|以及|与)(?:若干|其他|其它)|(?<![公中])共计?[一二三四五六七八九十两0-9]{1,3}(?=..)"
    r"|的?(?:统称|总称|简称|合称|总和|习惯称谓)"
    r"|等?作?为(?:主[体力线导要]|中轴|核心|重点|代表|骨干|支撑|基础|引领|龙头|依托|载体|抓手)"
)
_AND = re.compile("以及(?=..)")
_MIDDLE_CLOSER = re.compile(
    r"(?<=[^、,;])等(?:[0-9一二三四五六七八九十两]{1,3}(?:个|大|类|项|种)|基层|部门|单位|相关|有关|方面|各类|各方).*"
)
_TAIL = re.compile(
    r"的?(?:高层次|协同|深度|相互|有机|协调|一体化|统一|全面|分类|同质|同步|共同)*"
    r"(?:融合|联动|合一|分置|合并|统筹|并举|并重|双控|创建|同创|建设|发展|改革|行动|工程|战略|布局|理念|问题|现象|乱象"
    r"|作风|活动|计划|行业|产业|项目|标准|要求|原则|思路|格局|方式|方法|办法|政策|措施|管理|处置|招商|公路|道路|农村公路"
    r"|模式|机制|制度|体系|难题|工作|任务|目标|责任|经费|情况|专项|企业|单位|有保障|得到保障|制管理|管理制|下基层|必访"
    r"|共同体理念|社区管理|治理|整治|清零|沿线|运行|抓落实|融合运行|的)+"
)
# Tails that belong to a member unless it is far longer than the others: 公共基础设施建设, 教育新体系.
_INTEGRAL = re.compile("建设|发展|体系|整治|治理|改革|行业|产业|企业|单位|制度|机制")
_LEFT_BEHIND = re.compile(r"(?:的|有|得到|实现|成为|(?<![作行认因])为|或)$")


def trim_first(text: str, piece: tuple[int, int], others: Sequence[str]) -> tuple[int, int]:
    """Where the first member begins in ``piece``, and how strongly a lead-in announces it (2, 1, 0).

    Args:
        text: The image of the definition.
        piece: The piece that holds it, ``[start, end)``.
        others: The other pieces of the list, quotes left out: what the first should look like.
    """
    start, end = piece
    base = max((found.end() for found in STRONG_LEAD.finditer(text, start, end) if found.end() < end), default=start)
    strength = 2 if base > start or start == 0 else 0
    subject = _SUBJECT.match(text, base, end)
    if subject and not any("是" in other for other in others):
        base, strength = subject.end(), max(strength, 1)
    joining = _JOINING.match(text, base, end)
    if joining and not any(other.startswith(text[base]) for other in others):
        base = joining.end()
    prefix = _shared_prefix(others)
    at = text.find(prefix, base, end) if prefix else -1
    if at >= 0 and (len(others) > 1 or _may_be_lead(text[base:at], others[0], end - at)):
        return at, max(strength, 1 if at > base else strength)
    if prefix and text[base] == prefix[0]:
        return base, strength
    return _trim_weak_lead(text, base, end, others, strength)


def _may_be_lead(before: str, other: str, length: int) -> bool:
    """Whether what stands before the beginning of the only other member leads in: 世界 in 世界一流大学 does not."""
    return "," not in before and (
        not before or before.endswith("的") or bool(_WEAK_LEAD.search(before)) or len(before) + length > 2 * len(other)
    )


def _trim_weak_lead(text: str, base: int, end: int, others: Sequence[str], strength: int) -> tuple[int, int]:
    wanted = _mean(others)
    if not wanted or 2 * sum(bool(_BEGINS_WITH_VERB.match(other)) for other in others) >= len(others):
        return base, strength
    governing = _GOVERNING.match(text, base, end) or _PREPOSITION.match(text, base, end)
    if (
        governing
        and not any(other.startswith(text[base]) for other in others)
        and not _is_ending(text[governing.end() : end], others)
    ):
        base = governing.end()
        strength = max(strength, 1)
    if _is_overlong(text[base:end], others):
        leads = [found.end() for found in _WEAK_LEAD.finditer(text, base, end)]
        short = min(map(len, others))
        fitting = [at for at in leads if short <= end - at <= 2 * short]
        # 实施创新型产业升级 behind its verb; 马克思主义国家观、民族观、历史观 has none.
        if fitting or end - base > 2 * short + 1 or len({other[-1] for other in (*others, text[base:end])}) == 1:
            return fitting[0] if fitting else end - short, max(strength, 1)
        return base, strength
    best, cost = base, _misfit(end - base, wanted) - 0.05
    for found in (*_WEAK_LEAD.finditer(text, base, end), *_OF.finditer(text, base, end)):
        at = found.end()
        misfit = _misfit(end - at, wanted) - (0.3 if found.start() == base else 0.0)
        if at < end and misfit < cost:
            best, cost = at, misfit
    return best, max(strength, 1 if best > base else 0)


def _is_ending(text: str, others: Sequence[str]) -> bool:
    """Whether ``text`` is only how all others end: 项目清单 is no member beside 重点工程项目清单、专项债券项目清单."""
    return bool(others) and all(other.endswith(text) and other != text for other in others)


def _is_overlong(piece: str, others: Sequence[str]) -> bool:
    """More than twice as long as all others, which are short and of one length."""
    short, longest = min(map(len, others)), max(map(len, others))
    alike = (
        len(others) > 1
        and longest <= 4
        and (all(len(other) == short for other in others) or len({text[-1:] for text in (piece, *others)}) == 1)
    )
    return alike and len(piece) > max(2 * short, longest + 2) and not re.search(r"[()“”《》的]", piece)


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
    is_clause = len(_common([*others, text[start:end]])) > 1
    goes_on = _AND_MORE if is_clause else _OR
    at = text.find(suffix, start + 1, end)
    while at >= 0 and goes_on.match(text, at + len(suffix), end):
        at = text.find(suffix, at + 1, end)
    return at


def _closes(text: str, start: int, found: re.Match[str], others: Sequence[str]) -> bool:
    """Whether the match stands behind the list and not in its last member.

    整治“三线”乱拉乱接 is one, …“双协同” too where all others end in such a label, and 以高校为主体的产业园.
    """
    if found["label"]:
        label = found["label"]
        return 3 * (found.start() - start) > min(map(len, others), default=0) and not all(
            label[-1] in other for other in others
        )
    return text[found.end() : found.end() + 1] != "的" or not _PLAYS.search(text, start, found.start())


_PLAYS = re.compile("[以由]")


def _end_as_all(text: str, piece: tuple[int, int], others: Sequence[str], first: str) -> int:
    """Where the last of three members ends like the others (电信网、广电网、互联网互联互通), -1 for nowhere."""
    last = others[0][-1]
    start, end = piece
    at = text.find(last, start + 1, end)
    is_ending = first.endswith(last) and text[end - 1] != last and 2 * (at + 1 - start) > len(others[0])
    return at if at >= 0 and is_ending else -1


# 以甲、乙、丙为主的… may be one member of a list, too.
_ROLE = re.compile("等?作?为")


def _may_be_tail(text: str, start: int, end: int) -> bool:
    """Whether what follows the ending of the only other member closes the list: 高管 in 企业高管 does not."""
    return (
        start >= end or bool(_TAIL.match(text, start, end) or _CLOSER.match(text, start, end)) or text[start] in ",(”’"
    )


@lru_cache(maxsize=128)
def _count_again(count: int) -> re.Pattern[str]:
    return re.compile(rf"(?:这|共计?|的|等)?(?<![0-9.]){number_pattern(count)}(?:{_MEASURE})(?!一|批$)")


def counts_again(text: str, at: int, count: int) -> bool:
    """Whether the clause behind the comma at ``at`` says the number again: …, 共12条高速公路."""
    return text[at : at + 1] == "," and _count_again(count).match(text, at + 1) is not None


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


def without_and(text: str, piece: tuple[int, int]) -> int:
    """Where a member begins behind the 以及 that joins it to the list."""
    joining = _AND.match(text, *piece)
    return joining.end() if joining else piece[0]


def trim_middle(text: str, piece: tuple[int, int]) -> tuple[int, int]:
    """A member within a list without a closer of its own: 公安、司法等部门和….

    >>> trim_middle("司法等部门", (0, 5))
    (0, 2)
    """
    closer = _MIDDLE_CLOSER.search(text, *piece)
    return (without_and(text, piece), closer.start() if closer else piece[1])


_COUNTED = re.compile("(?:等|的|这)?(?<![第全])[二三四五六七八九十两0-9]{1,3}[个大项类种条].*")


def trim_clauses(text: str, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A list scattered over clauses without what each clause adds: 打造甲、乙两大中心，建设丙、丁两大新城.

    Args:
        text: The image of the definition.
        pieces: The pieces; those between two commas of which others are parted by 、 lose verb and count.
    """
    marks = [text[left[1] : right[0]].strip()[:1] for left, right in pairwise(pieces)]
    begun = [_GOVERNING.match(text, *piece) for piece, mark in zip(pieces[1:], marks, strict=True) if mark == ","]
    if not begun or "、" not in marks or not all(begun):
        return list(pieces)
    trimmed: list[tuple[int, int]] = []
    for (start, end), before, behind in zip(pieces, ["", *marks], [*marks, ","], strict=True):
        verb = _GOVERNING.match(text, start, end) if before == "," else None
        count = _COUNTED.search(text, start + 1, end) if behind == "," else None
        trimmed.append((verb.end() if verb else start, count.start() if count else end))
    return trimmed


_MODAL = re.compile("必须|应当|须经|应经")


def trim_single(text: str, piece: tuple[int, int], others: Sequence[str], shared: str) -> tuple[int, int]:
    """A group's only member without its verb (形成重大隐患清单), without tail where far longer than ``others``."""
    start, end = piece
    governing = _GOVERNING.match(text, start, end)
    if governing and not any(character in governing[0] for character in shared):
        start = governing.end()
    usual = sorted(map(len, others))[len(others) // 2] if others else 0
    if shared and end - start > 2 * usual > 0:  # 对寄宿生给予生活补助
        leads = (found.end() for found in _WEAK_LEAD.finditer(text, start, end) if shared[0] in text[found.end() : end])
        start = max(leads, default=start)
    if end - start <= 2 * usual or not usual:
        return start, end
    modal = _MODAL.search(text, start + 2, end)
    if modal:  # 大额资金使用必须经集体讨论
        return start, modal.start()
    of = text.find("的", start, end)
    if start < of <= start + 2 * usual and shared and shared[0] in text[start:of] and shared[0] not in text[of:end]:
        return start, of  # 高附加值的产业发展导向
    tail = next((found.start() for found in _TAIL.finditer(text, start + 2, end) if found.end() == end), end)
    return start, tail if text[tail : tail + 1] != "的" else end


def _trim_tail(text: str, start: int, end: int, others: Sequence[str]) -> tuple[int, int]:
    wanted = _mean(others)
    if not wanted:
        return end, 0
    best, cost = end, _misfit(end - start, wanted)
    for found in _TAIL.finditer(text, start + 1, end):
        if (
            found.end() < end
            or end - start <= 1.3 * wanted
            or text[max(found.start() - 2, start)] == "的"  # 迈进的新 is no member
            or (text[found.start() - 1] in "”’" and "”" not in text[max(start - 2, 0) : start])
            or any(other.endswith(found[0].removeprefix("的")[:2]) for other in others)
        ):
            continue
        misfit = _misfit(found.start() - start, wanted) - 0.15
        if misfit < cost:
            best, cost = found.start(), misfit
    overlong = end - start > 1.8 * max(map(len, others))
    for found in _OF.finditer(text, start + 1, end):
        misfit = _misfit(found.start() - start, wanted)
        is_short = end - found.end() <= 2 and end - start > 1.2 * wanted
        if misfit < cost and (overlong or is_short) and not any("的" in other for other in others):
            best, cost = found.start(), misfit
    return best, 1 if best < end else 0


def _misfit(length: int, wanted: float) -> float:
    return max(length, wanted) / max(min(length, wanted), 0.5) - 1


def _mean(others: Sequence[str]) -> float:
    return sum(map(len, others)) / len(others) if others else 0.0


def _shared_prefix(others: Sequence[str]) -> str:
    if len(others) < 2:
        return others[0][:2] if others and len(others[0]) > 2 else ""
    return _common(others)


def _shared_suffix(others: Sequence[str], shared: str) -> str:
    last = shared[-1:]
    ends_shared = last and others and all(other.endswith(last) for other in others)
    if len(others) < 2:
        return last if ends_shared else others[0][-2:] if others and len(others[0]) > 2 else ""
    return _common([other[::-1] for other in others])[::-1]


def _common(texts: Sequence[str]) -> str:
    alike = takewhile(lambda characters: len(set(characters)) == 1, zip(*texts, strict=False))
    return "".join(characters[0] for characters in alike)
