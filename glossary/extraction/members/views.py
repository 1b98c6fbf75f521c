"""Ways to read the pieces of a row: each piece as its name, its quotation, its clause with the morpheme. Pure.

Every view treats all pieces of a row alike, or does not apply. A view adds its name to the kinds of the row;
the weights in ``weights.json`` decide between them.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from glossary.chinese.numerals import value_of
from glossary.extraction.members.normalized_definition import CLAUSES, SENTENCES, Level, NormalizedDefinition, Piece
from glossary.extraction.members.readings import Expected
from glossary.extraction.members.rows import Row
from glossary.extraction.members.words import PLAYS_PART, beginning, load_words, pattern_of

MAX_VIEWS = 6
"""Of one row."""
FIXED = frozenset(
    {"view_quotations", "names_explained", "adjoining", "both_and", "enumerated"} | {"all_titles", "all_quotations"}
)
"""Kinds of rows whose members are bounded already."""
_LONGEST_NAME = 12
_LONGEST_SENTENCE = 20
"""Code points of a numbered sentence that is a member as a whole: 坚持稳中求进、以进促稳、先立后破."""
_Pieces = Sequence[Piece]
_View = Callable[[NormalizedDefinition, _Pieces, str], list[Piece] | None]


def read_row(definition: NormalizedDefinition, row: Row, expected: Sequence[Expected]) -> Iterator[Row]:
    """The row, and the row in each view that applies; two views may apply one after the other."""
    key = expected[0].key if len(expected) == 1 else ""
    keys = [group.key for group in expected for _ in range(group.count)]
    rows, passed = [row], dict[str, None]()
    text = definition.text
    characters = {text[max(row.pieces[0][0] - 1, 0)]}.union(*[text[start:end] for start, end in row.pieces])
    is_named = "view_first_sentences" in row.kinds and all(
        end - start <= _LONGEST_SENTENCE for start, end in row.pieces
    )
    for name, (view, signs) in (_VIEWS if len(row.pieces) > 1 else {}).items():
        is_skipped = (signs and characters.isdisjoint(signs)) or (is_named and name in _OF_PARTS)
        for known in () if is_skipped else rows[:MAX_VIEWS]:
            pieces = view(definition, known.pieces, key)
            is_new = pieces and tuple(pieces) not in {one.pieces for one in rows}
            if pieces and is_new and all(start < end for start, end in pieces):
                kinds, lost = _describe_view(definition, name, known.pieces, pieces, keys)
                rows.append(Row(tuple(pieces), (*known.kinds, *kinds), row.pieces))
                passed |= dict.fromkeys(lost)
    yield row._replace(kinds=(*row.kinds, *passed))
    yield from rows[1 : MAX_VIEWS + 1]


def _describe_view(
    definition: NormalizedDefinition, name: str, pieces: _Pieces, viewed: _Pieces, keys: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Returns the features of a view, and of the row without it."""
    text = definition.text
    texts = [text[slice(*piece)] for piece in viewed]
    key = all(keys)
    first = key and all(map(str.startswith, texts, keys))
    having = "first" if first else "all" if all(map(str.__contains__, texts, keys)) else "none"
    had = key and all(map(str.__contains__, [text[slice(*piece)] for piece in pieces], keys))
    alike = "begin" if len({one[0] for one in texts}) == 1 else "end" if len({one[-1] for one in texts}) == 1 else "no"
    ends = all(end - stop <= 1 for (_, end), (_, stop) in zip(pieces, viewed, strict=True))
    short = max(map(len, texts)) <= _LONGEST_NAME
    if name == "view_quotations" and all(
        2 <= stop - 1 - begin <= 6 and not beginning(text[begin : stop - 1][:4], "verb")
        for (begin, _), (stop, _) in zip(pieces, viewed, strict=True)
    ):
        name = "view_quotations_named"  # 青年工匠“启航工程” is one name
    if name == "view_counts" and viewed[-1][1] < pieces[-1][1]:
        name = "view_counts_add_up"
    if name == "view_verb" and beginning(text[slice(*pieces[0])][:4], "governing"):
        name = "view_governing"
    lost = [f"without_{name}:ends_{ends}:key_{having if key else 'unknown'}:had_{had}"]
    return [name, f"{name}:alike_{alike}"], [*lost, f"without_{name}:short_{short}:alike_{alike}"]


