"""Chooses the sense of a term that is meant in a text of a given place and year, and gives issuer and reason. Pure.

Many labels (三大板块, 1+4, 四化) have a different meaning for each government. A meaning of one government is never
presented as that of another: it is marked ``elsewhere``, with its issuer. A nationwide meaning, or one shared by
several provinces, is valid everywhere.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from glossary.chinese.headword import named_field
from glossary.chinese.word_lists import simplified
from glossary.lookup.sense_context import (
    ALONE,
    NOWHERE,
    USUAL_SHARE,
    ArticleView,
    Issuer,
    Place,
    SenseView,
    are_contested,
    following_noun,
    has_field_beside,
    has_noun_beside,
    is_far,
    is_of_another_thing,
    is_of_field,
    is_of_others,
    is_part_of_name,
    is_particular,
    place_of,
    senses_of_form,
    senses_of_noun,
    text_beside,
)

_OF_PROVINCE = re.compile(simplified("administrative_units", "of-province"))
_TERM_OF_OFFICE = 5
"""Years that a government's own label lasts: its term of office and its five-year plan."""
_MIN_SHARED_PROVINCES = 2
_MIN_SHARED_SOURCES = 3
"""Minimum provinces and sources of a meaning that counts as shared if no other meaning is as widely explained."""


class Context(NamedTuple):
    """Year, region and level of the text.

    Attributes:
        year: The year of the text.
        region: A GB/T 2260 code (``4302``, ``430202``) or a name (``株洲``, ``株洲市``, ``湖南省株洲市荷塘区``).
        level: ``national`` for a text of the central government.
    """

    year: int | None = None
    region: str | None = None
    level: str | None = None


ANY_GOVERNMENT = Context(level="any")
"""The context of a text of an unnamed government: only meanings that hold everywhere apply to it."""


class SenseChoice(NamedTuple):
    """A sense and why it was chosen.

    Attributes:
        sense: An element of the article's ``senses``; ``None`` if none fits.
        why: A sentence that begins with the name of the step and a colon.
        elsewhere: Whether this is the meaning of another government, or of this one at another time.
        issuer: The issuer whose wording to show, if the sense was chosen because of one government.
    """

    sense: dict[str, Any] | None
    why: str
    elsewhere: bool = False
    issuer: str | None = None

    @property
    def wording(self) -> dict[str, Any] | None:
        """The element of the sense's ``definitions`` to show: that of the issuer, else the first."""
        if self.sense is None:
            return None
        wordings: list[dict[str, Any]] = self.sense["definitions"]
        own = (each for each in wordings if self.issuer and each["issuer"] == self.issuer)
        return next(own, wordings[0])


def choose_sense(
    article: ArticleView, form_sense: str | None, context: Context, around: tuple[str, str] = ("", "")
) -> SenseChoice:
    """Chooses the sense that is meant at a place of a text; docs/reading-aid.md has the order of the steps.

    Args:
        article: The result of ``view_article``.
        form_sense: Id of the sense that the written form itself implies (五小水利).
        context: Year, region and level of the text.
        around: The text before and after the place, within its clause.
    """
    if not article.senses or is_part_of_name(article, around):
        return SenseChoice(None, "noun: a part of a name" if article.senses else "no source explains it")
    named = senses_of_form(article.senses, form_sense)
    senses = named or senses_of_noun(article.senses, around)
    if not senses:
        return SenseChoice(None, f"noun: no source explains it of {following_noun(text_beside(around)[1])}")
    field = named_field(text_beside(around)[1]) if article.is_issuer_specific else ""
    is_narrowed = bool(named) or len(senses) < len(article.senses)
    is_own_noun = is_narrowed and not article.is_code and has_field_beside(senses, around)
    if article.is_change:
        subject = around[0].rpartition(article.headword)[2]  # 碳排放 in 由能耗双控向碳排放双控转变
        senses = tuple(each for each in senses if not is_of_another_thing(each, subject))
        if not senses:
            return SenseChoice(None, f"clause: no source explains it of {around[0]}")
    place = place_of(context.region)
    is_contested = article.is_contested and _is_contested_in(article, context.year)
    of_field = tuple(each for each in senses if is_of_field(article, each, place, around))
    for step in _STEPS:
        if step is _national and is_contested and not is_own_noun:
            continue
        fitting = senses if step is _of_place else of_field
        if article.is_issuer_specific and step in _LOCAL_STEPS:
            fitting = tuple(each for each in fitting if _is_sure(each, field, place, step))
        if step in (_national, _shared):
            fitting = tuple(each for each in fitting if not is_of_others(article, each, place, around))
        if fitting and (choice := step(fitting, place, context)):
            return choice
    # Nothing indicates that 三区三线 is another government's; of several meanings of 三区, none is that of the text.
    is_bare = context == Context() and not article.is_counted and len(article.senses) == 1
    if of_field and (not article.is_issuer_specific or is_own_noun or is_bare):
        is_named = bool(named)
        return _general(
            article, of_field, place, context, is_named=is_named, is_of_noun=is_named or has_noun_beside(senses, around)
        )
    nearest = min(senses, key=lambda each: (is_far(each, place), _time_order(each, context.year)))
    return SenseChoice(nearest.sense, f"elsewhere: {_name_issuers(nearest)} so", elsewhere=True)


