"""A formula that was given another member is two senses, one after the other in time."""

from collections.abc import Sequence

from glossary.model import Group, MembersStatus
from glossary.senses.article import split_editions
from glossary.senses.clusters import Cluster
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.overrides import Overrides
from glossary.senses.sense_records import find_scope
from glossary.senses.similarity import wording_key

OLD = ("甲乙丙丁", "修渠", "筑路", "架桥")
NEW = ("戊己庚辛", "修渠", "筑路", "架桥")


def row(source: str, year: int, members: Sequence[str] = (), kind: str = "entry") -> Evidence:
    facts = SourceFacts(source, year, "province", None, (source, None, None))
    group = Group(len(members), "个", tuple(members), MembersStatus.COMPLETE)
    return Evidence(
        facts,
        kind,
        *("四个要",) * 4,
        *(10, 20, 0, 4),
        definition="、".join(members) or None,
        groups=(group,) if members else (),
        status=MembersStatus.COMPLETE if members else MembersStatus.UNKNOWN,
    )


def editions(cluster: Cluster, overrides: Overrides | None = None) -> list[list[str]]:
    """The sources of each edition, those that use it included."""
    split = split_editions([cluster], overrides or Overrides())
    return [sorted(each.facts.source for each in (*one.explanations, *one.mentions)) for one in split]


def test_an_exchanged_member_makes_a_newer_edition() -> None:
    explained = [row("a", 2015, OLD), row("b", 2017, OLD), row("c", 2021, NEW)]
    used = [row("d", 2016, kind="mention"), row("e", 2023, kind="mention")]
    assert editions(Cluster(explained, mentions=used)) == [["c", "e"], ["a", "b", "d"]]


def test_each_edition_holds_wherever_the_slogan_does() -> None:
    """One county prints the new 四个全面; it is the nation's all the same."""
    explained = [row("a", 2015, OLD), row("b", 2017, OLD), row("c", 2021, NEW)]
    split = split_editions([Cluster(explained)], Overrides())
    assert [find_scope(each).level for each in split] == ["national", "national"]


def test_wordings_side_by_side_are_one_meaning() -> None:
    assert editions(Cluster([row("a", 2015, OLD), row("b", 2021, OLD), row("c", 2019, NEW)])) == [["a", "b", "c"]]


def test_the_same_member_in_other_words_is_not_a_new_edition() -> None:
    reworded = ("丙丁甲乙", *OLD[1:])
    assert editions(Cluster([row("a", 2015, OLD), row("b", 2017, OLD), row("c", 2021, reworded)])) == [["a", "b", "c"]]


def test_a_description_with_many_wordings_has_no_editions() -> None:
    others = [row(f"o{at}", 2018, (f"事{at}", f"物{at}", f"人{at}")) for at in range(4)]
    assert len(editions(Cluster([row("a", 2015, OLD), row("b", 2017, OLD), row("c", 2021, NEW), *others]))) == 1


def test_an_editor_keeps_them_together() -> None:
    cluster = Cluster([row("a", 2015, OLD), row("b", 2017, OLD), row("c", 2021, NEW)])
    same = frozenset({frozenset({wording_key("、".join(OLD)), wording_key("、".join(NEW))})})
    assert len(editions(cluster, Overrides(same=same))) == 1
