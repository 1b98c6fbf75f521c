"""Entries and slogans of many sources to terms and senses, pure."""