def _is_contested_in(article: ArticleView, year: int | None) -> bool:
    """Whether the meanings of other governments contest the national one at the time of a text.

    What cities call 五个一批 from 2022 on does not contest the meaning of 2016.
    """
    return are_contested([each for each in article.senses if each.distance(year) <= _TERM_OF_OFFICE])


def choose_sense_of_region(article: ArticleView, context: Context) -> SenseChoice:
    """Chooses the sense of a term that is listed for a region, a year or both.

    It is the one that a text of the region's government would mean. If that is another government's, the meaning of a
    government within the region comes first: that of 湘潭市 for 湖南省.
    """
    choice = choose_sense(article, None, context, ALONE)
    place = place_of(context.region)
    if not choice.elsewhere or place == NOWHERE:
        return choice
    within = _nearest(article.senses, context, lambda issuer: _contains(place, issuer.place), f"region: {_name(place)}")
    return within or choice


def local_senses(article: ArticleView) -> frozenset[str]:
    """Returns the ids of the senses that hold for their own governments only; in any other text they are ``elsewhere``.

    They are what a client with the lexicon needs in order to choose as :func:`choose` does.
    """
    if not article.is_issuer_specific:
        return frozenset(each.sense["id"] for each in article.senses if is_particular(article, each))
    shared = _shared(article.senses, NOWHERE, Context()) if article.senses else None
    general = {shared.sense["id"]} if shared and shared.sense else set()
    return frozenset(
        each.sense["id"]
        for each in article.senses
        if each.sense["id"] not in general and (article.is_contested or not each.is_national)
    )


def _is_sure(
    sense: SenseView,
    field: str,
    place: Place,
    step: Callable[[Sequence[SenseView], Place, Context], SenseChoice | None],
) -> bool:
    """Whether a local meaning of a label is certain enough for this text.

    An inline definition of 四位一体 for one field does not explain the 四位一体 of 耕地保护. A neighbouring city may
    mean something else by 1+4, unless the wording names the province.
    """
    if field and not sense.is_printed and field not in sense.nouns:
        return False
    if step is not _of_province:
        return True
    issuers = {issuer.place for issuer in sense.issuers if issuer.place[0] == place[0]}
    return len(issuers) > 1 or bool(_OF_PROVINCE.search(sense.sense["definition"]))


# The steps, in their order


def _of_place(senses: Sequence[SenseView], place: Place, context: Context) -> SenseChoice | None:
    """The meaning of this government, within its term of office; that of the central government at any time."""
    if context.level == "national":
        return _nearest(senses, context, lambda issuer: issuer.level == "national", "place: national", most=None)
    if place == NOWHERE:
        return None
    return _nearest(senses, context, lambda issuer: issuer.place == place, f"place: {_name(place)}")


def _of_government_above(senses: Sequence[SenseView], place: Place, context: Context) -> SenseChoice | None:
    """The meaning of the city or province that the place belongs to."""
    if place[0] is None:
        return None
    return _nearest(
        senses, context, lambda issuer: _contains(issuer.place, place), "province: a government above explains it so"
    )


def _of_province(senses: Sequence[SenseView], place: Place, context: Context) -> SenseChoice | None:
    """The meaning of another government in the same province."""
    if place[0] is None:
        return None
    return _nearest(senses, context, lambda issuer: issuer.place[0] == place[0], f"province: {place[0]}")


def _national(senses: Sequence[SenseView], _: Place, context: Context) -> SenseChoice | None:
    """The nationwide meaning nearest to the year of the text."""
    national = [each for each in senses if each.is_national]
    national = [each for each in national if not _is_of_later_time(each, context.year)] or national
    if not national or _are_of_several_fields(national):
        return None
    chosen = min(national, key=lambda each: _time_order(each, context.year))
    return SenseChoice(
        chosen.sense, "national: the centre or several provinces mean it so" + _in_time(national, context)
    )


def _is_of_later_time(sense: SenseView, year: int | None) -> bool:
    """Whether a sense was first explained more than a year after the text: the 三网融合 of transport, for 2013."""
    return year is not None and sense.is_later(year + 1)


def _are_of_several_fields(senses: Sequence[SenseView]) -> bool:
    """Whether nationwide senses are of different things, and none of them is the usual one.

    三无 has one meaning for petitions, another for residents and a third for ships. Two editions of 四个全面 are of one
    thing: they share most members.
    """
    usual = max(senses, key=lambda each: each.sources)
    others = [each for each in senses if each is not usual and not _are_editions(each, usual)]
    return bool(others) and usual.sources < USUAL_SHARE * sum(each.sources for each in others)


