"""Finds what an editor should review in an article, as findings and as questions ranked by use. Pure.

Findings name contradictions, wrong counts, misspellings and gaps. An answer to a question makes an editorial decision.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glossary.chinese.normalize import term_key
from glossary.findings import make_finding
from glossary.model import Finding
from glossary.senses.overrides import Decision, find_place
from glossary.senses.ranking import NO_DEFINITION, NO_TERM

UNSURE = 0.6
"""Members with a confidence below this are listed for review."""
_MIN_SOURCES = 3
"""A slogan without an explanation is reported if at least this many sources use it."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One problem of one article: a stable code of docs/findings.md, the article, a message."""

    code: str
    term: str
    headword: str
    message: str


def find_review_items(article: Mapping[str, Any]) -> Iterator[ReviewItem]:
    """Yields the problems of one article in its stored form (docs/model.md)."""
    found = [*_disputes(article), *_counts(article), *_misspellings(article), *_senses(article), *_gaps(article)]
    for finding in found:
        yield ReviewItem(finding.code, article["id"], article["headword"], finding.message)


def _disputes(article: Mapping[str, Any]) -> Iterator[Finding]:
    for sense in article["senses"]:
        if sense["status"] == "disputed":
            yield make_finding("W401", count=len(sense["definitions"]), sense=sense["id"])


def _counts(article: Mapping[str, Any]) -> Iterator[Finding]:
    for sense in article["senses"]:
        for group in sense["groups"]:
            if group["status"] == "conflicting":
                found = len(group["members"])
                numeral = f"{group['numeral']}{group['shared']}"
                yield make_finding("W402", numeral=numeral, count=found, sense=sense["id"])
            elif (group.get("confidence") or 1.0) < UNSURE:
                members = "、".join(member["text"] for member in group["members"])[:60]
                confidence = group["confidence"]
                yield make_finding("W406", members=members, sense=sense["id"], confidence=confidence)


def _misspellings(article: Mapping[str, Any]) -> Iterator[Finding]:
    for variant in article["variants"]:
        if variant["kind"] == "misspelling":
            yield make_finding("W403", form=variant["form"])


def _senses(article: Mapping[str, Any]) -> Iterator[Finding]:
    findings = {NO_TERM: make_finding("W404", head=article["headword"][:40]), NO_DEFINITION: make_finding("W405")}
    for code in dict.fromkeys(code for sense in article["senses"] for code in sense.get("doubts", ())):
        yield findings[code]


def _gaps(article: Mapping[str, Any]) -> Iterator[Finding]:
    if not article["explained"] and article["kind"] == "numeral_slogan" and article["sources"] >= _MIN_SOURCES:
        yield make_finding("I401", count=article["sources"])


_SURE = 0.9
"""A sense with at least this confidence gives no question, unless there is another problem."""
_BORDERLINE, _DISPUTED, _DOUBTFUL = 0.5, 0.6, 0.9
"""Uncertainty of a borderline merge or split, of a sense with contradicting lists, of a sense with ``doubts``."""
_NO_TERM_WHY = "its head may not be a term"
MEANING, PAIR = "meaning", "pair"
ANSWERS = {MEANING: ("accept", "reject", "prefer"), PAIR: ("accept", "same", "split")}
"""The valid answers to each kind of question."""


@dataclass(frozen=True, slots=True)
class ReviewWording:
    """An explanation as a question shows it.

    Attributes:
        place: ``source:start-end``, as decisions name it.
        head: The headword as printed.
        text: The definition as printed.
        issuer: The issuer of the source.
        year: The year of the source.
    """

    place: str
    head: str
    text: str
    issuer: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """One question to an editor.

    Attributes:
        kind: ``meaning``: does the first wording say what the term means? ``pair``: do the two wordings mean the same?
        term: Id of the article.
        headword: Its headword.
        why: The reason for the question.
        wordings: The wordings of the sense, the displayed one first; or the two wordings of a pair.
        use: Number of sources that use the term.
        uncertainty: The uncertainty, 0 to 1.
        verdict: For a pair, the current verdict: ``same`` or ``different``.
        is_term: Whether the headword can be a term at all.
    """

    kind: str
    term: str
    headword: str
    why: str
    wordings: tuple[ReviewWording, ...]
    use: int
    uncertainty: float
    verdict: str = ""
    is_term: bool = True

    @property
    def rank(self) -> float:
        """Use times uncertainty. The use counts as a logarithm, so ten times the use counts about twice."""
        return round(math.log2(1 + self.use) * self.uncertainty, 3)

    @property
    def key(self) -> frozenset[str]:
        """The places that a decision on this question names."""
        return frozenset(each.place for each in (self.wordings if self.kind == PAIR else self.wordings[:1]))


