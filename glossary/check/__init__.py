"""Findings over a whole dictionary, pure."""
