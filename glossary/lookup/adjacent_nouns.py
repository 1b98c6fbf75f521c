"""The nouns next to a place (“五小”企业, 能耗“双控”), and which senses of a term they leave. Pure."""

import re
from collections.abc import Sequence

from glossary.chinese.headword import tail_noun
from glossary.chinese.normalize import QUOTES
from glossary.lookup.sense_views import SenseView
from glossary.senses.same_sense import names_field, strip_generic

_KINDS = ("企业", "单位", "行业", "产业", "院校", "人员", "干部", "群众", "产品", "土地", "场所")
"""Nouns that distinguish meanings (“五小”企业, “五小”行业), although they do not name a field."""
_RESULT = re.compile("同比|均|都|分别|连续|[实出]现|达到|做到|呈现|取得|保持|[“”‘’「」『』，、：等的了年]")
"""What is between a label such as 双下降 and the things that changed."""
_MIN_END = 3
"""Characters of the end of a modifier that name it alone."""
_MIN_SUBJECT = 4
"""Characters of a clause from which it names what changed."""


def senses_of_form(senses: Sequence[SenseView], form_sense: str | None) -> tuple[SenseView, ...]:
    """Returns the sense that the written form implies; none if its noun names no field and others have no noun.

    Of “四个全面”战略布局, both the old and the new 四个全面 are meant, although one was printed so.
    """
    named = tuple(each for each in senses if each.sense["id"] == form_sense)
    is_open = any(each.nouns and not fields_of(each) for each in named) and not all(each.nouns for each in senses)
    return () if is_open else named


def senses_of_noun(senses: Sequence[SenseView], around: tuple[str, str]) -> tuple[SenseView, ...]:
    """Returns the senses whose noun is next to the place; all senses if none is and no other field is named.

    A noun that names no field (“四个全面”战略布局) does not exclude the senses that are printed without a noun.
    """
    if not any(each.nouns for each in senses):
        return tuple(senses)
    before, after = (side.strip(QUOTES) for side in around)
    beside = [[noun for noun in each.nouns if _is_adjacent(noun, before, after)] for each in senses]
    if any(any(map(_field, nouns)) for nouns in beside):
        return tuple(each for each, nouns in zip(senses, beside, strict=True) if any(map(_field, nouns)))
    if any(beside):
        return tuple(each for each, nouns in zip(senses, beside, strict=True) if nouns or not each.nouns)
    if not _field(following_noun(after)):
        return tuple(senses)
    return tuple(each for each in senses if not fields_of(each))


def has_noun_beside(senses: Sequence[SenseView], around: tuple[str, str]) -> bool:
    """Whether a noun that names the field of a sense is next to the place."""
    before, after = (side.strip(QUOTES) for side in around)
    return any(_is_adjacent(noun, before, after) for each in senses for noun in each.nouns)


def _is_adjacent(noun: str, before: str, after: str) -> bool:
    """Whether a noun is next to a place; the end of a long modifier does, too: 承包地“三权分置” for 农村承包地."""
    is_long = len(noun) > _MIN_END
    return after.startswith(noun) or before.endswith(noun) or (is_long and before.endswith(noun[-_MIN_END:]))


def following_noun(after: str) -> str:
    """Returns the class noun that follows a place, or a kind of thing; empty if neither follows."""
    following = after.strip(QUOTES)
    return tail_noun(following) or next((kind for kind in _KINDS if following.startswith(kind)), "")


def fields_of(sense: SenseView) -> list[str]:
    """Lists the nouns of a sense that name a field or a kind of thing: 水利 and 企业, not 工程."""
    return [field for noun in sense.nouns if (field := _field(noun)) and names_field(noun)]


def _field(noun: str) -> str:
    return strip_generic(noun) or next((kind for kind in _KINDS if noun.startswith(kind)), "")


def is_of_another_thing(sense: SenseView, before: str) -> bool:
    """Whether the clause before the place names what changed, and it is nothing that this sense counts."""
    subject = _RESULT.sub("", before)
    if len(subject) < _MIN_SUBJECT:
        return False
    counted = "、".join(sense.members) or sense.sense["definition"]
    return all(subject[at : at + 2] not in counted for at in range(len(subject) - 1))