def find_questions(article: Mapping[str, Any], borderline: Sequence[Mapping[str, Any]]) -> Iterator[ReviewQuestion]:
    """Yields the questions about one article.

    Args:
        article: The stored article.
        borderline: Its borderline merges and splits, as returned by ``list_reviews``. Each further one counts less,
            because an answer often settles the others, too, and one term with many wordings must not hide the rest.
    """
    for sense in article["senses"]:
        uncertainty, why = _find_uncertainty(sense)
        if uncertainty > 0:
            yield ReviewQuestion(
                MEANING,
                article["id"],
                article["headword"],
                why,
                tuple(map(_wording, sense["definitions"])),
                article["sources"],
                uncertainty,
                is_term=NO_TERM not in sense.get("doubts", ()),
            )
    wordings = {each.place: each for sense in article["senses"] for each in map(_wording, sense["definitions"])}
    for earlier, row in enumerate(borderline):
        yield _pair(article, row, wordings, _BORDERLINE / (1 + earlier))


def _find_uncertainty(sense: Mapping[str, Any]) -> tuple[float, str]:
    if sense.get("doubts"):
        return _DOUBTFUL, _NO_TERM_WHY if NO_TERM in sense["doubts"] else "its wording may not define"
    if sense["status"] == "disputed":
        return _DISPUTED, "its wordings name different members"
    confidence = sense.get("confidence", 1.0)
    if confidence < _SURE:
        sure = [group["confidence"] for group in sense["groups"] if group.get("confidence") is not None]
        of_members = f" (members: {min(sure):.2f})" if min(sure, default=1.0) < _SURE else ""
        return round(1 - confidence, 2), f"the confidence is {confidence:.2f}{of_members}"
    return 0.0, ""


def _pair(
    article: Mapping[str, Any], row: Mapping[str, Any], wordings: Mapping[str, ReviewWording], uncertainty: float
) -> ReviewQuestion:
    left, right = (wordings.get(row[side]) or _from_message(row, side) for side in ("left", "right"))
    verdict = "same" if row["verdict"] == "merged" else "different"
    why = f"{row['verdict']} by {row['rule']} at {row['score']:.2f}"
    return ReviewQuestion(
        PAIR, article["id"], article["headword"], why, (left, right), article["sources"], uncertainty, verdict
    )


def _wording(definition: Mapping[str, Any]) -> ReviewWording:
    place = f"{definition['source']}:{definition['start']}-{definition['end']}"
    return ReviewWording(place, definition["head"], definition["text"], definition["issuer"], definition["year"])


def _from_message(row: Mapping[str, Any], side: str) -> ReviewWording:
    """Parses a wording from the message; the article lists it under the place of another source that prints it."""
    head, _, text = str(row["message"]).partition(" ⟷ ")[0 if side == "left" else 2].partition("：")
    return ReviewWording(row[side], head, text)


def make_decision(question: ReviewQuestion, answer: str, chosen: int = 0) -> Decision:
    """Returns the decision that an answer makes.

    Args:
        question: The question.
        answer: One of ``ANSWERS`` for its kind.
        chosen: Index of the preferred wording.

    Raises:
        ValueError: The answer is not valid for this kind of question, or the index is out of range.
    """
    if answer not in ANSWERS[question.kind] or not 0 <= chosen < len(question.wordings):
        raise ValueError(f"{answer} is not a valid answer; valid answers: {', '.join(ANSWERS[question.kind])}")
    reason = f"reviewed: {question.why}; {answer}"
    if question.kind == PAIR:
        kind = {"accept": question.verdict, "same": "same", "split": "different"}[answer]
        return _decision(kind, question.wordings[0].place, question.wordings[1].place, reason)
    if answer == "reject":
        return _decision("rejected", question.wordings[0].place if question.is_term else question.headword, "", reason)
    return _decision("preferred", question.headword, question.wordings[chosen].place, reason)


def is_answer(question: ReviewQuestion, decision: Decision) -> bool:
    """Whether a decision is an earlier answer to the question, which a new answer replaces."""
    if question.kind == PAIR:
        return decision.kind in {"same", "different"} and {decision.form, decision.other} == question.key
    places = {each.place for each in question.wordings}
    if decision.kind == "preferred":
        return decision.form == question.headword and decision.other in places
    return decision.kind == "rejected" and not decision.other and decision.form in places | {question.headword}


def _decision(kind: str, form: str, other: str, reason: str) -> Decision:
    key, other_key = (written if find_place(written) else term_key(written) for written in (form, other))
    return Decision(kind, form, other, key, other_key, reason)
