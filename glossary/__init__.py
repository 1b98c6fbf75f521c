"""A dictionary of Chinese political language that reads the reports itself; the library knows no HTTP."""

__version__ = "0.1.0"
