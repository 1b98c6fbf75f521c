"""Outcomes of the rules of ``senses`` and ``lookup`` for the examples of the word tables; see ``word_outcomes``."""

from collections.abc import Callable

from glossary.chinese.headword import parse_headword
from glossary.chinese.normalize import term_key
from glossary.lookup.sense_choice import Context, choose_sense
from glossary.lookup.sense_context import SenseView, fields_of, following_noun, view_article
from glossary.lookup.text_explanations import OwnExplanation, read_text
from glossary.model import Span
from glossary.senses.article import is_issuer_specific
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.ranking import is_term, rate
from glossary.senses.same_sense import Core, compare_explanations, names_field, strip_generic
from glossary.senses.similarity import match_members, mention_different_places

_HEADWORD = "青禾渡"


def _quality(definition: str) -> str:
    """Returns how well the example defines a headword."""
    return rate(_HEADWORD, definition).name.lower()


def _term(head: str) -> str:
    return "term" if is_term(head) else "no term"


def _field(tail: str) -> str:
    """Returns what remains of a class noun without its generic words."""
    return strip_generic(tail)


def _modifier(modifier: str) -> str:
    return "names a field" if names_field(modifier) else "names no field"


def _specific(headword: str) -> str:
    reach = {"provinces": 5, "national": 0}
    is_specific = is_issuer_specific(headword, parse_headword(headword), reach, is_nationwide=False)
    return "issuer-specific" if is_specific else "general"


def _evidence(headword: str, province: str, definition: str) -> Evidence:
    facts = SourceFacts(province, 2021, "province", f"{province}人民政府", (province, None, None))
    return Evidence(facts, "entry", *(term_key(headword),) * 2, *(headword,) * 2, 10, 20, 0, 5, definition=definition)


def _verdict(headword: str, shape: str | None, shared: str, *definitions: str) -> str:
    """Returns whether two explanations by different provinces have one meaning, and the rule that decided."""
    left, right = (
        _evidence(headword, province, definition)
        for province, definition in zip(("湖南省", "四川省"), definitions, strict=True)
    )
    verdict = compare_explanations(left, right, Core(term_key(headword), shape, shared))
    return f"{'one meaning' if verdict.same else 'two meanings'} ({verdict.rule})"


def _generic(label: str) -> str:
    return "new labels every year" if Core(label, "NX", label[1:]).is_generic else "one label"


def _campaign(headword: str) -> str:
    return _verdict(headword, None, "", "为进城务工人员送去岗位", "在中小学校讲授用电常识")


def _author(definition: str) -> str:
    return _verdict("八项规定", "N项X", "规定", definition, "改进工作作风、密切联系群众")


def _counted(headword: str) -> str:
    return _verdict(headword, "NX+N", headword[1:], "为进城务工人员送去岗位", "在中小学校讲授用电常识")


def _count(member: str) -> str:
    """Returns whether two members are alike because one count precedes different things."""
    return "alike" if match_members([member], [f"{member[:-1]}闸"]) else "unlike"


def _place(member: str) -> str:
    is_other = mention_different_places([member], [f"青禾{member[-1]}"])
    return "another place" if is_other else "no place"


def _change(headword: str) -> str:
    view = view_article({"headword": headword, "senses": []})
    return "change" if view.is_change else "no change"


def _province(definition: str) -> str:
    """Returns why a label that one city explains is chosen in another city of its province."""
    issuer = {
        "issuer": "甲",
        "region": "湖南省株洲市",
        "level": "prefecture",
        "first": 2021,
        "last": 2021,
        "sources": 1,
    }
    scope = {"level": "prefecture", "issuer": "甲", "region": "湖南省株洲市"}
    sense = {"id": "s", "definition": definition, "scope": scope, "issuers": [issuer], "definitions": [], "groups": []}
    article = view_article({"headword": "三座码头", "shape": "N座X", "issuer_specific": True, "senses": [sense]})
    return choose_sense(article, None, Context(2021, "湖南省长沙市")).why


_REPORT = "2021年青禾县人民政府工作报告\n\n各位代表：\n现在，我代表县人民政府向大会报告工作，请予审议。\n{}。\n"
_YEARLY = "\n附件：\n名词解释\n1.2021年十件民生实事：指修建渡口、码头。\n2.三港联动：指东港、西港、南港联动。\n"


def _coined(sentence: str) -> str:
    """Returns the quoted words of a sentence of a report that a reader may not know."""
    text = _REPORT.format(sentence)
    return " ".join(span.of(text) for span in read_text(text).coined) or "nothing coined"


def _done(clause: str) -> str:
    """Returns whether the list of a year applies in the clause, or is that of the year before."""
    text = _REPORT.format(clause) + _YEARLY
    at = text.index(clause)
    applies = any(at <= start < at + len(clause) for start, _, _ in read_text(text).places)
    return "list of this year" if applies else "list of the year before"


def _kind(noun: str) -> str:
    """Returns the noun once if it is one after a label, and once if it distinguishes the senses of a label."""
    sense = SenseView({}, (), is_national=False, provinces=0, sources=1, is_printed=True, nouns=(noun,))
    return " ".join((following_noun(noun), *fields_of(sense)))


def _exchanged(core: str) -> str:
    none = Span(0, 1)
    return " ".join(OwnExplanation(core, term_key(core), core, "", (), none, none, "entry", "").forms)


SENSE_ROLES: dict[tuple[str, str], Callable[[str], str]] = {
    ("class_nouns", "generic"): _field,
    ("class_nouns", "campaign"): _campaign,
    ("class_nouns", "programme-name"): _specific,
    ("definition_verbs", "defines"): _quality,
    ("definition_verbs", "defines-count"): _quality,
    ("issuer_words", "national-author"): _author,
    ("measure_words", "counted-things"): _counted,
    ("class_nouns", "award"): _coined,
    ("class_nouns", "kind"): _kind,
    ("measure_words", "exchanged"): _exchanged,
    ("measure_words", "figure-unit"): _term,
    ("measure_words", "member-count"): _count,
    ("note_words", "own-time"): _quality,
    ("note_words", "period-end"): _quality,
    ("note_words", "purpose-opening"): _quality,
    ("note_words", "refers"): _quality,
    ("note_words", "report-opening"): _quality,
    ("note_words", "target-opening"): _quality,
    ("place_words", "place-ending"): _place,
    ("administrative_units", "of-province"): _province,
    ("administrative_units", "unit"): _quality,
    ("slogan_words", "generic-part"): _generic,
    ("verbs", "awards"): _coined,
    ("verbs", "completes"): _done,
    ("verbs", "change"): _change,
    ("verbs", "empty-modifier"): _modifier,
}