def _by_pattern(pattern: str, least: int = 0, last: str = "") -> _View:
    """A view by pattern: of each piece that matches its first group; at least so many must match (0 for all).

    The last piece may match another pattern.
    """
    compiled, of_last = re.compile(pattern, re.DOTALL), re.compile(last or pattern, re.DOTALL)

    def view(definition: NormalizedDefinition, pieces: _Pieces, key: str) -> list[Piece] | None:
        found = [compiled.match(definition.text, *piece) for piece in pieces[:-1]]
        found.append(of_last.match(definition.text, *pieces[-1]))
        if len([1 for one in found if one]) < (least or len(pieces)):
            return None
        return [one.span(one.lastindex or 1) if one else piece for one, piece in zip(found, pieces, strict=True)]

    return view


def _first_sentences(definition: NormalizedDefinition, pieces: _Pieces, key: str) -> list[Piece] | None:
    """Members that are named in a sentence of their own and then explained: 联名提议。由村民签名…."""
    split = [definition.split(*piece, SENTENCES) for piece in pieces]
    explained = sum(len(sentences) > 1 for sentences in split)
    if not all(split) or explained < max(len(pieces) - 1, 1):
        return None
    firsts = [sentences[0] for sentences in split]
    return firsts if all(end - start <= _LONGEST_NAME for start, end in firsts) else None


def _first_clauses(definition: NormalizedDefinition, pieces: _Pieces, key: str) -> list[Piece] | None:
    """The first clause of each member."""
    split = [definition.split(*piece, CLAUSES) for piece in pieces]
    several = sum(len(clauses) > 1 for clauses in split)
    return [clauses[0] for clauses in split] if all(split) and several >= len(pieces) - 1 else None


def _last_clauses(definition: NormalizedDefinition, pieces: _Pieces, key: str) -> list[Piece] | None:
    """The last clause of each member: 依托洞庭湖，打造岳阳新增长极；依托…，打造…."""
    split = [definition.split(*piece, CLAUSES) for piece in pieces]
    return [clauses[-1] for clauses in split] if all(len(clauses) > 1 for clauses in split) else None


def _sharing_clauses(definition: NormalizedDefinition, pieces: _Pieces, key: str) -> list[Piece] | None:
    """Of members with several clauses the one that has the morpheme: 做到摘帽不摘责任, 零见面、网上办."""
    # 务必谦虚谨慎、艰苦奋斗: a word that begins every member governs all of it.
    is_governed = len({definition.text[start : start + 2] for start, _ in pieces}) == 1
    for levels in (CLAUSES, frozenset({Level.PAUSE}))[: 1 if is_governed else 2] if key else ():
        split = [definition.split(*piece, levels) for piece in pieces]
        if sum(len(clauses) > 1 for clauses in split) < max(2, len(pieces) - 1):
            continue
        for wanted in dict.fromkeys((key, key[0])):
            having = [[one for one in clauses if wanted in definition.text[slice(*one)]] for clauses in split]
            if all(having):
                return [clauses[0] for clauses in having]
    return None


def _quotations(definition: NormalizedDefinition, pieces: _Pieces, key: str) -> list[Piece] | None:
    """Of members that each hold one quotation, or end in one, the quotations: 对老大难问题“主动办”."""
    text, parts = definition.text, []
    for piece in pieces:
        start = piece[0] - (text[piece[0] - 1 : piece[0]] in {"“", "‘"})
        end = piece[1] + (text[piece[1] : piece[1] + 1] in {"”", "’"})
        quoted = [(opened + 1, closed) for opened, closed in definition.pairs_in(start, end) if text[opened] in "“‘"]
        if not quoted or (len(quoted) > 1 and quoted[-1][1] != end - 1):
            return None
        parts.append(quoted[-1])
    return parts if len({text[slice(*part)] for part in parts}) == len(parts) else None


