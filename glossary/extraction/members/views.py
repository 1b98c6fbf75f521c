"""Ways to read the pieces of a row: each piece as its name, its quotation, its clause with the morpheme. Pure.

Every view treats all pieces of a row alike, or does not apply. A view adds its name to the kinds of the row;
``weights.json`` says whether the row is better read so.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from glossary.extraction.members.boundaries import Expected, common_prefix
from glossary.extraction.members.candidates import Row
from glossary.extraction.members.normalized_definition import Level, NormalizedDefinition, Piece
from glossary.extraction.members.words import begins_with, load_words

_Pieces = Sequence[Piece]
_View = Callable[[NormalizedDefinition, _Pieces, str], Sequence[Piece] | None]
MAX_VIEWS = 6
"""Of one row."""


def read_row(definition: NormalizedDefinition, row: Row, expected: Sequence[Expected]) -> Iterator[Row]:
    """The row, and the row in each view that applies; two views may apply one after the other."""
    shared = expected[0].key if len(expected) == 1 else ""
    rows = [row]
    passed: list[str] = []
    if len(row.pieces) > 1:
        characters = set(definition.text[max(row.pieces[0][0] - 1, 0) : row.pieces[-1][1] + 1])
        inner = definition.text[slice(*row.pieces[-1])] + definition.text[slice(*row.pieces[-2])]
        has_clauses = not _CLAUSE_SIGNS.isdisjoint(inner)
        for name, (view, signs) in _VIEWS.items():
            if signs and signs.isdisjoint(characters):
                continue
            if name in _OF_CLAUSES and not has_clauses:
                continue
            for known in rows[:MAX_VIEWS]:
                pieces = view(definition, known.pieces, shared)
                if (
                    pieces
                    and len(rows) <= MAX_VIEWS
                    and list(pieces) != list(known.pieces)
                    and all(start < end for start, end in pieces)
                ):
                    kinds, lost = _describe_view(definition, name, known.pieces, pieces, shared)
                    rows.append(Row(tuple(pieces), (*known.kinds, *kinds), row.pieces))
                    passed += lost
    if passed:
        rows[0] = Row(row.pieces, (*row.kinds, *dict.fromkeys(passed)))
    yield from rows


def _describe_view(
    definition: NormalizedDefinition, name: str, pieces: _Pieces, viewed: _Pieces, shared: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What can be said of a view, and of the row without it."""
    text = definition.text
    texts = [text[slice(*piece)] for piece in viewed]
    having = [shared in one for one in texts] if shared else []
    first = bool(shared) and all(one.startswith(shared) for one in texts)
    key = "first" if first else "all" if all(having) else "some" if any(having) else "none"
    key = key if shared else "unknown"
    had = bool(shared) and all(shared in text[slice(*piece)] for piece in pieces)
    alike = "begin" if len({one[0] for one in texts}) == 1 else "end" if len({one[-1] for one in texts}) == 1 else "no"
    ends = all(end - stop <= 1 for (_, end), (_, stop) in zip(pieces, viewed, strict=True))
    short = max(map(len, texts)) <= _LONGEST_NAME
    if name == "view_quotations" and all(
        2 <= stop - 1 - begin <= 6 and not begins_with(text[begin : stop - 1], "verb")
        for (begin, _), (stop, _) in zip(pieces, viewed, strict=True)
    ):
        name = "view_quotations_named"  # 青年工匠“启航工程” is one name
    if name == "view_verb" and begins_with(text[slice(*pieces[0])], "governing"):
        name = "view_governing"
    lost = (f"without_{name}:ends_{ends}:key_{key}:had_{had}", f"without_{name}:short_{short}:alike_{alike}")
    return (name, f"{name}:alike_{alike}"), lost


_ORDINALS = "一二三四五六七八九十"
_NUMBER = re.compile(
    r"\(\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*\)\s*(?=.)|[①-⑳](?=.)|[0-9]{1,2}[.、](?=[^0-9])"
)


