"""The members that a definition enumerates for the numerals of its head. Pure."""

from glossary.model import Group, MembersStatus


def find_members(head: str, definition: str) -> tuple[tuple[Group, ...], MembersStatus]:
    """The groups of ``head`` with the members that ``definition`` enumerates, and the count check over all."""
    return (), MembersStatus.UNKNOWN
