"""The members that a numeral headword counts."""
