"""Readers, extractors, merge and store in one run."""
