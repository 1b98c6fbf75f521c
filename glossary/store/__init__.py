"""The term store: the one room with SQL."""
