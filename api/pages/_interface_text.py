"""Texts of the interface in the language and script of a page: ``interface_words.tsv``, and sentences with values."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from glossary.chinese.script import render_in_script


class Sentence(NamedTuple):
    """A text of the interface that is not translated yet, with the values of its names in braces.

    A value may be a sentence itself, or a tuple of sentences, which is a list.
    """

    text: str
    values: Mapping[str, Any] = MappingProxyType({})


@cache
def interface_words() -> dict[str, dict[str, str]]:
    """``interface_words.tsv``: by Chinese text what the pages say in English, in Taiwan and in Hong Kong.

    An empty cell of Taiwan or Hong Kong is the Chinese text in their script.
    """
    text = (Path(__file__).parent / "interface_words.tsv").read_text("utf-8")
    header, *rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}


def translate_parts(parts: Sentence | Sequence[Sentence], language: str, script: str) -> str:
    """One or more sentences in a language and script."""
    if not isinstance(parts, Sentence):
        return interface_text("；", language, script).join(translate_parts(each, language, script) for each in parts)
    values = {name: _value_text(value, language, script) for name, value in parts.values.items()}
    return interface_text(parts.text, language, script, **values)


def _value_text(value: Any, language: str, script: str) -> Any:
    if isinstance(value, Sentence):
        return translate_parts(value, language, script)
    if isinstance(value, tuple):
        return interface_text("、", language, script).join(translate_parts(each, language, script) for each in value)
    return value


def interface_text(text: str, language: str, script: str, **values: Any) -> str:
    """A text of the interface in a language and script.

    >>> interface_text("下载", "en", "zh-Hans"), interface_text("下载", "zh", "zh-Hant-TW")
    ('Downloads', '下載')
    >>> interface_text("查找文献", "zh", "zh-Hant-TW"), interface_text("接口说明", "zh", "zh-Hant-HK")
    ('搜尋文獻', '介面説明')
    >>> interface_text("用到 {n} 处", "zh", "zh-Hant", n=12345)
    '用到 12,345 處'
    >>> interface_text("{n} 处", "en", "zh-Hans", n=1), interface_text("{n} 处", "en", "zh-Hans", n=2)
    ('1 place', '2 places')
    """
    words = interface_words().get(text, {})
    local = words.get(script) or render_in_script(text, script)
    lines = (words.get("en") or text) if language == "en" else local
    lines = _PLURAL.sub(lambda found: found[2 if values.get(found[1]) == 1 else 3], lines)
    for name, value in values.items():
        lines = lines.replace("{" + name + "}", group_digits(value) if isinstance(value, int) else str(value))
    return lines


_PLURAL = re.compile(r"\{(\w+):([^|{}]*)\|([^|{}]*)\}")
"""``{n:place|places}``: the word after a number, for one and for all others."""


MAX_UNGROUPED = 9_999
"""The largest number that is written without a separator."""


def group_digits(number: int) -> str:
    """The Jinja filter ``grouped``: a count as readers of Chinese and of English write it, in groups of three digits.

    Numbers of four digits stay whole, because they could be years (GB/T 15835 leaves them open).

    >>> group_digits(11216), group_digits(9999), group_digits(2023)
    ('11,216', '9999', '2023')
    """
    return f"{number:,}" if abs(number) > MAX_UNGROUPED else str(number)
