"""The parts of a docx by what they are, not by their names: writers other than Word name them as they like."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from glossary.ingest.docx_xml import Event, attribute, part_events
from glossary.ingest.resource_limits import Limits

_USUAL = {
    "officeDocument": "word/document.xml",
    "styles": "word/styles.xml",
    "numbering": "word/numbering.xml",
    "footnotes": "word/footnotes.xml",
    "endnotes": "word/endnotes.xml",
    "core-properties": "docProps/core.xml",
}
"""Where Word puts what a relationship leads to."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """What one part says of another: the last word of the type, and the other part's name."""

    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """A docx as its parts.

    Attributes:
        archive: The zip file.
        origin: Named in errors.
        limits: What a part may cost.
        names: The name in the zip of each part; a part's name has no backslash and no slash at its beginning.
    """

    archive: zipfile.ZipFile
    origin: str
    limits: Limits
    names: dict[str, str] = field(default_factory=dict)
    _relations: dict[str, dict[str, Relationship]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Some writers on Windows put backslashes into the names of members."""
        for name in self.archive.namelist():
            self.names.setdefault(name.replace("\\", "/").lstrip("/"), name)

    def main_part(self) -> str | None:
        """The document itself: what the package says, else Word's own name for it; ``None`` without either."""
        said = self.related("", "officeDocument")
        return said or self._known(_USUAL["officeDocument"])

    def related(self, part: str, kind: str) -> str | None:
        """The part of that kind that ``part`` leads to (``""`` is the package), else the one under its usual name."""
        for relation in self.relations(part).values():
            if relation.kind == kind and relation.target in self.names:
                return relation.target
        return self._known(_USUAL[kind]) if kind in _USUAL else None

    def relations(self, part: str) -> dict[str, Relationship]:
        """The relationships of a part by their id; none that leave the package."""
        if part not in self._relations:
            folder, _, name = part.rpartition("/")
            rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
            self._relations[part] = dict(self._read_relations(rels, folder)) if rels in self.names else {}
        return self._relations[part]

    def events(self, part: str) -> Iterator[Event]:
        """The XML events of a part.

        Raises:
            UnreadableSourceError: As :func:`glossary.ingest.docx_xml.part_events`.
        """
        return part_events(self.archive, self.names[part], self.origin, self.limits)

    def _read_relations(self, rels: str, folder: str) -> Iterator[tuple[str, Relationship]]:
        for event, tag, element in self.events(rels):
            if event == "end" and tag == "Relationship" and attribute(element, "TargetMode") != "External":
                target = unquote(attribute(element, "Target")).replace("\\", "/")
                whole = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                kind = attribute(element, "Type").rpartition("/")[2]
                yield attribute(element, "Id"), Relationship(kind, self._known(whole) or whole)

    def _known(self, name: str) -> str | None:
        """The part of that name, whatever its case: names in a package are compared so."""
        if name in self.names:
            return name
        return next((each for each in self.names if each.lower() == name.lower()), None)
