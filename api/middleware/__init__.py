"""WSGI middleware: cache, compression, limits, access log, metrics."""
