"""The provinces and prefecture-level units with their GB/T 2260 codes: what a place name says of level and province.

Written from general knowledge as of 2024; counties and towns are not listed, their level follows from their last unit.

A place as somebody asks for it, by a code or a name with or without its last unit, and what it may stand for. Pure.

Counties have no codes here (see :mod:`.gazetteer`): a code of six digits that is none of a prefecture names nothing by
itself, but lies within the prefecture that its first four digits name.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from glossary.model import Region

# Code of the province, its name, then each unit under it with the third and fourth digit of its code.
_UNITS = """
11 北京市
12 天津市
13 河北省 石家庄市01 唐山市02 秦皇岛市03 邯郸市04 邢台市05 保定市06 张家口市07 承德市08 沧州市09 廊坊市10 衡水市11
14 山西省 太原市01 大同市02 阳泉市03 长治市04 晋城市05 朔州市06 晋中市07 运城市08 忻州市09 临汾市10 吕梁市11
15 内蒙古自治区 呼和浩特市01 包头市02 乌海市03 赤峰市04 通辽市05 鄂尔多斯市06 呼伦贝尔市07 巴彦淖尔市08 \
乌兰察布市09 兴安盟22 锡林郭勒盟25 阿拉善盟29
21 辽宁省 沈阳市01 大连市02 鞍山市03 抚顺市04 本溪市05 丹东市06 锦州市07 营口市08 阜新市09 辽阳市10 盘锦市11 \
铁岭市12 朝阳市13 葫芦岛市14
22 吉林省 长春市01 吉林市02 四平市03 辽源市04 通化市05 白山市06 松原市07 白城市08 延边朝鲜族自治州24
23 黑龙江省 哈尔滨市01 齐齐哈尔市02 鸡西市03 鹤岗市04 双鸭山市05 大庆市06 伊春市07 佳木斯市08 七台河市09 \
牡丹江市10 黑河市11 绥化市12 大兴安岭地区27
31 上海市
32 江苏省 南京市01 无锡市02 徐州市03 常州市04 苏州市05 南通市06 连云港市07 淮安市08 盐城市09 扬州市10 镇江市11 \
泰州市12 宿迁市13
33 浙江省 杭州市01 宁波市02 温州市03 嘉兴市04 湖州市05 绍兴市06 金华市07 衢州市08 舟山市09 台州市10 丽水市11
34 安徽省 合肥市01 芜湖市02 蚌埠市03 淮南市04 马鞍山市05 淮北市06 铜陵市07 安庆市08 黄山市10 滁州市11 阜阳市12 \
宿州市13 六安市15 亳州市16 池州市17 宣城市18
35 福建省 福州市01 厦门市02 莆田市03 三明市04 泉州市05 漳州市06 南平市07 龙岩市08 宁德市09
36 江西省 南昌市01 景德镇市02 萍乡市03 九江市04 新余市05 鹰潭市06 赣州市07 吉安市08 宜春市09 抚州市10 上饶市11
37 山东省 济南市01 青岛市02 淄博市03 枣庄市04 东营市05 烟台市06 潍坊市07 济宁市08 泰安市09 威海市10 日照市11 \
临沂市13 德州市14 聊城市15 滨州市16 菏泽市17
41 河南省 郑州市01 开封市02 洛阳市03 平顶山市04 安阳市05 鹤壁市06 新乡市07 焦作市08 濮阳市09 许昌市10 漯河市11 \
三门峡市12 南阳市13 商丘市14 信阳市15 周口市16 驻马店市17
42 湖北省 武汉市01 黄石市02 十堰市03 宜昌市05 襄阳市06 鄂州市07 荆门市08 孝感市09 荆州市10 黄冈市11 咸宁市12 \
随州市13 恩施土家族苗族自治州28
43 湖南省 长沙市01 株洲市02 湘潭市03 衡阳市04 邵阳市05 岳阳市06 常德市07 张家界市08 益阳市09 郴州市10 永州市11 \
怀化市12 娄底市13 湘西土家族苗族自治州31
44 广东省 广州市01 韶关市02 深圳市03 珠海市04 汕头市05 佛山市06 江门市07 湛江市08 茂名市09 肇庆市12 惠州市13 \
梅州市14 汕尾市15 河源市16 阳江市17 清远市18 东莞市19 中山市20 潮州市51 揭阳市52 云浮市53
45 广西壮族自治区 南宁市01 柳州市02 桂林市03 梧州市04 北海市05 防城港市06 钦州市07 贵港市08 玉林市09 百色市10 \
贺州市11 河池市12 来宾市13 崇左市14
46 海南省 海口市01 三亚市02 三沙市03 儋州市04
50 重庆市
51 四川省 成都市01 自贡市03 攀枝花市04 泸州市05 德阳市06 绵阳市07 广元市08 遂宁市09 内江市10 乐山市11 南充市13 \
眉山市14 宜宾市15 广安市16 达州市17 雅安市18 巴中市19 资阳市20 阿坝藏族羌族自治州32 甘孜藏族自治州33 \
凉山彝族自治州34
52 贵州省 贵阳市01 六盘水市02 遵义市03 安顺市04 毕节市05 铜仁市06 黔西南布依族苗族自治州23 黔东南苗族侗族自治州26 \
黔南布依族苗族自治州27
53 云南省 昆明市01 曲靖市03 玉溪市04 保山市05 昭通市06 丽江市07 普洱市08 临沧市09 楚雄彝族自治州23 \
红河哈尼族彝族自治州25 文山壮族苗族自治州26 西双版纳傣族自治州28 大理白族自治州29 德宏傣族景颇族自治州31 \
怒江傈僳族自治州33 迪庆藏族自治州34
54 西藏自治区 拉萨市01 日喀则市02 昌都市03 林芝市04 山南市05 那曲市06 阿里地区25
61 陕西省 西安市01 铜川市02 宝鸡市03 咸阳市04 渭南市05 延安市06 汉中市07 榆林市08 安康市09 商洛市10
62 甘肃省 兰州市01 嘉峪关市02 金昌市03 白银市04 天水市05 武威市06 张掖市07 平凉市08 酒泉市09 庆阳市10 定西市11 \
陇南市12 临夏回族自治州29 甘南藏族自治州30
63 青海省 西宁市01 海东市02 海北藏族自治州22 黄南藏族自治州23 海南藏族自治州25 果洛藏族自治州26 玉树藏族自治州27 \
海西蒙古族藏族自治州28
64 宁夏回族自治区 银川市01 石嘴山市02 吴忠市03 固原市04 中卫市05
65 新疆维吾尔自治区 乌鲁木齐市01 克拉玛依市02 吐鲁番市04 哈密市05 昌吉回族自治州23 博尔塔拉蒙古自治州27 \
巴音郭楞蒙古自治州28 阿克苏地区29 克孜勒苏柯尔克孜自治州30 喀什地区31 和田地区32 伊犁哈萨克自治州40 塔城地区42 \
阿勒泰地区43
71 台湾省
81 香港特别行政区
82 澳门特别行政区
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A province or a prefecture-level unit: six-digit code, name, and the name of its province."""

    code: str
    name: str
    province: str


@cache
def places() -> dict[str, Place]:
    """Every listed unit by its full name in simplified characters.

    >>> places()["株洲市"].code, places()["株洲市"].province
    ('430200', '湖南省')
    """
    found: dict[str, Place] = {}
    for line in _UNITS.strip().splitlines():
        code, province, *units = line.split()
        found[province] = Place(f"{code}0000", province, province)
        for unit in units:
            found[unit[:-2]] = Place(f"{code}{unit[-2:]}00", unit[:-2], province)
    return found


@cache
def short_names() -> dict[str, str]:
    """How autonomous units are called for short, where only one can be meant.

    >>> short_names()["黔东南州"], short_names()["宁夏"]
    ('黔东南苗族侗族自治州', '宁夏回族自治区')
    """
    names = [name for name in places() if name.endswith("自治州")]
    short = [(name[:length] + "州", name) for name in names for length in range(2, 6)]
    met = Counter(form for form, _ in short)
    regions = {"内蒙古": "内蒙古自治区", "广西": "广西壮族自治区", "西藏": "西藏自治区", "宁夏": "宁夏回族自治区"}
    return {form: name for form, name in short if met[form] == 1} | regions | {"新疆": "新疆维吾尔自治区"}


@cache
def _place_names() -> frozenset[str]:
    """Every listed unit by its name, with and without its last word."""
    bare = {re.sub("(?:市|省|地区|盟)$", "", name) for name in places()}
    return frozenset({*places(), *short_names(), *(name for name in bare if len(name) > 1)})


def is_place_name(name: str) -> bool:
    """Whether ``name`` is that of a listed province or prefecture, with or without its last word.

    >>> is_place_name("四平"), is_place_name("三亚市"), is_place_name("三农")
    (True, True, False)
    """
    return name in _place_names()


_UNIT = re.compile(
    r"[\u4e00-\u9fff]{1,14}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|市(?!辖)|州(?=$|[^市县区]{2})|盟|县|区|旗|乡|镇|街道)"
)


def split_region(name: str) -> tuple[Region, str | None]:
    """The units of a place name, and the level of its last one; ``None`` where that cannot be told.

    Args:
        name: Simplified characters, nothing but the name: ``株洲市荷塘区``, ``青海省``.

    >>> split_region("株洲市荷塘区")
    (Region(province=None, city='株洲市', county='荷塘区'), 'county')
    >>> split_region("浏阳市")[1], split_region("深圳市")[1], split_region("北京市")[1]
    ('county', 'prefecture', 'province')
    """
    province = city = county = town = None
    rest = short_names().get(name, name)
    known = next((rest[:length] for length in range(min(len(rest), 12), 1, -1) if rest[:length] in places()), None)
    if known:
        province, city = (known, None) if places()[known].province == known else (None, known)
        rest = rest[len(known) :]
    for found in _UNIT.findall(rest):
        if found in places() and places()[found].name != places()[found].province and city is None:
            city = found
        elif found.endswith(("乡", "镇", "街道")):
            town = found
        else:
            county = (county or "") + found
    if town is None and county is None and city is None and province is None:
        return Region(), None
    level = "township" if town else "county" if county else "prefecture" if city else "province"
    return Region(province, city, county), level


def region_code(region: Region) -> str | None:
    """The GB/T 2260 code of a province or prefecture-level unit, ``None`` for anything below.

    >>> region_code(Region(city="株洲市")), region_code(Region(city="株洲市", county="荷塘区"))
    ('430200', None)
    """
    if region.county:
        return None
    place = places().get(region.city or region.province or "")
    return place.code if place else None


def province_of(region: Region) -> str | None:
    """The province a city lies in, where the city is listed."""
    place = places().get(region.city or "")
    return place.province if place else None


@cache
def city_pattern() -> re.Pattern[str]:
    """Finds prefecture-level units by their full names, longest first."""
    names = (name for name, place in places().items() if name != place.province)
    return re.compile("|".join(sorted(names, key=len, reverse=True)))


_UNIT_SUFFIXES = (
    *("省", "市", "区", "县", "旗", "州", "盟", "地区", "自治区", "自治州", "自治县", "自治旗", "特别行政区", "林区"),
    *("乡", "镇", "街道"),
)


def is_code(asked: str) -> bool:
    """Whether a place is asked for by its code.

    >>> is_code("4302"), is_code("株洲市")
    (True, False)
    """
    return asked.isascii() and asked.isdigit()


def head_of_code(code: str) -> str:
    """A code without the digits that name nothing.

    >>> head_of_code("430200"), head_of_code("430000"), head_of_code("431000")
    ('4302', '43', '4310')
    """
    while len(code) > 2 and len(code) % 2 == 0 and code.endswith("00"):
        code = code[:-2]
    return code


def find_code(name: str) -> str | None:
    """The two or four digits of a listed place, ``None`` where it is not listed.

    >>> find_code("湖南省"), find_code("株洲市"), find_code("荷塘区")
    ('43', '4302', None)
    """
    place = places().get(name)
    return head_of_code(place.code) if place else None


def find_codes(names: Iterable[str]) -> list[str]:
    """The codes of those names that are listed, each once, in the order of the names.

    >>> find_codes(["株洲市", "荷塘区", "湖南省"])
    ['4302', '43']
    """
    return [code for code in dict.fromkeys(map(find_code, names)) if code]


def names_under(code: str) -> frozenset[str]:
    """The listed places whose code begins with ``code``.

    >>> sorted(names_under("43"))[:2], names_under("4302"), names_under("430202")
    (['娄底市', '岳阳市'], frozenset({'株洲市'}), frozenset())
    """
    head = head_of_code(code)
    return frozenset(name for name, place in places().items() if place.code.startswith(head))


def spellings(name: str) -> frozenset[str]:
    """A name and the names that it may be short for, listed or not.

    >>> {"株洲市", "株洲"} <= spellings("株洲"), "延边朝鲜族自治州" in spellings("延边"), spellings("株洲市荷塘区")
    (True, True, frozenset({'株洲市荷塘区'}))
    """
    if is_compound(name):
        return frozenset({name})
    longer = {name, *(name + unit for unit in _UNIT_SUFFIXES)}
    return frozenset(longer | {short_names()[each] for each in longer if each in short_names()})


def is_compound(name: str) -> bool:
    """Whether a name gives the way to a place and not its last unit alone.

    >>> is_compound("株洲市荷塘区"), is_compound("湖南省株洲市"), is_compound("荷塘区")
    (True, True, False)
    """
    region, _ = split_region(name)
    return sum(unit is not None for unit in (region.province, region.city, region.county)) > 1


@lru_cache(maxsize=1024)
def full_names(asked: str) -> frozenset[str]:
    """The full names, from the province downwards, of the places that a code or a name may mean.

    What no list knows stays behind what is known: the county of a code as digits, a county as it was named.

    >>> full_names("4302"), full_names("株洲"), full_names("株洲市荷塘区")
    (frozenset({'湖南省株洲市'}), frozenset({'湖南省株洲市'}), frozenset({'湖南省株洲市荷塘区'}))
    >>> full_names("430202"), full_names("荷塘区"), full_names("吉林")
    (frozenset({'湖南省株洲市02'}), frozenset({'荷塘区'}), frozenset({'吉林省'}))
    """
    if is_code(asked):
        return _full_name_of_code(head_of_code(asked))
    listed = [places()[each] for each in spellings(asked) if each in places()]
    provinces = [place for place in listed if place.name == place.province]
    if listed:
        return frozenset(map(_full_name, provinces or listed))
    region, _ = split_region(asked)
    city = places().get(region.city or "")
    return frozenset({city.province + asked if city and not region.province else asked})


def _full_name(place: Place) -> str:
    return place.name if place.name == place.province else place.province + place.name


def _full_name_of_code(head: str) -> frozenset[str]:
    known = {head_of_code(place.code): place for place in places().values()}
    for length in (4, 2):
        if len(head) >= length and head[:length] in known:
            return frozenset({_full_name(known[head[:length]]) + head[length:]})
    return frozenset()
