"""Writing: stores sources and rebuilds the dictionary from them."""
