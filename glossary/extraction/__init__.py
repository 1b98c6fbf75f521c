"""Source to findings, pure: sections, entries, members, slogans, glosses, metadata."""
