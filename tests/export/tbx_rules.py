"""TBX-Basic 3 in DCA style (ISO 30042:2019) as rules of our own: content models, data categories, levels, targets.

Restated from the core structure and the dialect's Schematron rules, for the elements that a term base of ours can hold.
"""

import re
from collections.abc import Iterator

from lxml import etree

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_AUXILIARY = "(descrip |descripGrp |admin |adminGrp |transacGrp |note |ref |xref )*"
# The content of an element, in its order: names of children, each with a blank after it; "text" is text alone.
CONTENT = {
    "tbx": "tbxHeader text ",
    "tbxHeader": "fileDesc (encodingDesc )?(revisionDesc )?",
    "fileDesc": "(titleStmt )?(publicationStmt )?(sourceDesc )+",
    "titleStmt": "title (note )*",
    "publicationStmt": "(p )+",
    "sourceDesc": "(p )+",
    "text": "body (back )?",
    "body": "(conceptEntry )+",
    "conceptEntry": f"{_AUXILIARY}(langSec )+",
    "langSec": f"{_AUXILIARY}(termSec )+",
    "termSec": f"term (termNote |termNoteGrp )*{_AUXILIARY}",
    "descripGrp": "descrip (descripNote |admin |adminGrp |transacGrp |note |ref |xref )*",
    **dict.fromkeys(("title", "p", "term", "termNote", "descrip", "admin", "ref", "xref", "note"), ""),
}
ATTRIBUTES = {
    "tbx": {"type", "style", XML_LANG},
    "conceptEntry": {"id"},
    "langSec": {XML_LANG},
    "termNote": {"type"},
    "descrip": {"type"},
    "admin": {"type"},
    "ref": {"type", "target"},
    "xref": {"type", "target"},
}
# Data category: where it may be (the group around it does not count).
LEVELS = {
    ("descrip", "subjectField"): {"conceptEntry"},
    ("descrip", "definition"): {"conceptEntry", "langSec"},
    ("descrip", "context"): {"termSec"},
    ("admin", "source"): {"conceptEntry", "langSec", "termSec"},
    ("admin", "customerSubset"): {"conceptEntry", "termSec"},
    ("admin", "projectSubset"): {"conceptEntry", "termSec"},
    ("ref", "crossReference"): {"conceptEntry", "termSec"},
    ("xref", "externalCrossReference"): {"conceptEntry", "langSec", "termSec"},
    ("xref", "xGraphic"): {"conceptEntry", "langSec"},
    ("termNote", "administrativeStatus"): {"termSec"},
    ("termNote", "partOfSpeech"): {"termSec"},
    ("termNote", "termType"): {"termSec"},
    ("termNote", "geographicalUsage"): {"termSec"},
}
VALUES = {
    "administrativeStatus": {f"{word}Term-admn-sts" for word in ("preferred", "admitted", "deprecated", "superseded")},
    "partOfSpeech": {"noun", "verb", "adjective", "adverb", "other"},
    "termType": {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"},
}


def broken_rules(root: etree._Element) -> Iterator[str]:
    """Each rule that the document breaks, with the place."""
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    if len(ids) != len(set(ids)):
        yield "an id occurs twice"
    if (root.get("type"), root.get("style")) != ("TBX-Basic", "dca"):
        yield "the root does not name dialect and style"
    for node in root.iter(etree.Element):
        for broken in _broken_at(node, set(ids)):
            yield f"{root.getroottree().getpath(node)}: {broken}"


def _broken_at(node: etree._Element, ids: set[str | None]) -> Iterator[str]:
    name = etree.QName(node)
    if name.namespace != NAMESPACE or name.localname not in CONTENT:
        yield "no element of this dialect"
        return
    children = "".join(f"{etree.QName(child).localname} " for child in node)
    if not re.fullmatch(CONTENT[name.localname], children):
        yield f"holds {children}"
    if set(node.attrib) != ATTRIBUTES.get(name.localname, set()):
        yield f"has the attributes {sorted(node.attrib)}"
    identifier = node.get("id")
    if identifier is not None and not re.fullmatch(r"[A-Za-z_][\w.-]*", identifier, re.ASCII):
        yield f"the id {identifier} is no XML name"
    yield from _broken_category(node, name.localname, ids)


def _broken_category(node: etree._Element, name: str, ids: set[str | None]) -> Iterator[str]:
    category = node.get("type", "")
    if name != "tbx" and "type" in node.attrib:
        level = node.getparent()
        while level is not None and etree.QName(level).localname.endswith("Grp"):
            level = level.getparent()
        if level is None or etree.QName(level).localname not in LEVELS.get((name, category), set()):
            yield f"{category} is not allowed here"
    if category in VALUES and node.text not in VALUES[category]:
        yield f"{node.text} is no {category}"
    target = node.get("target")
    if target is not None and target not in ids and not re.fullmatch("https?://.+", target):
        yield f"{target} is neither an id nor an address"
    if name == "xref" and not (target or "").startswith("http"):
        yield "an external reference needs an address"
