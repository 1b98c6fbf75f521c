"""What looks like a numeral slogan and is none: quantities, periods, ordinals, names, idioms, dates. Pure.

Each class is a list of patterns, searched in a folded label (see :func:`glossary.han.numerals.fold_numerals`).
"""

import re

_N = "[一二三四五六七八九十两双百千万0-9]"

_DURATION = (
    f"{_N}+(?:周年|年|个?月|天|日(?!游)|小时|分钟|刻钟|公里|点半)(?!经)",  # 三年行动计划, 百日攻坚, 15分钟生活圈
    f"{_N}+季(?!度|播)",
)
_ORDINAL = (
    f"第{_N}",  # 第一议题
    f"{_N}+(?:号|期(?!叠|中|末)|届|连|星级|等奖)",  # 一号工程, 二期, 十九届, 五连冠, 七连优
    f"{_N}+级(?!联|书记|治|同|包)",  # 三级医院
    "^(?:十[六七八九]|二十)大",
)
_PERIOD = (
    "^十?[一二六七八九]五(?:普法|规划|计划|时期|期间|末|普)?$",  # 十四五, 八五普法
    "^十[三四五](?:五|个?五年)",
    "^[三四]五普法$",
    "^[一二三四]五计划",
)
_QUANTITY = (
    f"{_N}+(?:(?<!大千)(?<!大百)亿(?!人)|万元|元|斤|亩|吨|万人|位数|岁|倍|成|米|瓦|分之|％|%|多(?!功能))",
    "(?<![类0-9])[0-9百]+强(?!化)",  # 500强, but 三类500强 counts three
    r"^[0-9]+(?:\.[0-9]+)?[A-Za-z]",  # 5G+
    "^[一两]批",
    "双[A-Z]",
)
# Zero and one that count nothing: 零事故, 一站式, 一张网, 一把手, 一体化, 一盘棋.
_ZERO_AND_ONE = (
    "^[零0]|清零|破零|式$|一体化$|一对一|唯一|同一|第一|统一$|进一步|一[窗站门]?式",
    "^一(?!网|窗|件事|事|业一|次办|国两|[区带核主岗轴心环城江河湖山圈廊极体园镇村])(?=[^一二三四五六七八九十两双多百千]*$)",
)
_DATE = (
    "^(?:三八|五一|五四|六一|七一|八一|十一|双十一|双十二|双11|双12|双节|双休)",
    "^(?:三一五|五一二|九一八|一二九|一一九|四二八)",
    "^[0-9一二三四五六七八九十]+[·．.・•/][0-9一二三四五六七八九十]+",  # 五·一二, 6.18
    "^(?:11[09]|12[0-9]|123[0-9]{2}|96[0-9]{3}|95[0-9]{3}|315|618)(?![0-9+])",  # numbers that one dials
    "^(?:19|20)[0-9]{2}",
)
_NAME = (
    "^三一(?!网)|三峡|三亚|三明|三门|三沙|三江源|九江(?!水)|六安|六盘水|五台山|五指山|四川|四平|双流|双鸭山|八达岭|九寨",
    "两广|两湖|两岸|两会|两院|两委|三甲|[长珠金铁环]三角|三角[洲地带]|新三板|[三四]板$|[二三]产(?!$)",
    "九龙|九三|[九六]郎|五粮|百度|万达|万象|万科|万里|万家|万寿|万宁|千岛|千山|一汽|[一二三四五]中[学院附]",
    "五大连池|七夕|重阳|二十四节气|十三陵|双城记|五星|四大名|红十字|十字|八大山人|中国梦",
)
_IDIOM = (
    "一心一意|一点一滴|一模一样|一五一十|一朝一夕|一丝一毫|一言一行|一举一动|一草一木|一砖一瓦|一枝一叶|一分一毫|一板一眼",
    "一针一线|三心二意|五湖四海|四面八方|四通八达|四平八稳|七嘴八舌|五花八门|三言两语|三三两两|低三下四|两全其美|举一反三",
    "千家万户|千方百计|千军万马|千言万语|万众一心|三令五申|约法三章|四两|九牛|半九十|一江碧水|万变",
    r"一(.)一\1|(?:^|[^一])一锤|百[尺年姓花]|千[秋钧里]|(?<![双两])千兆",
)

CLASSES = {
    "duration": _DURATION,
    "ordinal": _ORDINAL,
    "period": _PERIOD,
    "quantity": _QUANTITY,
    "zero-and-one": _ZERO_AND_ONE,
    "date": _DATE,
    "name": _NAME,
    "idiom": _IDIOM,
}
"""The classes of false friends with their patterns."""

_FALSE = {name: re.compile("|".join(patterns)) for name, patterns in CLASSES.items()}


def false_friend(label: str) -> str | None:
    """Which class of false friends the folded ``label`` belongs to, ``None`` for none.

    >>> false_friend("三年行动计划"), false_friend("长三角"), false_friend("三区三线")
    ('duration', 'name', None)
    """
    return next((name for name, pattern in _FALSE.items() if pattern.search(label)), None)