def _without_verb(definition: NormalizedDefinition, pieces: _Pieces, key: str) -> list[Piece] | None:
    """Members that all begin with one verb without it: 做到甲、做到乙 are what is done."""
    text, (start, end) = definition.text, pieces[0]
    size = beginning(text[start : min(start + 4, end)], "verb")
    size = size if size > 1 else int(text[start] in "要是把将")
    size *= text[start + size : start + size + 1] not in load_words("conjunction")  # 树立和落实甲理念
    alike = size and all(text.startswith(text[start : start + size], one) for one, _ in pieces)
    return [(one + size, stop) for one, stop in pieces] if alike else None


def _without_counts(definition: NormalizedDefinition, pieces: _Pieces, key: str) -> list[Piece] | None:
    """Members without the closers within the row: 商贸5大传统热点和文化, 公安、司法等部门和…."""
    text = definition.text
    found = [_COUNTED.search(text, start + 1, end) for start, end in pieces]
    if not any(found[:-1]) or all(found[:-1]):
        return None
    if not _add_up(found):
        found[-1] = None
    ends = [one.start() if one else end for one, (_, end) in zip(found, pieces, strict=True)]
    starts = [pieces[0][0]]
    for one, (start, end) in zip(found[:-1], pieces[1:], strict=True):
        at = start
        while one and (size := _governing(text[at:end])) > 1:
            at += size
        starts.append(at if at < end else start)
    return list(zip(starts, ends, strict=True))


def _governing(text: str) -> int:
    """How long the verb is that a text begins with, with what says how it is done: 高水平建设."""
    adverb = beginning(text[:4], "scope")
    size = beginning(text[adverb : adverb + 4], "governing")
    return adverb + size if size > 1 else beginning(text[:4], "governing")


def _add_up(found: Sequence[re.Match[str] | None]) -> bool:
    """Whether each closer within a row counts the members since the one before it: 甲、乙2条支路，丙、丁、戊3条干路."""
    at = 0
    for nth, one in enumerate(found, 1):
        if one and one["number"]:
            if value_of(one["number"]) != nth - at:
                return False
            at = nth
    return at == len(found)


_COUNTED = re.compile(
    r"[等的这]?(?<![第全十])(?P<number>[二三四五六七八九十两0-9]{1,3})\s?[个大项类种条][^、,;。]{0,12}$"
    rf"|等(?:{pattern_of('behind_et_cetera')}).*$"
)
_GLOSS = rf"([^()]+)\((?:{pattern_of('gloss')}|[0-9]|[\u4e00-\u9fff]{{1,8}}[〔\[【][0-9]{{4}})[^()]*\)$"
# 以信息为主的高技术产业 is 高技术产业 where others are like it; 以老城为核心、新城为支撑 are 老城 and 新城.
_PART_PLAYED = rf".*?[以由][^;。]{{2,40}}?(?:为(?:{pattern_of('part_played')})|组成|构成)的(..+)"
_ROLE = (
    "以(.+?)(?<![行认因作称])为[“‘]?[^、,;为的“”‘’]{2,3}[”’]?(?:$|的)|(.+?)等?作?为"
    rf"(?:{pattern_of('part_played')})$"
)
_ANY_ROLE = f"{PLAYS_PART}[^、,;为的]{{2,5}}"  # 社区为平台、社工站为枢纽的…
# Each view with the characters of which the row must have one.
_VIEWS: dict[str, tuple[_View, str]] = {
    "view_roles": (_by_pattern(_ROLE, 2), "为"),
    "view_all_roles": (_by_pattern(f"{_ANY_ROLE}$", last=f"{_ANY_ROLE}(?:$|的)"), "为"),
    "view_parts_played": (_by_pattern(_PART_PLAYED, 2), "的"),
    "view_first_sentences": (_first_sentences, "。"),
    "view_sharing": (_sharing_clauses, ",、;。"),
    "view_last_clauses": (_last_clauses, ",;。"),
    "view_first_clauses": (_first_clauses, ",;。"),
    "view_counts": (_without_counts, "个大项类种条等"),
    "view_glosses": (_by_pattern(_GLOSS, 1), ")"),
    "view_quotations": (_quotations, "“‘"),
    "view_done": (
        _by_pattern(f"[^、,;。]{{2,40}}?(?:{pattern_of('done_by')})(.+)"),
        "".join(word[0] for word in load_words("done_by")),
    ),
    "view_verb": (_without_verb, ""),
}
_OF_PARTS = frozenset({"view_sharing", "view_last_clauses"})
