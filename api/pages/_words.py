"""What readers call what the dictionary names in English: kinds, levels, filters, the steps of a look-up."""

from collections.abc import Sequence

KINDS = {"numeral_slogan": "数字略语", "numeral_name": "带数字的名称", "term": "名词"}
LEVELS = {"national": "全国", "province": "省级", "prefecture": "市级", "county": "县级", "township": "乡镇"}
MODES = {"substring": "包含", "exact": "相同", "prefix": "开头", "pinyin": "拼音", "fuzzy": "模糊"}
FILTERS = {
    "kind": "类别",
    "explained": "解释",
    "number": "数字",
    "shape": "结构",
    "region": "地区",
    "level": "层级",
    "year": "年份",
}
"""Filters in the order in which a page offers them."""

PARAMETERS = {
    **FILTERS,
    "q": "所查的词",
    "match": "查找方式",
    "script": "文字",
    "limit": "每页条数",
    "cursor": "翻页位置",
    "at": "位置",
    "end": "结尾位置",
    "form": "写法",
    "text": "文字",
}

_VALUES = {
    "kind": KINDS,
    "level": LEVELS,
    "match": MODES,
    "explained": {"true": "有解释", "false": "未见解释"},
    "number": {"0": "不定数"},
    "shape": {
        "magnitudes": "十百千万",
        "one-name": "一字名称",
        "placeholder": "代号",
        "circle": "生活圈",
        "ordinal plan": "规划届次",
    },
}
_DIFFERENCES = {
    "nfkc": "全角半角",
    "space": "空格",
    "case": "大小写",
    "dashes": "连接号",
    "quotes": "引号",
    "separators": "标点",
    "script": "简繁",
    "variants": "异体字",
    "numerals": "数字的写法",
}
_WAYS = {
    "exact": "写法相同",
    "full-form": "所查是它的全称",
    "short-form": "所查是它的简称",
    "misspelling": "所查是它的误写",
    "damaged": "所查是它的残缺写法",
    "id": "所查是它的编号",
    "redirect": "旧编号已并入此条",
    "taiwan-wording": "台湾用语换成了大陆的说法",
    "parts": "所查由几个说法连写而成，这是第一个",
}


def name_value(name: str, value: str) -> str:
    """A filter's value as readers call it.

    >>> name_value("level", "county"), name_value("year", "2023")
    ('县级', '2023')
    """
    return _VALUES.get(name, {}).get(value, value)


def tell_steps(via: Sequence[str]) -> str:
    """How a written form led to its article.

    >>> tell_steps(("nfkc", "numerals")), tell_steps(("exact",)), tell_steps(("exact", "full-form"))
    ('只差全角半角、数字的写法', '写法相同', '所查是它的全称')
    """
    differences = "、".join(_DIFFERENCES[step] for step in via if step in _DIFFERENCES)
    ways = [_WAYS[step] for step in via if step in _WAYS and (step != "exact" or len(via) == 1)]
    return "；".join([*([f"只差{differences}"] if differences else []), *ways])
