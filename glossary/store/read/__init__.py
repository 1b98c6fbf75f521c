"""Reading from the store: articles, sources, reports and snapshots of one revision."""
