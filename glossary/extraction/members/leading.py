"""Where the first member of a list begins, and what only leads in: 包括, 推进, 云州是. Pure.

A member is its shortest natural form: the verb in front that governs all (实施, 推进) is left out. What a member should
look like is learnt from the others: how they begin, and how long they are.
"""

import re
from collections.abc import Sequence

from glossary.extraction.members.parallels import common, mean, misfit

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
VERBS = (
    r"实施|推进|推动|开展|打造|建设|构建|建立|构筑|实现|落实|推行|坚持|做到|做好|确保|聚焦|围绕|加快|加强|促进|完善"
    r"|形成|培育|发展|创建|争取|争创|争当|协办|举办|提升|强化|深化|优化|统筹|整治|治理|解决|破解|减轻|增加|减少"
    r"|保障|突出|抓好|组建|推出|策划|新增|打通|办好|共建|盘活|壮大|扩大|严格|规范|拓展|畅通|激发|筑牢|部署|提出|明确|采取|通过|探索|引进|支持|鼓励|提供|讲好|宣传|引导|培养|推广|搭建|成立|设立|出台|制定|执行|着力"
    r"|努力|全面|积极|大力|扎实|深入|稳步|持续"
)
BEGINS_WITH_VERB = re.compile(VERBS)
# Only verbs that are hardly ever nouns: 创新型产业, 发展规划 begin members. 型, 性, 化 make a word of any verb.
WEAK_LEAD = re.compile(
    r"[建设配拥]有(?:[一1]个)?(?=..)|(?:实施|推进|推动|开展|打造|建设|构建|建立|构筑|实现|落实|推行|实行|坚持|做到|做好|确保|聚焦|围绕|加快|加强|促进"
    r"|完善|形成|培育|创建|争取|争创|协办|举办|解决|破解|减轻|增加|减少|突出|抓好|组建|推出|打通|办好|部署|提出|明确"
    r"|采取|通过|探索|引进|支持|鼓励|搭建|成立|设立|出台|制定|执行|包含|进行|放开|放活|涉及|针对|按照|根据|依托|贯彻"
    r"|摒弃|免除|给予|重点|着力|努力|积极|大力|扎实|深入|稳步|持续)+(?:的|好|了)?(?![型性化式力者度率权品])"
    r"|(?:^|(?<=[,:即指]))[对将把由以从向与使让按为是有要](?![是于])|(?:在|(?<=[境围区])内)的?(?=[“\u4e00-\u9fff])"
)
# A verb that governs the whole list, where the other members begin with none.
GOVERNING = re.compile(
    r"[^、,]{0,10}要从(?=..)|(?:必须|着力|重点|统筹|全面|积极|大力|深入|扎实|共同|努力|奋力|切实|加快|迅速|牢固|一体|严格|高标准|高水平|高质量(?!发展)|要|市委|市政府)*"
    r"(?:实施|推进|推动|推行|开展|打造|打好|建设|构建|组建|建立|构筑|落实|做到|做好|抓好|实现|形成|坚持|树立|加强|聚焦|围绕"
    r"|突出|创建|当好|包含|摒弃|协办|打通|激活|培育|巩固|补齐|建成|建好|提升|规范|减少|减轻|增加|稳定|治理(?!现代化|体系|能力|水平|模式)|整治|优化|清理|拆除|整合|协办|强化|打击|增强|提高|降低|塑造|履行|区分|强化|发挥|紧盯|界定|统筹好|保障其|改造|综合治理|生态修复"
    r"|做大|做强|做优|做精|壮大|健全|转型|发展(?!环境|战略|规划|理念|方式|动[力能]|质量|格局|空间|水平|机制|基础|活力|后劲|导向|模式|新(?:格局|理念|阶段|动能|空间|模式|路径|优势|引擎|高地|业态|机遇))){1,4}"
    r"(?=[^型性化式力者度率权品])"
    r"|[^、,]{0,10}把[^、,]{0,12}(?:建设|打造)成为?(?=..)|[^、,]{0,10}把(?=..)"
)
# 以城带镇, 以水定城 and 以赛促训 are members, not a list behind 以.
_PREPOSITION = re.compile(r"[对将把从](?=..)|以(?=..)(?!.{1,4}[带促定为兴治强立换引养补代助就])")
_JOINING = re.compile(r"(?:以及|及|和|并|与|同时|还)(?=..)")
OF = re.compile(r"的(?!士|确)")
# 云州是…“过渡带”、…“结合部”.
_SUBJECT = re.compile(r"[^、,;:。“”的]{2,10}(?<![但也还凡若要别不只就都正总])是(?![否非])")


def trim_first(text: str, piece: tuple[int, int], others: Sequence[str]) -> tuple[int, int]:
    """Where the first member begins in ``piece``, and how strongly a lead-in announces it (2, 1, 0).

    Args:
        text: The image of the definition.
        piece: The piece that holds it, ``[start, end)``.
        others: The other pieces of the list, quotes left out: what the first should look like.
    """
    start, end = piece
    leads = (found.end() for found in STRONG_LEAD.finditer(text, start, end) if found.end() < end)
    base = max((at for at in leads if keeps_pairs(text, start, at)), default=start)
    strength = 2 if base > start or start == 0 else 0
    base = _behind_opening(text, base, end, others)
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


# 确保国有企业下岗职工…和企业退休人员…: the quality belongs to the first member, though the second begins behind it.
_QUALIFIES = re.compile("(?:国有|民营|外资|中小|大型|农村|城镇|城市|基层|公共|新型|高端)$")


