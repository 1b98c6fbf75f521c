"""Finds the parts of a docx by their relationships, not by name: other programs than Word use other part names."""

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
"""The part names that Word uses, by relationship type."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship to another part: the last segment of its type, and the name of the target."""

    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """The parts of a docx.

    Attributes:
        archive: The zip file.
        origin: Named in error messages.
        limits: The limits for a part.
        names: Maps part names, without backslashes and leading slash, to names in the zip file.
    """

    archive: zipfile.ZipFile
    origin: str
    limits: Limits
    names: dict[str, str] = field(default_factory=dict)
    _relations: dict[str, dict[str, Relationship]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Normalize member names: some Windows programs write backslashes."""
        for name in self.archive.namelist():
            self.names.setdefault(name.replace("\\", "/").lstrip("/"), name)

    def main_part(self) -> str | None:
        """The main document part: by relationship, else by Word's usual name; ``None`` if there is neither."""
        said = self.related("", "officeDocument")
        return said or self._known(_USUAL["officeDocument"])

    def related(self, part: str, kind: str) -> str | None:
        """The part of that kind that ``part`` refers to (``""`` is the package), else the one with the usual name."""
        for relation in self.relations(part).values():
            if relation.kind == kind and relation.target in self.names:
                return relation.target
        return self._known(_USUAL[kind]) if kind in _USUAL else None

    def relations(self, part: str) -> dict[str, Relationship]:
        """The relationships of a part by id, without those that lead out of the package."""
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
        """The part with that name, ignoring case, as the package format requires."""
        if name in self.names:
            return name
        return next((each for each in self.names if each.lower() == name.lower()), None)