def _without_numbers(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """一清垃圾 … 二清粪便 …, (1)… (2)…, ①… ②… without their numbers, where every member bears its own."""
    text = definition.text
    numbers = [_NUMBER.match(text, *piece) for piece in pieces]
    bare = [(number.end(), end) for number, (_, end) in zip(numbers, pieces, strict=True) if number]
    if len(bare) == len(pieces):
        return bare
    if len(pieces) > len(_ORDINALS) or any(
        text[start] != ordinal for (start, _), ordinal in zip(pieces, _ORDINALS, strict=False)
    ):
        return None
    return [(start + 1 + (text[start + 1 : start + 2] == "是"), end) for start, end in pieces]


_GLOSS = re.compile(r"\((?:指|即|包括|包含|含|如|位于|库容|[0-9]|[\u4e00-\u9fff]{1,8}[〔\[【][0-9]{4})")


def _without_glosses(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members without brackets of which some explain: 站前商圈（包含…）, 周公水库（库容…）."""
    if definition.text.find(")", pieces[0][0], pieces[-1][1]) < 0:
        return None
    bare = [_before_bracket(definition, piece) for piece in pieces]
    explains = any(_GLOSS.match(definition.text, stop) for _, stop in bare)
    return bare if explains and bare != list(pieces) else None


def _without_brackets(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members without the explanations in brackets behind them: 周公水库（库容…）."""
    if definition.text.find(")", pieces[0][0], pieces[-1][1]) < 0:
        return None
    bare = [_before_bracket(definition, piece) for piece in pieces]
    explains = any(_GLOSS.match(definition.text, stop) for _, stop in bare)
    return bare if not explains and bare != list(pieces) else None


def _before_bracket(definition: NormalizedDefinition, piece: Piece) -> Piece:
    start, end = piece
    if definition.text[end - 1 : end] != ")":
        return piece
    opened = next((opened for opened, closed in definition.pairs_in(start, end) if closed == end - 1), end)
    return (start, opened) if start < opened else piece


_NAME = re.compile(r"([^,:;、。(]{1,15}?)(?:,?(?:即(?!将)|是指|指(?!导|标|挥)|就是)|:|——)")
_SENTENCES = frozenset({Level.SENTENCE})
_CLAUSES = frozenset({Level.SENTENCE, Level.COMMA, Level.SEMICOLON})
_PAUSES = frozenset({Level.PAUSE})
_LONGEST_NAME = 12


def _names(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members that are named and then explained: 双高铁，即…；双普铁，即…; 联名提议。由村民签名…."""
    found = [_NAME.match(definition.text, *piece) for piece in pieces]
    named = [one.span(1) for one in found if one]
    if len(named) == len(pieces):
        return named
    if "。" not in definition.text[pieces[0][0] : pieces[-1][1]]:
        return None
    depth = definition.depth_at(pieces[0][0])
    split = [definition.split(*piece, depth, _SENTENCES) for piece in pieces]
    firsts = [sentences[0] for sentences in split if sentences]
    explained = sum(len(sentences) > 1 for sentences in split)
    if len(firsts) < len(pieces) or explained < len(pieces) - 1 or explained < 1:
        return None
    return firsts if all(end - start <= _LONGEST_NAME for start, end in firsts) else None


def _first_clauses(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """The first clause of each member."""
    split = [definition.split(*piece, definition.depth_at(piece[0]), _CLAUSES) for piece in pieces]
    if any(not clauses for clauses in split) or sum(len(clauses) > 1 for clauses in split) < len(pieces) - 1:
        return None
    return [clauses[0] for clauses in split]


def _last_clauses(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """The last clause of each member: 依托洞庭湖，打造岳阳新增长极；依托…，打造…."""
    split = [definition.split(*piece, definition.depth_at(piece[0]), _CLAUSES) for piece in pieces]
    return [clauses[-1] for clauses in split] if all(len(clauses) > 1 for clauses in split) else None


def _sharing_clauses(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Of members with several clauses the one that has the morpheme: 做到摘帽不摘责任, 零见面、网上办."""
    if not shared:
        return None
    for levels in (_CLAUSES, _PAUSES):
        split = [definition.split(*piece, definition.depth_at(piece[0]), levels) for piece in pieces]
        if sum(len(clauses) > 1 for clauses in split) < max(2, len(pieces) - 1):
            continue
        for wanted in dict.fromkeys((shared, shared[0])):
            chosen = [
                next((clause for clause in clauses if wanted in definition.text[slice(*clause)]), None)
                for clauses in split
            ]
            if all(chosen):
                return [clause for clause in chosen if clause]
    return None


def _quotations(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Of members that each hold one quotation, or end in one, the quotations: 对老大难问题“主动办”."""
    text, parts = definition.text, []
    for start, end in pieces:
        framed = start - (text[start - 1 : start] in {"“", "‘"}), end + (text[end : end + 1] in {"”", "’"})
        quoted = [(opened + 1, closed) for opened, closed in definition.pairs_in(*framed) if text[opened] in "“‘"]
        if not quoted or (len(quoted) > 1 and quoted[-1][1] != framed[1] - 1):
            return None
        parts.append(quoted[-1])
    texts = [text[slice(*part)] for part in parts]
    return parts if all(texts) and len(set(texts)) == len(texts) else None


def _titles(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Of members that each hold one title the titles: 云州市《甲》, 《乙》 and 印发《丙》 are three titles."""
    parts = []
    if definition.text.find("《", pieces[0][0], pieces[-1][1]) < 0:
        return None
    for start, end in pieces:
        titles = [pair for pair in definition.pairs_in(start, end) if definition.text[pair[0]] == "《"]
        if not titles:
            return None
        parts.append((titles[-1][0], titles[-1][1] + 1))
    return parts


_PART_PLAYED = re.compile(
    r"(?:^|(?<=[是指即为::,]))[以由][^;。]{2,40}?"
    r"(?:为(?:主体?|主导|龙头|依托|引领|中心|核心|平台|支撑|代表|重点|基础|载体)|组成|构成)的(?=..)"
)


def _without_parts_played(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members without what leads each of them: 以信息为主的高技术产业 is 高技术产业 where others are like it."""
    text = definition.text
    if text.count("的", pieces[0][0], pieces[-1][1]) < 2:
        return None
    found = [_PART_PLAYED.search(text[slice(*piece)]) for piece in pieces]
    if sum(map(bool, found)) < 2:
        return None
    return [(start + one.end() if one else start, end) for one, (start, end) in zip(found, pieces, strict=True)]


_ROLE = re.compile(
    "等?作?为(?:主[体力线导要]|核心|重点|代表|骨干|骨架|支撑|基础|引领|龙头|依托|载体|抓手|节点|纽带|补充|保障|两翼)$"
)
_ANY_ROLE = re.compile("(?<![行认因作])为[^、,;为的]{2,3}(?:$|的)")


def _without_roles(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members without the part that each plays: 以老城为核心、新城为支撑, 以乡镇为节点."""
    text = definition.text
    if text.count("为", pieces[0][0], pieces[-1][1]) < 2:
        return None
    begun = sum(text.startswith("以", start) for start, _ in pieces)
    is_begun = begun >= len(pieces) - 1 or "以" in text[max(pieces[0][0] - 1, 0) : pieces[0][0] + 1]
    pattern = _ANY_ROLE if is_begun else _ROLE
    found = [pattern.search(text, start + 1, end) for start, end in pieces]
    if sum(map(bool, found)) < 2:
        return None
    return [
        (start + text.startswith("以", start), role.start() if role else end)
        for role, (start, end) in zip(found, pieces, strict=True)
    ]


def _without_verb(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members that all begin with one verb without it: 做到甲、做到乙 are what is done."""
    texts = [definition.text[slice(*piece)] for piece in pieces]
    prefix = common_prefix(texts)
    verbs = load_words("verb")
    size = next((size for size in (4, 3, 2) if prefix[:size] in verbs and len(prefix) >= size), 0)
    if not size:
        size = 1 if prefix and prefix[0] in "要是把将" else 0
    if not size or any(len(text) <= size for text in texts):
        return None
    return [(start + size, end) for start, end in pieces]


def _without_own_verbs(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members that each begin with a verb of their own without it: 打造甲区、建设乙区."""
    if not shared:
        return None
    verbs = load_words("verb")
    bare = []
    for start, end in pieces:
        size = next((size for size in (4, 3, 2) if definition.text[start : start + size] in verbs), 0)
        if not size or end - start <= size or shared[0] not in definition.text[start + size : end]:
            return None
        bare.append((start + size, end))
    return bare


_COUNTED = re.compile(
    r"(?:等|的|这)?(?<![第全十])[二三四五六七八九十两0-9]{1,3}\s?[个大项类种条][^、,;。]{0,12}$|等(?:部门|单位|方面|基层|各类|相关|有关).*$"
)


def _without_counts(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members without the closers within the row: 商贸5大传统热点和文化, 公安、司法等部门和…."""
    found = [_COUNTED.search(definition.text, start + 1, end) for start, end in pieces[:-1]]
    if not any(found) or all(found):
        return None
    bare = [(start, one.start() if one else end) for one, (start, end) in zip(found, pieces, strict=False)]
    starts = [bare[0][0]]
    for one, (start, end) in zip(found, pieces[1:], strict=True):
        verb = _governed(definition.text, start, end) if one else start
        starts.append(verb if verb < end else start)
    return [(start, end) for start, (_, end) in zip(starts, [*bare, pieces[-1]], strict=True)]


# Each view with the characters of which the row must have one.
_ADVERB = re.compile("高标准|高水平|高质量(?!发展)|高起点|大力|积极|着力|重点|加快|全力|统筹|深入|扎实")


def _governed(text: str, start: int, end: int) -> int:
    """Where the object begins behind adverbs and verbs: 高水平建设甲、乙."""
    at = start
    while True:
        adverb = _ADVERB.match(text, at, end)
        size = next((size for size in (4, 3, 2) if text[at : at + size] in load_words("verb")), 0)
        if not adverb and not size:
            return at
        at = adverb.end() if adverb else at + size


_SOMEBODY = re.compile("[^、,;。]{2,40}?(?:实行|负责)")


def _what_is_done(definition: NormalizedDefinition, pieces: _Pieces, shared: str) -> _Pieces | None:
    """Members of which somebody is said to do each: 县专班实行日调度，市专班实行周调度."""
    found = [_SOMEBODY.match(definition.text, *piece) for piece in pieces]
    if not shared or not all(
        one and shared in definition.text[one.end() : end] for one, (_, end) in zip(found, pieces, strict=True)
    ):
        return None
    return [(one.end(), end) for one, (_, end) in zip(found, pieces, strict=True) if one]


_VIEWS: dict[str, tuple[_View, frozenset[str]]] = {
    "view_numbers": (_without_numbers, frozenset("一1①")),
    "view_roles": (_without_roles, frozenset("为")),
    "view_parts_played": (_without_parts_played, frozenset("的")),
    "view_names": (_names, frozenset("即指:—。就")),
    "view_sharing": (_sharing_clauses, frozenset(",、;。")),
    "view_last_clauses": (_last_clauses, frozenset(",;。")),
    "view_first_clauses": (_first_clauses, frozenset(",;。")),
    "view_counts": (_without_counts, frozenset("个大项类种条等")),
    "view_glosses": (_without_glosses, frozenset(")")),
    "view_brackets": (_without_brackets, frozenset(")")),
    "view_titles": (_titles, frozenset("《")),
    "view_quotations": (_quotations, frozenset("“‘")),
    "view_done": (_what_is_done, frozenset("实负")),
    "view_verb": (_without_verb, frozenset()),
    "view_own_verbs": (_without_own_verbs, frozenset()),
}
_CLAUSE_SIGNS = frozenset(",;。、")
_OF_CLAUSES = frozenset({"view_sharing", "view_last_clauses", "view_first_clauses"})
FIXED = frozenset(
    {
        "view_names",
        "view_quotations",
        "view_titles",
        "names_explained",
        "adjoining",
        "both_and",
        "all_titles",
        "all_quotations",
    }
)
"""Kinds of rows whose members are bounded already."""


def strip_quotes(definition: NormalizedDefinition, member: Piece) -> Piece:
    """A member that is one quotation loses its quotes; a title keeps its 《》."""
    text = definition.text
    start, end = definition.strip(*member)
    if end > start and text[end - 1] in "”’)]】〕〉":
        if (start - 1, end - 1) in definition.pairs_in(start - 1, end)[:1] and text[start - 1] != "《":
            return start, end - 1
        if text[start] in "“‘" and (start, end - 1) in definition.pairs_in(start, end)[:1]:
            return start + 1, end - 1
    return start, end
