"""Writing: sources in, the dictionary that follows from them out."""
