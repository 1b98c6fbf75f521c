"""Reading: articles, sources, reports and snapshots of one revision."""
