"""Two explanations side by side: whether merging makes one sense of them."""

from glossary.chinese.headword import parse_headword
from glossary.chinese.normalize import term_key
from glossary.extraction.members.find_members import find_members
from glossary.model import Group, MembersStatus
from glossary.senses.article import Article, write_article
from glossary.senses.canonical_keys import assign_keys, skeleton_key
from glossary.senses.evidence import Evidence, SourceFacts

LEVELS = {"省": "province", "市": "prefecture", "县": "county", "国": "national"}


def explain(
    head: str, definition: str, place: str = "甲县", year: int = 2020, *, items: tuple[str, ...] = ()
) -> list[Evidence]:
    """The evidence of one explanation; ``items`` are members known by hand where the definition is an excerpt."""
    parsed = parse_headword(head)
    groups, status = find_members(head, definition)
    if items and not any(group.members for group in groups):
        groups, status = _by_hand(parsed.groups, items)
    level = "national" if place == "国务院" else LEVELS.get(place[-1])
    facts = SourceFacts(f"s-{place}-{year}", year, level, place, (None, None, None if level == "national" else place))
    parts = {"qualifier": parsed.qualifier, "tail": parsed.tail, "definition": definition, "groups": groups}
    return [
        Evidence(facts, "entry", term_key(core), term_key(head), head, core, 10, 20, 0, 5, **parts, status=status)
        for core in parsed.cores
    ]


def _by_hand(groups, items) -> tuple[tuple[Group, ...], MembersStatus]:
    numerals = [numeral or 0 for numeral, _ in groups]
    complete, conflicting = MembersStatus.COMPLETE, MembersStatus.CONFLICTING
    if sum(numerals) == len(items):
        starts = [sum(numerals[:at]) for at in range(len(numerals))]
        lists = [items[start : start + count] for start, count in zip(starts, numerals, strict=True)]
        made = zip(groups, lists, strict=True)
        return tuple(Group(numeral, shared, part, complete) for (numeral, shared), part in made), complete
    if len(groups) == 1:
        return (Group(*groups[0], items, conflicting),), conflicting
    return (), MembersStatus.UNKNOWN


def merge(rows: list[Evidence]) -> list[Article]:
    """The articles of some evidence, with the keys that the store assigns."""
    by_key: dict[str, list[Evidence]] = {}
    for family in {skeleton_key(row.core_key) for row in rows}:
        own = [row for row in rows if skeleton_key(row.core_key) == family]
        plan = assign_keys({row.core_key for row in own}, own)
        for row in own:
            by_key.setdefault(plan[row.core_key].target, []).append(row)
    return [write_article(key, evidence) for key, evidence in sorted(by_key.items())]


def are_one_sense(left: list[Evidence], right: list[Evidence]) -> bool:
    """Whether some sense holds an explanation of both."""
    wanted = {left[0].facts.source, right[0].facts.source}
    for article in merge([*left, *right]):
        for sense in article.body["senses"]:
            if wanted <= {source for each in sense["definitions"] for source in (each["source"], *each["supports"])}:
                return True
    return False
