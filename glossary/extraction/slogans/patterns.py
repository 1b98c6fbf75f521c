"""The shapes of numeral slogans: what a label must look like to count its members. Pure.

A label is what stands between two quotes, or a head, folded: digits and measure words in one form, simplified
script, no white space, no footnote marks.

What looks like a numeral slogan and is none: quantities, periods, ordinals, names, idioms, dates. Pure.

Each class is a list of patterns, searched in a folded label (see :func:`glossary.chinese.numerals.normalize_numerals`).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

_N2 = "(?:二十[一二三四五六七八九]?|[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九两双])"
_N = f"(?:{_N2}|一)"
ANY_NUMERAL = "一二三四五六七八九十两双百千万0-9"
"""What may be a numeral, for a class of characters."""
_NOT = ANY_NUMERAL + "，、；。：,;+"
_X = f"[^{_NOT}]"
_M = "[百千万亿]"
MEASURE = "[个大项类种条张块支道件篇步]"
"""Measure words between a numeral and what it counts."""
_HAN = f"[^\\W{_NOT}A-Za-z_级号名户台辆套座条米吨元倍度折人]"
_PROGRAMME = "(?:工程|行动|计划|战略)"
_NAME = "(?:工程|行动|计划|战略|工作法|机制|制度|体系|模式|政策|格局|布局|产业|任务|方案|措施|意见|目标|[^0-9+]{0,8})"


BARE_COUNT = re.compile("[二三四五六七八九十两0-9]{1,3}[个大项类种张件]")
"""A numeral with its measure word and nothing that is counted: it says something with the noun behind it alone."""
COUNTED_NOUN = re.compile(
    "[^\\W的了等和与及为是]{0,6}?(?:企业|经费|工程|行动|计划|战略(?!性)|制度|机制|体系|模式|格局|举措|活动|建设|清单|整治|战役|攻坚战"
    "|基地|平台|优势|机遇|任务|目标|产业|中心|项目|政策|原则|精神|实验室|防控网|发展|管线|案件|保险)"
)
"""The noun phrase behind a quoted bare count, nearest noun first: “十大”提升行动, “四大”建设."""


CLASS_NOUN = re.compile(
    "(?:企业|经费|水利|工程|行动|计划|战略|制度|机制|体系|模式|格局|工作法|单位|场所|项目|产业|政策|方针|农村公?路|招商|路网"
    "|实施意见|布局|平台|园区){1,2}"
)
"""A noun that belongs to the surface of the slogan it follows: “五小”水利, “六个一”工程, “1+5”实施意见."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of label.

    Attributes:
        name: How rules and figures call it.
        quoted: What it weighs in quotes; a label is taken from ``sloganhood.ENOUGH`` on.
        pattern: It must match the whole folded label.
    """

    name: str
    quoted: int
    pattern: re.Pattern[str]


def _shape(name: str, quoted: int, pattern: str) -> Shape:
    return Shape(name, quoted, re.compile(pattern))


SHAPES = (
    # 1+7+4, 1+N, 2+1+N招商体系, 1+3+3+先行先试
    _shape(
        "sum", 4, rf"[0-9N]{{1,4}}(?:\+[0-9NXM]{{1,4}})+(?:\+{_X}{{2,6}})?{_NAME}|[1-9][0-9]{{2}}\+{_PROGRAMME}{{1,2}}"
    ),
    # 四个意识, 三个没有根本转变, 六个100%
    _shape("pieces", 4, rf"(?:{_N2}|[1-9][0-9]?)个[^、，；;]{{1,12}}"),
    # 三区三线, 两不愁三保障, 双随机、一公开, 一带一路, 三去一降一补, 一河两山、三城多镇, 双百双新, 三化五统一
    _shape(
        "groups",
        4,
        rf"新?(?:(?:{_N}(?:{_X}{{1,4}}|双)|双{_M})[、，]?){{1,7}}"
        rf"(?:(?:{_N}|多)(?:{_X}{{1,5}}|{_X}{{1,8}}{_PROGRAMME})|{_N2}(?:双|{_M}|{_X}{{0,3}}[统合]一))"
        rf"(?:·?(?:[百千]{_X}{{1,2}}){{1,2}})?",
    ),
    # 6稳6保, 4区18园, 3枢纽+1基地
    _shape(
        "digit-groups",
        3,
        rf"(?=.*[2-9])(?:[1-9][0-9]{{0,2}}{_HAN}{{1,5}}[+、，]?){{1,4}}[1-9][0-9]{{0,2}}{_HAN}{{1,5}}",
    ),
    # 一主引领、两翼驱动、全域协同
    _shape("title", 3, rf"(?=.*{_N2})(?:{_N}{_X}{{2,5}}[、，]){{2,4}}{_X}{{2,6}}"),
    # 四化同步、城乡融合、五区共兴; 打造一核、打通一轴、构建两带: two clauses or more that count
    _shape(
        "clauses",
        3,
        rf"(?=(?:.*?(?:^|[、，]){_X}{{0,2}}{_N}(?![岸边侧头体])(?:{_X}|双)){{2}})(?=.*{_N2})"
        "[^、，；]{2,8}(?:[、，；][^、，；]{2,8}){1,6}",
    ),
    _shape("open", 3, rf"[多N]{_X}{{1,2}}(?:合一|融合|联动|同创|集成)(?:、.{{4}})?"),
    # 七大工程, 六张清单, 三类用地
    _shape("measured", 4, rf"(?:{_N2}|[1-9][0-9]?){MEASURE}.{{1,12}}"),
    # 双千兆, 双百, 双百万, 双300, 三百工程, 双十工程
    _shape(
        "double",
        3,
        rf"双{_M}{{1,3}}{_X}{{0,4}}|双[1-9][0-9]{{1,2}}{_PROGRAMME}?|{_N2}{_M}(?:{_PROGRAMME}|精神)|双[三四五六七八九十]{_NAME}"
        rf"|{_N2}{_M}{_N}{_M}|[三四五六七八九]双{_X}{{0,4}}",
    ),
    # “六千”工程, “四二”部署, “4N”平台: only where a class noun follows
    _shape("pair", 2, rf"{_N2}{_M}|[2-9]N|(?![一二]三|一二|[一二三四六七八九]五)[一二三四五六七八九]{{2}}"),
    # 三位一体, 24证合一
    _shape("in-one", 4, rf"(?:[0-9]{{1,2}}|[二三四五六七八九两]){_X}{{0,3}}(?:一体|合一)"),
    # 三公, 四好农村路, 五问工作法, 双千兆
    _shape("shared", 3, rf"{_N2}{_X}{{1,8}}"),
    _shape("shared-one", 3, rf"{_N2}{_X}{{0,3}}(?:统一|合一|同一|一体|一流|唯一|第一|一律|一致|一批){_X}{{0,4}}"),
    # 人才30条, 新十条, 双20条
    _shape("articles", 3, rf"{_X}{{0,10}}(?:[0-9]{{1,3}}|双?{_N2}|双[0-9]{{1,2}})条"),
    # 1354, 135工程, 415X, 一三四七, 五五工程
    _shape(
        "code",
        3,
        rf"(?![1-9]0+(?![0-9]))(?:[1-9][0-9]{{2,6}}[NX]?|[一二三四五六七八九]{{3,6}}|([五六七八九])\1){_NAME}",
    ),
    # 十百千, 个十百千, 千万工程, 百县千乡万村, 十城千辆, 百村示范、千村创建、村村整治
    _shape(
        "magnitudes",
        3,
        rf"[十百千万]{{2,4}}(?:{_X}{{0,4}}{_PROGRAMME})?|[一个五]?[十百千万]{{3,4}}亿?|"
        rf"[十百千万]{_X}{{1,4}}[、，]?(?:[百千万]{_X}{{1,4}}[、，]?){{1,3}}(?:(?<=[、，]){_X}{{2,4}}|{_X}{{0,8}}{_PROGRAMME})?",
    ),
    # 一村一策, 一网通办
    _shape("distributive", 3, rf"一{_X}{{1,2}}(?:[（(].{{1,3}}[)）])?一{_X}{{1,6}}"),
    _shape(
        "coded",
        3,
        rf"一网{_X}{{2}}|一窗{_X}{{2}}|(?:高效)?办?成?一件事(?:一次办)?|最多跑一[次趟]|一次办(?:好|成)?|一业一证",
    ),
    # 碳达峰十大行动
    _shape("inner-measured", 3, rf"{_X}{{1,8}}{_N2}{MEASURE}(?:{_X}{{1,6}}|一)"),
    # 新三样, 小三通, 打四黑除四害, 门前三包, 月清三地
    _shape("inner-verb", 3, rf"[新老小清治打除创保稳防抓促破改]{_N2}{_X}{{1,2}}"),
    _shape("inner-two", 3, rf"{_X}{{2}}{_N2}{_X}"),
    # 水位水量双控, 基层治理四平台; not 天高云淡六盘山
    _shape("inner-four", 3, rf"(?!.*[国色山])[\u4e00-\u9fff]{{4}}(?<![{_NOT}].)(?<![{_NOT}]..){_N2}{_X}{{1,3}}"),
    _shape("inner", 2, rf"{_X}{{1,4}}{_N2}{_X}{{1,3}}"),
    _shape(
        "inner-groups",
        3,
        rf"(?=.*{_N2}){_X}{{1,6}}[·?、，]?{_N}{_X}{{1,4}}[、，]?(?:{_X}{{1,2}})?(?:{_N}|多){_X}{{1,5}}",
    ),
    # 四向拓展、全域开放, 两线合一、减量提标; 水网引领、三渠联通
    _shape(
        "shared-list",
        3,
        rf"(?!两[头次侧]|双[向城])(?:{_N2}{_X}{{1,4}}|{_N2}{_X}{{0,2}}合一)[、，]{_X}{{2,6}}"
        rf"|{_X}{{4}}[、，](?!双[向峰]|两[头岸侧]){_N2}{_X}{{3}}",
    ),
    # 三变+, 双随机+信用, 双核+双副中心
    _shape("shared-more", 3, rf"{_N2}{_X}{{1,4}}(?:\+{_N2}?{_X}{{1,8}})*\+?"),
    _shape("inner-code", 3, rf"{_X}{{2,6}}(?!19|20)[1-9][0-9]{{2,4}}(?:工程|行动|计划){{1,2}}"),
    # 民生100, 5个100
    _shape("sized", 3, rf"{_X}{{2,3}}100|[0-9]+个[0-9]+{_NAME}"),
)


def shape_of(label: str) -> Shape | None:
    """The first shape that the folded ``label`` has, ``None`` for none.

    >>> found = shape_of("三区三线")
    >>> found and found.name
    'groups'
    """
    return next((shape for shape in SHAPES if shape.pattern.fullmatch(label)), None)


_DIGIT = "[一二三四五六七八九十两双百千万0-9]"

_DURATION = (
    # 三年行动计划, but 一月一会展, 一村一年一事 distribute and 两个百年 counts centuries
    f"{_DIGIT}+(?:周年|(?<!个百)年(?!一事)|个?月(?!一))(?!经)",
    f"{_DIGIT}+季(?!播|一)",
)
# 百日攻坚, 15分钟生活圈; 三个百日整治 counts three.
_SPELL = (f"{_DIGIT}+(?:天|日(?!游)|小时|分钟|刻钟|公里|点半)",)
_ORDINAL = (
    f"(?<![个双])第{_DIGIT}",  # 第一议题
    f"{_DIGIT}+(?:号|期(?!叠|迭|并|中|末)|届|星级|等奖)|^{_DIGIT}+星|七星",  # 一号工程, 二期, 十九届, 五星
    "[一二三]轮(?!驱|并)|[二三]次分配|第?[一二三四五六七][污农经普人]普|[一二三四五六七八九十](?:艺节|冬会|运$)",
    f"{_DIGIT}+级(?!联|书记|治|同|包|[一二三四五六七八九两])",  # 三级医院
    "^(?:十[六七八九]|二十)大|迎二十大|二次|^[^一二三四五六七八九十两双]{0,2}[二三四]环(?:$|[路线快高])",
    "[四五六七八九十]城会|[一二三四五六七八九十]运会|^[一二三四五六七八九十]+冬$",  # 七城会, 十四冬
)
_RUN = (
    f"(?<![环横纵]){_DIGIT}+连(?:$|[冠增丰涨降调优升跌胜续创好稳提捧])",  # 五连冠, 七连优, but 一横五连
)
_PERIOD = (
    "^十?[一二六七八九]五(?:普法|规划|计划|时期|期间|末|普)?$",  # 十四五, 八五普法
    "^十[三四五](?:五|个?五年)",
    "^[三四]五普法$",
    "^[一二三四]五计划",
)
_QUANTITY = (
    f"{_DIGIT}+(?:(?<!大千)(?<!大百)亿(?!人)|(?<!个.)亿人|万元|斤|亩|吨|万人|位数|岁|成|米|瓦|分之|％|%)",
    "[0-9百千万一]元|[0-9一二三四五六七八九十]倍(?!增)",
    "(?<![类0-9])[0-9百]+强(?!化)|十[强佳][县市区企城]",  # 500强, but 三类500强 counts three
    r"^(?!(?:[0-9]{3,6}[NX]|[2-9]N)(?![A-Za-z]))[0-9]+(?:\.[0-9]+)?[A-Za-z]",  # 5G+, but 415X is a code
    "^[一两]批|[二两三][孩胎]|4050|5080|[三五]十[强弱]$|二元",
    "双[A-Z]",
)
# Sizes that no shape forgives: 百万吨节能量.
_SIZE = (f"{_DIGIT}+(?:吨|千瓦|立方|平方|人次|美元)",)
# Zero and one that count nothing: 零事故, 一站式, 一张网, 一把手, 一体化, 一盘棋.
_ZERO_AND_ONE = (
    "^[零0]|破零|(?<![双二三四五六七八九两个])清零|一体化$|一对一|唯一|同一|进一步",
    "(?<![二三四五六七八九十两双])(?<![三四五六七八九两]规)统一$",
    "一[窗站门网条个][^一二三四五六七八九十两双]{0,2}式(?![、，][二三四五六七八九])",
    "^一(?!网|窗|件事|事|业一|次办|国两|[区带核主岗轴心环城江河湖山圈廊极体园镇村])(?=[^一二三四五六七八九十两双多百千]*$)",
)
_DATE = (
    "^(?:三八|五一|五四|六一|七一|八一|十一|九九|双十一|双十二|双11|双12|双节|双休)(?:$|[节日制黄勋杯购消])",
    "^(?:三一五|五一二|九一八|一二九|一一九|四二八)",
    "^[0-9一二三四五六七八九十]+[·．.・•/][0-9一二三四五六七八九十]+",  # 五·一二, 6.18
    # numbers that one dials: 110, 12345
    "^(?:11[09]|12[02]|123(?!4[467])[0-9]{2}(?=$|[·.]|.{0,4}热线|服务|便民|市民|政府|政务|有事)|96[0-9]{3}|95[0-9]{3}|315|618)(?![0-9+条])",
    "^(?:19[4-9]|20[0-4])[0-9](?![0-9])",
)
_FIXED_NAME = (
    "^三一(?![网一二三四五六七八九])|三峡|三亚|三明(?!确|晰|白)|三门(?!三)|三沙|三江源|九江(?!水)|六安|六盘水|五台山|五指山|二郎|八桂|七台河|双版纳|[0-9]张[掖家北]",
    "四川|四平(?!台)|四梨|双流(?!程)|双鸭山|八达岭|九寨|九龙|九三|[九六]郎|五粮|五大连池|十三陵|八大山人|[一二三四五]中[学院附]",
    "^(?:两广|两岸|两会|两委|[二三][甲乙]|两[湖院](?![一二三四五六七八九十两]))|[长珠金铁环]三角|三角[洲地带债]|新三板|[三四]板$|二产(?!$)|三产(?!$|融合|联动)|一汽|双城记",
    "百度|万达|万象|万科|万里|万家|万寿|万宁|千岛|千山|七夕|重阳|二十四节气|四大名|红十字|十字|中国梦",
)
# Names of places (三江, 三秦, 八闽, 五常大米) and words that begin with a numeral (二维码, 二传手).
_PLACE = (
    "(?<=..)三江$|三江(?!$|[一二三四五六七八九十两双、，]|融|同|共)|三[湘晋秦衢迤]|八[闽婺]|四明(?!确)|六盘|七彩|两当|五常(?!态)|双[辽牌]|十[堰里]",
    "[九七八]省通衢|九州|[六八九十]朝古都|[二三四五六]环时代|二线(?:[口关]|安)|四塞|二青会|小两口|小八路",
    "六尺巷|十八[洞联]|五指峰$|双[汇鱼]|九嶷|三都澳|四子王|六合彩|两河流域|店小二|二维码|二传手|[二三四]重唱|五线谱|北欧|冬季两项|铁人三项|三鹿|六和塔|三北[四五六]期",
)
_AWARD = (
    f"{_DIGIT}[金银铜]{_DIGIT}[银铜]",  # medals
    "^(?:20[0-9]{2}|中国|全国(?!双拥)|全球|世界|亚洲|国际)",
    "^十佳(?!十)|十[大佳].{0,10}(?:城市|案例|人物|奖|新闻|路线|街区|都会|地标|榜单|发现|成果|小镇|美食|名酒|孝子|绝技|河湖|景点|旅游区|农民|青年)$",
)
_IDIOM = (
    "一心一意|一点一滴|一模一样|一五一十|一朝一夕|一丝一毫|一言一行|一举一动|一草一木|一砖一瓦|一枝一叶|一分一毫|一板一眼",
    "一家一户|一心一德|一问一答|一招一式|一城一池|一前一后|一来一往|一生一世|一张一弛|一穷二白|一波三折|一清二楚|人一之|人一我|一条心|一家人|一手[打抓软硬]|一条腿|一放就|一荤一素|一户不少|一流的",
    "八仙过海|十指弹琴|八柱擎天|双管齐下|三足鼎立|三十而立|四面逢源|五谷丰登|六畜兴旺|两袖清风|三顾茅庐|五味杂陈|双喜临门|两肋插刀",
    "千山万水|千辛万苦|千变万化|千差万别|千丝万缕|千锤百炼|千姿百态|万水千山|万紫千红|百炼成钢|千磨万击|千秋万代|百战百胜|千载难逢",
    "五光十色|五颜六色|五彩缤纷|七上八下|四分五裂|九牛一毛|一不怕苦|一刀两断|一举两得|一石二鸟|三番五次|四海揽才|五洲四海|四方之|走四方|两面[派人]|两重天|^[双三]赢(?![一二三四五六七八九双两])|四不像|十全十美|千篇一律",
    "一针一线|三心二意|五湖四海|四面八方|四通八达|四平八稳|七嘴八舌|五花八门|三言两语|三三两两|低三下四|两全其美|举一反三",
    "千家万户|千方百计|千军万马|千言万语|万众一心|三令五申|约法三章|四两|九牛|半九十|一江碧水|万变|一方有难|过五关|五子登科|三头六臂|七十二变",
    r"一(.)一\1|(?:^|[^一])一锤|百[尺年姓花]|千[秋钧里]|(?<![双两])千兆|一言九鼎|一身二任",
)

# 重点是“九个方面”: however many there are, nothing is named.
_COUNT = (f"^{_DIGIT}+个?方面$",)

CLASSES = {
    "count": _COUNT,
    "duration": _DURATION,
    "spell": _SPELL,
    "ordinal": _ORDINAL,
    "run": _RUN,
    "period": _PERIOD,
    "size": _SIZE,
    "quantity": _QUANTITY,
    "zero-and-one": _ZERO_AND_ONE,
    "date": _DATE,
    "name": (*_FIXED_NAME, *_PLACE),
    "award": _AWARD,
    "idiom": _IDIOM,
}
"""The classes of false friends with their patterns."""

_FALSE = {name: re.compile("|".join(patterns)) for name, patterns in CLASSES.items()}


def false_friend(label: str, forgiven: Collection[str] = ()) -> str | None:
    """Which class of false friends the folded ``label`` belongs to, ``None`` for none.

    Args:
        label: What a slogan is suspected of being.
        forgiven: Classes that do not count here.

    >>> false_friend("三年行动计划"), false_friend("长三角"), false_friend("三区三线")
    ('duration', 'name', None)
    >>> false_friend("两个一号工程"), false_friend("两个一号工程", {"ordinal"})
    ('ordinal', None)
    """
    return next((name for name, pattern in _FALSE.items() if name not in forgiven and pattern.search(label)), None)
