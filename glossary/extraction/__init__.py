"""Extracts sections, entries, members, slogans, inline definitions and metadata from a source. Pure."""