def _are_editions(one: SenseView, other: SenseView) -> bool:
    members = one.members & other.members
    return 2 * len(members) > max(len(one.members), len(other.members))


def _shared(senses: Sequence[SenseView], _: Place, context: Context) -> SenseChoice | None:
    """A meaning that several provinces print, if no other meaning is explained as widely."""
    best = max(senses, key=lambda each: each.provinces)
    others = sum(each.provinces for each in senses if each is not best)
    is_shared = best.provinces >= _MIN_SHARED_PROVINCES and best.sources >= _MIN_SHARED_SOURCES and best.is_printed
    is_unlike = best.provinces > _MIN_SHARED_PROVINCES and not best.is_national  # else three provinces made it national
    is_unlike = (
        is_unlike or best.sense.get("status") == "disputed"
    )  # 农产品“十进”工程 and 民族团结“十进” are no one meaning
    if not is_shared or is_unlike or others >= best.provinces:
        return None
    return SenseChoice(best.sense, f"shared: {best.provinces} provinces mean it so")


_STEPS: tuple[Callable[[Sequence[SenseView], Place, Context], SenseChoice | None], ...] = (
    _of_place,
    _of_government_above,
    _of_province,
    _national,
    _shared,
)


_LOCAL_STEPS = (_of_place, _of_government_above, _of_province)


def _nearest(
    senses: Sequence[SenseView],
    context: Context,
    fits: Callable[[Issuer], bool],
    why: str,
    most: int | None = _TERM_OF_OFFICE,
) -> SenseChoice | None:
    """Returns the sense that a matching issuer explains nearest to the text's year, at most ``most`` years from it.

    A yearly list (十件民生实事) holds for its year only.
    """
    found = [
        (issuer.distance(context.year), at, issuer.name)
        for at, each in enumerate(senses)
        for issuer in each.issuers
        if fits(issuer)
    ]
    lasting = {at: 0 if each.is_yearly else most for at, each in enumerate(senses)}
    within = [one for one in found if (limit := lasting[one[1]]) is None or one[0] <= limit]
    if not within:
        return None
    distance, at, name = min(within, key=lambda one: one[:2])
    is_one_of_several = len({at for _, at, _ in found}) > 1
    reason = why + (_year(context.year, distance) if is_one_of_several else "")
    return SenseChoice(senses[at].sense, reason, issuer=name)


def _general(
    article: ArticleView,
    senses: Sequence[SenseView],
    place: Place,
    context: Context,
    *,
    is_named: bool,
    is_of_noun: bool,
) -> SenseChoice:
    """Chooses for a term with the same meaning everywhere: by form, the only sense, by year, else the first sense."""
    chosen = min(senses, key=lambda each: _time_order(each, context.year))
    if not is_of_noun and is_far(chosen, place) and is_particular(article, chosen):
        return SenseChoice(chosen.sense, f"elsewhere: {_name_issuer(chosen)} has one of that name", elsewhere=True)
    if is_named:
        return SenseChoice(chosen.sense, "form: this written form has one meaning")
    if len(article.senses) == 1:
        return SenseChoice(chosen.sense, "only: there is one meaning")
    if context.year is not None:
        return SenseChoice(
            chosen.sense, "year: " + _year(context.year, chosen.distance(context.year)).removeprefix("; ")
        )
    return SenseChoice(chosen.sense, f"first: of {len(article.senses)} meanings the most widely used")


_BEFORE_ITS_TIME = 3
"""Years by which a sense that is first explained after the text is further away: 四个全面 of 2020 is that of 2017."""


def _time_order(sense: SenseView, year: int | None) -> tuple[int, bool]:
    is_later = sense.is_later(year)
    return sense.distance(year) + _BEFORE_ITS_TIME * is_later, is_later


def _in_time(senses: Sequence[SenseView], context: Context) -> str:
    if len(senses) == 1 or context.year is None:
        return ""
    return _year(context.year, min(each.distance(context.year) for each in senses))


def _year(year: int | None, distance: int) -> str:
    if year is None:
        return ""
    return f"; explained in {year}" if distance == 0 else f"; explained {distance} years from {year}"


def _contains(area: Place, place: Place) -> bool:
    """Whether the area is known and contains the place."""
    return area[0] is not None and all(one in (None, other) for one, other in zip(area, place, strict=True))


def _name(place: Place) -> str:
    return "".join(part for part in place if part)


def _name_issuer(sense: SenseView) -> str:
    """Names the issuer of the wording that is shown."""
    shown = sense.sense["definitions"][0].get("issuer")
    return str(shown or sense.sense["scope"].get("issuer") or sense.sense["scope"].get("region") or "another source")


def _name_issuers(sense: SenseView) -> str:
    """Says who means the sense: 广东省人民政府 and 11 others mean it."""
    others = len(sense.issuers) - 1
    if others < 1:
        return f"{_name_issuer(sense)} means it"
    return f"{_name_issuer(sense)} and {others} other{'s' if others > 1 else ''} mean it"
