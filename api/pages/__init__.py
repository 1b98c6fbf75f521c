"""Pages for people: search, article, report, paste-a-text, documentation. Templates escape everything."""