def _may_be_lead(before: str, other: str, length: int) -> bool:
    """Whether what stands before the beginning of the only other member leads in: 世界 in 世界一流大学 does not."""
    return "," not in before and (
        not before
        or before.endswith("的")
        or (bool(WEAK_LEAD.search(before)) and not _QUALIFIES.search(before))
        or len(before) + length > 2 * len(other)
    )


def _trim_weak_lead(text: str, base: int, end: int, others: Sequence[str], strength: int) -> tuple[int, int]:
    wanted = mean(others)
    led = sum(bool(BEGINS_WITH_VERB.match(other)) for other in others)
    alike = sum(other.startswith(text[base]) for other in others)
    if not wanted or 2 * max(led, alike) >= len(others) or _are_clauses(text[base:end], others):
        return base, strength
    behind = _behind_governing(text, base, end, others)
    base, strength = behind, max(strength, 1) if behind > base else strength
    if _is_overlong(text[base:end], others):
        leads = [found.end() for found in WEAK_LEAD.finditer(text, base, end) if keeps_pairs(text, base, found.end())]
        short = min(map(len, others))
        fitting = [at for at in leads if short - 1 <= end - at <= 2 * short]
        # 实施创新型产业升级 behind its verb; 马克思主义国家观、民族观、历史观 has none.
        if fitting or end - base > 2 * short + 1 or len({other[-1] for other in (*others, text[base:end])}) == 1:
            return fitting[0] if fitting else end - short, max(strength, 1)
        return base, strength
    best, cost = base, misfit(end - base, wanted) - 0.05
    for found in (*WEAK_LEAD.finditer(text, base, end), *OF.finditer(text, base, end)):
        at = found.end()
        off = misfit(end - at, wanted) - (0.3 if found.start() == base else 0.0)
        if at < end and off < cost and keeps_pairs(text, base, at):
            best, cost = at, off
    return best, max(strength, 1 if best > base else 0)


def keeps_pairs(text: str, start: int, at: int) -> bool:
    """Whether no title and no bracket that opens behind ``start`` is still open at ``at``.

    >>> keeps_pairs("列入《建设规划》的桥", 0, 5), keeps_pairs("列入《建设规划》的桥", 0, 9)
    (False, True)
    """
    return all(
        text.find(opening, start, at) < 0 or text.count(opening, start, at) == text.count(closing, start, at)
        for opening, closing in ("《》", "()")
    )


# 是甲、乙的统称, 我市的甲、乙, 列入《规划》的甲、乙: what opens a definition, and whose the listed things are.
_OPENING = re.compile(
    "(?:是(?![否非])|通过(?!率)|[^、,;:。]{0,10}被(?:确定|认定|评|评选|命名|列|批准)为|[我本](?:省|市|区|县|州|盟|旗|自治区)的?|[我全]国的|全[省市区县州]的"
    "|[^、,;:。《]{0,6}《[^》]{2,60}》(?:所?(?:提出|确定|明确|规定|部署))?的)(?=..)"
)


def _behind_opening(text: str, base: int, end: int, others: Sequence[str]) -> int:
    """Where the first member begins behind 是 and 我市的, unless another begins so too."""
    opening = _OPENING.match(text, base, end)
    while opening and not any(other.startswith(opening[0]) for other in others):
        base = opening.end()
        opening = _OPENING.match(text, base, end)
    return base


def _behind_governing(text: str, base: int, end: int, others: Sequence[str]) -> int:
    """Where the first member begins behind the verb that governs the list; ``base`` where none does."""
    governing = GOVERNING.match(text, base, end) or _PREPOSITION.match(text, base, end)
    if (
        not governing
        or any(other.startswith(text[base]) for other in others)
        or _is_ending(text[governing.end() : end], others)
        or _is_of_one_kind(text[base:end], others)
    ):
        return base
    verb = BEGINS_WITH_VERB.match(text, base, governing.end())
    if not verb or WEAK_LEAD.match(text, verb.end(), end):
        return governing.end()
    return verb.end() if _is_of_one_kind(text[verb.end() : end], others) else governing.end()  # 推进治理网格化


def _is_ending(text: str, others: Sequence[str]) -> bool:
    """Whether ``text`` is only how all others end: 项目清单 is no member beside 重点工程项目清单、专项债券项目清单."""
    return bool(others) and all(other.endswith(text) and other != text for other in others)


def _is_of_one_kind(piece: str, others: Sequence[str]) -> bool:
    """Whether the piece as it stands is like two others or more: 治理协同化 beside 服务社会化."""
    return len(others) > 1 and {(len(other), other[-1]) for other in others} == {(len(piece), piece[-1:])}


def _are_clauses(piece: str, others: Sequence[str]) -> bool:
    """Whether all members say 是 of a subject, or tell of 一批 each and the first has two parts.

    坚持人民至上是…的法宝、加强团结是…的法宝; 发展生产、增加就业脱贫一批 beside 搬迁安置一批.
    """
    texts = (piece, *others)
    two_parts = "、" in piece and "," not in piece and all(text.endswith("一批") for text in texts)
    return two_parts or (len(others) > 1 and all("是" in text for text in texts))


def _is_overlong(piece: str, others: Sequence[str]) -> bool:
    """More than twice as long as all others, which are short and of one length."""
    short, longest = min(map(len, others)), max(map(len, others))
    alike = (
        len(others) > 1
        and longest <= 4
        and (all(len(other) == short for other in others) or len({text[-1:] for text in (piece, *others)}) == 1)
    )
    return alike and len(piece) > max(2 * short, longest + 2) and not re.search(r"[()“”《》的]", piece)


def _shared_prefix(others: Sequence[str]) -> str:
    if len(others) < 2:
        return others[0][:2] if others and len(others[0]) > 2 else ""
    return common(others)
