"""Groups the entries and slogans of many sources into terms and senses. Pure functions."""
