"""A place as somebody asks for it, by a code or a name with or without its last unit, and what it may stand for. Pure.

Counties have no codes here (see :mod:`.gazetteer`): a code of six digits that is none of a prefecture names nothing by
itself, but lies within the prefecture that its first four digits name.
"""

from collections.abc import Iterable
from functools import lru_cache

from glossary.extract.gazetteer import Place, places, short_names, split_region

_UNITS = (
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
    longer = {name, *(name + unit for unit in _UNITS)}
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
