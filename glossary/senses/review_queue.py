"""What a curator is asked first: questions about articles, ranked by use and doubt, and what answers decide. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glossary.chinese.normalize import term_key
from glossary.senses.definition_quality import NO_TERM
from glossary.senses.overrides import Decision, find_place

_SURE = 0.9
"""Confidence from which a sense is not asked about, unless something else is doubtful."""
_BORDERLINE, _DISPUTED, _DOUBTFUL = 0.5, 0.6, 0.9
"""How doubtful a merge or split is that was close, a sense with contradicting lists, one with ``doubts``."""
MEANING, PAIR = "meaning", "pair"
ANSWERS = {MEANING: ("accept", "reject", "prefer"), PAIR: ("accept", "same", "split")}
"""What can be answered to each kind of question."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An explanation as a question shows it.

    Attributes:
        place: ``source:start-end``, as decisions name it.
        head: As printed.
        text: As printed.
        issuer: Who says so.
        year: When.
    """

    place: str
    head: str
    text: str
    issuer: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a curator.

    Attributes:
        kind: ``meaning``: does the first wording say what the term means? ``pair``: do the two wordings mean the same?
        term: Id of the article.
        headword: Its headword.
        why: What makes it doubtful.
        wordings: Those of the sense, the shown one first; of a pair the two.
        use: Sources that use the term.
        doubt: 0 to 1.
        verdict: Of a pair: ``same`` or ``different``, as it stands.
        is_term: Whether the headword may be a term at all.
    """

    kind: str
    term: str
    headword: str
    why: str
    wordings: tuple[Wording, ...]
    use: int
    doubt: float
    verdict: str = ""
    is_term: bool = True

    @property
    def rank(self) -> float:
        """Use times doubt: ten times the use counts about twice, as readers meet frequent terms again and again."""
        return round(math.log2(1 + self.use) * self.doubt, 3)

    @property
    def key(self) -> frozenset[str]:
        """The places that a decision would name."""
        return frozenset(each.place for each in (self.wordings if self.kind == PAIR else self.wordings[:1]))


def find_questions(article: Mapping[str, Any], borderline: Sequence[Mapping[str, Any]]) -> Iterator[Question]:
    """The questions about one article.

    Args:
        article: As the store keeps it.
        borderline: Its merges and splits that were close, as ``list_reviews`` gives them.
    """
    for sense in article["senses"]:
        doubt, why = _find_doubt(sense)
        if doubt > 0:
            yield Question(
                MEANING,
                article["id"],
                article["headword"],
                why,
                tuple(map(_wording, sense["definitions"])),
                article["sources"],
                doubt,
                is_term=NO_TERM not in sense.get("doubts", ()),
            )
    wordings = {each.place: each for sense in article["senses"] for each in map(_wording, sense["definitions"])}
    for row in borderline:
        yield _pair(article, row, wordings)


def _find_doubt(sense: Mapping[str, Any]) -> tuple[float, str]:
    if sense.get("doubts"):
        return _DOUBTFUL, "its wording may not define: " + ", ".join(sense["doubts"])
    if sense["status"] == "disputed":
        return _DISPUTED, "its wordings name different members"
    confidence = sense.get("confidence", 1.0)
    if confidence < _SURE:
        return round(1 - confidence, 2), f"the confidence is {confidence:.2f}"
    return 0.0, ""


def _pair(article: Mapping[str, Any], row: Mapping[str, Any], wordings: Mapping[str, Wording]) -> Question:
    left, right = (wordings.get(row[side]) or _from_message(row, side) for side in ("left", "right"))
    verdict = "same" if row["verdict"] == "merged" else "different"
    why = f"{row['verdict']} by {row['rule']} at {row['score']:.2f}"
    return Question(
        PAIR, article["id"], article["headword"], why, (left, right), article["sources"], _BORDERLINE, verdict
    )


def _wording(definition: Mapping[str, Any]) -> Wording:
    place = f"{definition['source']}:{definition['start']}-{definition['end']}"
    return Wording(place, definition["head"], definition["text"], definition["issuer"], definition["year"])


def _from_message(row: Mapping[str, Any], side: str) -> Wording:
    """A wording that another source prints too, under whose place it is listed."""
    head, _, text = str(row["message"]).partition(" ⟷ ")[0 if side == "left" else 2].partition("：")
    return Wording(row[side], head, text)


def decide(question: Question, answer: str, chosen: int = 0) -> Decision:
    """The decision that an answer makes.

    Args:
        question: What was asked.
        answer: One of ``ANSWERS`` of its kind.
        chosen: Index of the wording that is preferred.

    Raises:
        ValueError: no such answer to that kind of question, no such wording.
    """
    if answer not in ANSWERS[question.kind] or not 0 <= chosen < len(question.wordings):
        raise ValueError(f"{answer} is no answer here; there are {', '.join(ANSWERS[question.kind])}")
    reason = f"reviewed: {question.why}; {answer}"
    if question.kind == PAIR:
        kind = {"accept": question.verdict, "same": "same", "split": "different"}[answer]
        return _decision(kind, question.wordings[0].place, question.wordings[1].place, reason)
    if answer == "reject":
        return _decision("rejected", question.wordings[0].place if question.is_term else question.headword, "", reason)
    return _decision("preferred", question.headword, question.wordings[chosen].place, reason)


def _decision(kind: str, form: str, other: str, reason: str) -> Decision:
    key, other_key = (written if find_place(written) else term_key(written) for written in (form, other))
    return Decision(kind, form, other, key, other_key, reason)
