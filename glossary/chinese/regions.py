"""Provinces and prefecture-level units with their GB/T 2260 codes; parses place names and resolves queries. Pure.

``data/administrative_divisions.tsv`` lists them, written from general knowledge as of 2024. Counties and towns are not
listed; their level follows from the last unit of their name.

A query may be a code, or a name with or without its last unit. Counties have no codes in the table: a county code
resolves to the prefecture of its first four digits.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from glossary.chinese.word_lists import list_words, simplified, word_set
from glossary.model import Region


@dataclass(frozen=True, slots=True)
class Place:
    """A province or a prefecture-level unit: six-digit code, name, and the name of its province."""

    code: str
    name: str
    province: str


@cache
def listed_places() -> dict[str, Place]:
    """Maps the full name of each listed unit, in simplified characters, to the unit.

    >>> listed_places()["株洲市"].code, listed_places()["株洲市"].province
    ('430200', '湖南省')
    """
    lines = (files("glossary.chinese") / "data" / "administrative_divisions.tsv").read_text("utf-8").splitlines()[1:]
    return {name: Place(code, name, province) for code, name, province in (line.split("\t") for line in lines)}


@cache
def short_names() -> dict[str, str]:
    """Maps unambiguous short names of autonomous units to their full names.

    >>> short_names()["黔东南州"], short_names()["宁夏"]
    ('黔东南苗族侗族自治州', '宁夏回族自治区')
    """
    names = [name for name in listed_places() if name.endswith("自治州")]
    short = [(name[:length] + "州", name) for name in names for length in range(2, 6)]
    counts = Counter(form for form, _ in short)
    regions = {"内蒙古": "内蒙古自治区", "广西": "广西壮族自治区", "西藏": "西藏自治区", "宁夏": "宁夏回族自治区"}
    return {form: name for form, name in short if counts[form] == 1} | regions | {"新疆": "新疆维吾尔自治区"}


@cache
def _place_names() -> frozenset[str]:
    """The names of all listed units, with and without their last unit (市, 省, 地区, 盟)."""
    last_unit = re.compile(f"{simplified('administrative_units', 'dropped')}$")
    bare = {last_unit.sub("", name) for name in listed_places()}
    return frozenset({*listed_places(), *short_names(), *(name for name in bare if len(name) > 1)})


def is_place_name(name: str) -> bool:
    """Whether ``name`` is the name of a listed province or prefecture, with or without its last unit.

    >>> is_place_name("四平"), is_place_name("三亚市"), is_place_name("三农")
    (True, True, False)
    """
    return name in _place_names()


_UNIT = re.compile(rf"[\u4e00-\u9fff]{{1,14}}?(?:{simplified('administrative_units', 'part')}|州(?=$|[^市县区]{{2}}))")
_TOWNSHIPS, _PREFECTURES, _PROVINCES = (
    tuple(sorted(word_set("administrative_units", role))) for role in ("township", "prefecture", "province")
)
"""How the names of units end that are of this level even if they are not listed: former provinces, 某某自治州."""


def split_region(name: str) -> tuple[Region, str | None]:
    """Split a place name into its units; also return the level of the last one, ``None`` if it is unknown.

    Args:
        name: The name alone, in simplified characters: ``株洲市荷塘区``, ``青海省``.

    >>> split_region("株洲市荷塘区")
    (Region(province=None, city='株洲市', county='荷塘区'), 'county')
    >>> split_region("浏阳市")[1], split_region("深圳市")[1], split_region("北京市")[1]
    ('county', 'prefecture', 'province')
    """
    province = city = county = town = None
    rest = short_names().get(name, name)
    known = next(
        (rest[:length] for length in range(min(len(rest), 12), 1, -1) if rest[:length] in listed_places()), None
    )
    if known:
        province, city = (known, None) if listed_places()[known].province == known else (None, known)
        rest = rest[len(known) :]
    for found in _UNIT.findall(rest):
        if found in listed_places() and listed_places()[found].name != listed_places()[found].province and city is None:
            city = found
        elif found.endswith(_PROVINCES) and not (province or city or county):
            province = found
        elif found.endswith(_PREFECTURES) and not (city or county):
            city = found
        elif found.endswith(_TOWNSHIPS):
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
    place = listed_places().get(region.city or region.province or "")
    return place.code if place else None


def province_of(region: Region) -> str | None:
    """The province of a region's city, ``None`` if the city is not listed."""
    place = listed_places().get(region.city or "")
    return place.province if place else None


@cache
def _cities() -> tuple[frozenset[str], Mapping[str, Sequence[int]], re.Pattern[str]]:
    """Returns the full names of prefecture-level units, their lengths, and a pattern of their ends.

    The lengths are given by the last two characters of the names, longest first: of most ends there is one.
    """
    names = frozenset(name for name, place in listed_places().items() if name != place.province)
    ends = sorted({name[-1:] if name[-1] != "区" else name[-2:] for name in names})  # 区 alone ends any district
    # The character before the end, too: 洲市 may end a name, 全市 does not. A class is what the engine finds fastest.
    before = {end: sorted({name[-len(end) - 1] for name in names if name.endswith(end)}) for end in ends}
    finals = "".join(sorted({end[-1] for end in ends}))
    behind = "|".join(f"(?<=[{''.join(characters)}]{end})" for end, characters in before.items())
    lengths = {
        end: sorted({len(name) for name in names if name.endswith(end)}, reverse=True)
        for end in {n[-2:] for n in names}
    }
    return names, lengths, re.compile(f"[{finals}](?:{behind})")


