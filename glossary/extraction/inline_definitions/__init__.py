"""Definitions in running text."""
