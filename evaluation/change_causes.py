"""Says for every difference between two extractions of a document why it is there: one cause for each changed record.

    python -m evaluation.change_causes before.jsonl --texts FOLDER --list docs/changed-answers.tsv

compares the present extraction with that of an earlier checkout (:mod:`evaluation.compare_extraction`), writes one row
for each record that differs, and prints the number of records for each cause as the table of docs/changed-answers.md.
Documents outside the project are named by their number in the order of their paths; of their text, the list has the
first characters of headwords only.

The cause follows from the two records alone: which rule reads an entry now, whether another entry overlaps it, on which
side a list of members grew or shrank.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.compare_extraction import by_place, differing_columns, load_records, present_extractions

Record = Mapping[str, Any]

CAUSES = {
    "layout": "a layout of glossaries, tables or laws that was not read; the rule says which",
    "span": "an entry or definition with another beginning or end takes its place",
    "no-definition": "a note or line that defines no headword: a remark about figures, a date, a reference, a cell",
    "no-glossary": "no section around it explains terms: forms, tables of figures, front matter",
    "end": "an entry ends with its definition: before a heading, a date line or the next note",
    "joined": "the lines of a definition that a page wraps are one line",
    "section": "an earlier section is found, or found no longer",
    "rule": "the same entry, read by a rule with another name or of another layout",
    "found-list": "a list of members is found where none was",
    "no-list": "clauses or words that are no members are no longer taken for a list",
    "first-member": "words before the list (a verb that governs it, a lead) begin its first member, or no longer do",
    "last-member": "words after the list end its last member, or no longer do",
    "inner-member": "several members, or one between two others, have more or fewer words",
    "part-of-all": "a word that all members have is a part of each of them, or printed once for all",
    "other-list": "another stretch of the definition is the list, or it is split at other places",
    "numerals": "the numerals of the headword are read as other groups",
    "status": "the same members, with another judgement whether the list is complete",
    "governed": "the verb before the list governs it, and does not belong to the definition",
    "sentence": "a definition in running text: a law or regulation that defines a term where it needs it",
    "list-in-text": "a list next to a slogan in running text that explains it",
    "no-list-in-text": "a list in running text that does not explain the slogan, or is read as an entry now",
    "fixed-name": "a row of the tables of words: a fixed name, or a word before or behind slogans",
    "headword": "a headword of the text is a slogan everywhere in it; a head that is no headword any more is none",
    "slogan-rule": "the same slogan, found by a rule with another name or of another kind",
    "slogan-end": "the slogan ends or begins at another character",
    "count-phrase": "counted things in quotation marks that name no set: 一次申报、一次查验、一次放行",
    "kind": "the document is of a kind that was not known; its title, date, issuer, level and place follow from that",
    "title": "the title has place and year, also where they are printed with blanks or another form of the year",
    "place": "the place, and issuer, level and year with it, is found in a title or a first line that has nothing else",
    "year": "a heading below the title block names the year that the report reviews",
    "sections": "findings about sections and entries follow the entries that are read now",
    "members": "findings about the number of members follow the lists that are found now",
    "notes": "notes without headwords are reported",
    "front-matter": "findings about title and glossary follow the kind of the document",
}
"""Every cause, with the reason in one sentence."""

COLUMNS = ("document", "kind", "form", "columns", "cause", "rule")
_EVERYWHERE = frozenset({"confidence", "full_forms"})
"""Columns that the earlier extraction did not have."""
_RENAMED = {
    "P1": "list-before",
    "P2": "quoted-list-before",
    "P4": "i-e",
    "P5": "in-brackets",
    "P7": "label-list",
    "P8": "paragraphs-below",
    "P9": "list-after",
    "page-note": "note-sentence",
}
_FORM = 10
"""Characters of a headword or slogan in the list."""
_CODES = {
    "front-matter": {"I302", "I303"},
    "sections": {"W201", "W202", "W203", "W204", "W206", "W207", "W208", "W222"},
    "members": {"W210", "W211", "W212"},
    "notes": {"W205"},
}
_ORDER = ("end", "governed", "section", "rule", "slogan-rule")
"""Which cause is named where several columns of a record differ."""
_KINDS_OF_LISTS = ("entries", "glosses")


class Change(NamedTuple):
    """A record that differs.

    Attributes:
        document: The name of the document.
        kind: ``document``, ``entries``, ``glosses``, ``slogans`` or ``findings``.
        form: The headword or slogan.
        columns: The columns that differ; ``new`` or ``gone`` for a whole record.
        cause: A key of ``CAUSES``.
        rule: The rule that reads the record now, or read it before.
    """

    document: str
    kind: str
    form: str
    columns: str
    cause: str
    rule: str = ""


def find_changes(name: str, before: Record, after: Record) -> Iterator[Change]:
    """Yields a change for each record of a document that differs; the cause is empty where none is known."""
    yield from _document_change(name, before["document"], after["document"])
    for kind in (*_KINDS_OF_LISTS, "slogans"):
        old, new = by_place(before.get(kind, ())), by_place(after.get(kind, ()))
        gone = [old[place] for place in sorted(old.keys() - new.keys())]
        added = [new[place] for place in sorted(new.keys() - old.keys())]
        for record in gone:
            cause = _cause_of_loss(kind, record, added, after)
            yield Change(name, kind, _form(record), "gone", cause, record.get("rule", ""))
        for record in added:
            cause = _cause_of_gain(kind, record, gone)
            yield Change(name, kind, _form(record), "new", cause, record.get("rule", ""))
        for place in sorted(old.keys() & new.keys()):
            yield from _record_changes(name, kind, old[place], new[place])
    yield from _finding_changes(name, before, after)


def _document_change(name: str, before: Record, after: Record) -> Iterator[Change]:
    columns = list(differing_columns(before, after))
    if columns:
        cause = "kind" if "kind" in columns else "title" if "title" in columns or columns == ["inferred.title"] else ""
        if not cause and "inferred.region.county" in columns and all(one.startswith("inferred.") for one in columns):
            cause = "place"
        cause = cause or ("year" if "review_year" in columns else "")
        yield Change(name, "document", "", " ".join(columns), cause, after["kind"])


def _finding_changes(name: str, before: Record, after: Record) -> Iterator[Change]:
    old, new = (Counter(each["code"] for each in one.get("findings", ())) for one in (before, after))
    for code in sorted(old.keys() | new.keys()):
        if old[code] != new[code]:
            yield Change(name, "findings", code, "gone" if old[code] > new[code] else "new", _cause_of_finding(code))


def _cause_of_finding(code: str) -> str:
    return next((cause for cause, codes in _CODES.items() if code in codes), "")


def _cause_of_loss(kind: str, record: Record, added: Sequence[Record], after: Record) -> str:
    if any(_overlaps(record, other) for other in added):
        return "slogan-end" if kind == "slogans" else "span"
    if kind == "entries":
        within = any(one["start"] <= record["head_start"] < one["end"] for one in after["sections"])
        return "no-definition" if within or after["entries"] else "no-glossary"
    if kind == "glosses":
        return "no-list-in-text"
    return "headword" if record["rule"] in ("head", "known") else "count-phrase"


def _cause_of_gain(kind: str, record: Record, gone: Sequence[Record]) -> str:
    if any(_overlaps(record, other) for other in gone):
        return "slogan-end" if kind == "slogans" else "span"
    if kind == "entries":
        return "layout"
    if kind == "glosses":
        return "sentence" if record["rule"].startswith("statut") else "list-in-text"
    return "headword" if record["rule"] in ("head", "known") else "fixed-name"


def _record_changes(name: str, kind: str, before: Record, after: Record) -> Iterator[Change]:
    columns = [column for column in differing_columns(before, after) if _counts(column, before, after)]
    lists = [column for column in columns if column.split(".")[0] in ("groups", "items", "status")]
    others = [column for column in columns if column not in lists]
    causes = {_cause_of_column(kind, column) for column in others}
    if causes:
        cause = next((each for each in _ORDER if each in causes), "")
        if others == ["definition"] and _without_blanks(before) == _without_blanks(after):
            cause = "joined"
        yield Change(name, kind, _form(after), " ".join(others), cause, after.get("rule", ""))
    if lists:
        yield Change(name, kind, _form(after), _short(lists), _cause_of_lists(before, after), after.get("rule", ""))


def _without_blanks(record: Record) -> str:
    return "".join(record["definition"].split())


def _counts(column: str, before: Record, after: Record) -> bool:
    """Whether a column is no new one, and no rule with another name only."""
    last = column.rsplit(".", 1)[-1]
    if last in _EVERYWHERE or (column == "groups" and not before.get("groups") and not after.get("groups")):
        return False
    return not (column == "rule" and _RENAMED.get(before["rule"]) == after["rule"])


def _cause_of_column(kind: str, column: str) -> str:
    if column == "rule":
        return "slogan-rule" if kind == "slogans" else "rule"
    if column == "section":
        return "section"
    if column in ("definition", "start", "end", "heads"):
        return "governed" if kind == "glosses" else "end"
    return ""


def _cause_of_lists(before: Record, after: Record) -> str:
    """Compares the lists of members of two records of the same headword."""
    old, new = (tuple(_groups(record)) for record in (before, after))
    if old == new:
        return "status"
    members, found = (tuple(member for _, _, each in groups for member in each) for groups in (old, new))
    if not members:
        return "found-list" if found else "numerals"
    if not found:
        return "no-list"
    if members == found:
        return "part-of-all" if [each[0] for each in old] == [each[0] for each in new] else "numerals"
    if [each[0] for each in old] != [each[0] for each in new]:
        return "numerals"
    return _cause_of_boundaries(members, found)


def _cause_of_boundaries(before: Sequence[str], after: Sequence[str]) -> str:
    pairs = list(zip(before, after, strict=False))
    differing = [at for at, (one, other) in enumerate(pairs) if one != other]
    if len(before) != len(after) or not all(one in other or other in one for one, other in pairs):
        return "other-list"
    if len(differing) > 1 and len(differing) == len(pairs):
        return "part-of-all"
    if differing == [0] and pairs[0][0][-1] == pairs[0][1][-1]:
        return "first-member"
    return "last-member" if differing == [len(pairs) - 1] else "inner-member"


def _groups(record: Record) -> Iterator[tuple[Any, Any, tuple[str, ...]]]:
    for group in record.get("groups") or ():
        yield group["numeral"], group["shared"], tuple(group["members"])


def _overlaps(one: Record, other: Record) -> bool:
    (start, end), (begin, stop) = _extent(one), _extent(other)
    return start < stop and begin < end


def _extent(record: Record) -> tuple[int, int]:
    start = record.get("head_start", record.get("start", 0))
    return start, max(start + 1, record.get("end", start))


def _form(record: Record) -> str:
    form = " ".join((record.get("head") or record.get("surface", "")).split())
    return form if len(form) <= _FORM else form[:_FORM] + "…"


def _short(columns: Iterable[str]) -> str:
    """The columns of groups once each: ``groups.0.members groups.1.members`` is ``groups.members``."""
    parts = (each.split(".") for each in columns)
    return " ".join(dict.fromkeys(".".join(part for part in each if not part.isdecimal()) for each in parts))


def read_texts(folder: Path) -> dict[str, str]:
    """Returns the texts of a folder by their numbers, in the order of their paths."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".txt", ".md"})
    return {f"text {number:03}": path.read_text("utf-8", "replace") for number, path in enumerate(paths, 1)}