def find_cities(text: str) -> list[str]:
    """Returns the full names of prefecture-level units in a text, in order, each as often as it occurs.

    Every name is looked up from its last character: 市 is rare in a text, and the beginnings of 330 names are not.

    >>> find_cities("株洲市和湘西土家族苗族自治州，株洲市")
    ['株洲市', '湘西土家族苗族自治州', '株洲市']
    """
    names, lengths, end_pattern = _cities()
    ends = (found.end() for found in end_pattern.finditer(text))
    longest = (
        next(
            (
                name
                for length in lengths.get(text[end - 2 : end], ())
                if (name := text[max(0, end - length) : end]) in names
            ),
            "",
        )
        for end in ends
    )
    return [name for name in longest if name]


_UNIT_SUFFIXES = list_words("administrative_units", "county-or-above", "further-unit", "township")


def is_code(name: str) -> bool:
    """Whether a query is a code and not a name.

    >>> is_code("4302"), is_code("株洲市")
    (True, False)
    """
    return name.isascii() and name.isdigit()


def head_of_code(code: str) -> str:
    """A code without its trailing pairs of zeros.

    >>> head_of_code("430200"), head_of_code("430000"), head_of_code("431000")
    ('4302', '43', '4310')
    """
    while len(code) > 2 and len(code) % 2 == 0 and code.endswith("00"):
        code = code[:-2]
    return code


def find_code(name: str) -> str | None:
    """The two or four significant digits of the code of a listed place, ``None`` if it is not listed.

    >>> find_code("湖南省"), find_code("株洲市"), find_code("荷塘区")
    ('43', '4302', None)
    """
    place = listed_places().get(name)
    return head_of_code(place.code) if place else None


def find_codes(names: Iterable[str]) -> list[str]:
    """The distinct codes of the names that are listed, in the order of the names.

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
    return frozenset(name for name, place in listed_places().items() if place.code.startswith(head))


def spellings(name: str) -> frozenset[str]:
    """A name and the longer names that it may abbreviate, listed or not.

    >>> {"株洲市", "株洲"} <= spellings("株洲"), "延边朝鲜族自治州" in spellings("延边"), spellings("株洲市荷塘区")
    (True, True, frozenset({'株洲市荷塘区'}))
    """
    if is_compound(name):
        return frozenset({name})
    longer = {name, *(name + unit for unit in _UNIT_SUFFIXES)}
    return frozenset(longer | {short_names()[each] for each in longer if each in short_names()})


def is_compound(name: str) -> bool:
    """Whether a name has more than one unit, such as a city and its district.

    >>> is_compound("株洲市荷塘区"), is_compound("湖南省株洲市"), is_compound("荷塘区")
    (True, True, False)
    """
    region, _ = split_region(name)
    return sum(unit is not None for unit in (region.province, region.city, region.county)) > 1


@lru_cache(maxsize=1024)
def full_names(name: str) -> frozenset[str]:
    """The full names, beginning with the province, of the places that a code or a name may mean.

    Unlisted parts are appended unchanged: the digits of a county code, or the name of a county.

    >>> full_names("4302"), full_names("株洲"), full_names("株洲市荷塘区")
    (frozenset({'湖南省株洲市'}), frozenset({'湖南省株洲市'}), frozenset({'湖南省株洲市荷塘区'}))
    >>> full_names("430202"), full_names("荷塘区"), full_names("吉林")
    (frozenset({'湖南省株洲市02'}), frozenset({'荷塘区'}), frozenset({'吉林省'}))
    """
    if is_code(name):
        return _full_name_of_code(head_of_code(name))
    listed = [listed_places()[each] for each in spellings(name) if each in listed_places()]
    provinces = [place for place in listed if place.name == place.province]
    if listed:
        return frozenset(map(_full_name, provinces or listed))
    region, _ = split_region(name)
    city = listed_places().get(region.city or "")
    return frozenset({city.province + name if city and not region.province else name})


def find_region(name: str) -> tuple[Region, str | None]:
    """As :func:`split_region`; a listed place may also be named by its code, or without its last unit.

    >>> find_region("株洲"), find_region("4302") == find_region("株洲")
    ((Region(province='湖南省', city='株洲市', county=None), 'prefecture'), True)
    >>> find_region("某地")
    (Region(province=None, city=None, county=None), None)
    """
    region, level = split_region(name)
    names = full_names(name) if level is None else frozenset()
    return split_region(*names) if len(names) == 1 else (region, level)


def _full_name(place: Place) -> str:
    return place.name if place.name == place.province else place.province + place.name


def _full_name_of_code(head: str) -> frozenset[str]:
    known = {head_of_code(place.code): place for place in listed_places().values()}
    for length in (4, 2):
        if len(head) >= length and head[:length] in known:
            return frozenset({_full_name(known[head[:length]]) + head[length:]})
    return frozenset()
