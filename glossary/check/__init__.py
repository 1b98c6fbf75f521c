"""Findings over a whole dictionary, pure: near misses, conflicts, gaps."""