def summary(changes: Iterable[Change]) -> str:
    """The table of docs/changed-answers.md: how many records of which kind differ by each cause."""
    whole = ("new", "gone")
    counts = Counter((each.kind, each.cause, each.columns if each.columns in whole else "changed") for each in changes)
    lines = ["| kind | record | cause | records | reason |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {kind} | {record} | `{cause}` | {count} | {CAUSES[cause]} |"
        for (kind, cause, record), count in sorted(counts.items())
    ]
    return "\n".join(lines) + "\n"


def read_list(path: Path) -> list[Change]:
    """Returns the rows of a list that this module wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Change(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def write_list(path: Path, changes: Iterable[Change]) -> None:
    """Writes a row for each change; quotation marks are letters like others."""
    rows = ("\t".join(each) for each in (COLUMNS, *changes))
    path.write_text("\n".join(rows) + "\n", "utf-8")


def main() -> None:
    """Writes the list and prints its summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="extractions of an earlier checkout, written by compare_extraction")
    parser.add_argument("--texts", type=Path, help="a folder of further documents")
    parser.add_argument("--list", type=Path, required=True, help="where to write the list")
    options = parser.parse_args()
    recorded = load_records(options.file)
    present = present_extractions(read_texts(options.texts) if options.texts else {})
    changes = [
        change
        for name in sorted(recorded.keys() & present.keys())
        for change in find_changes(name, recorded[name], present[name])
    ]
    unknown = [each for each in changes if not each.cause]
    write_list(options.list, changes)
    print("\n".join(map(str, unknown)) if unknown else summary(changes))


if __name__ == "__main__":
    main()
