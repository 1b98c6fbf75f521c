"""Numeral slogans in running text."""
