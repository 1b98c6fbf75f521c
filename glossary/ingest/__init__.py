"""Converts bytes to :class:`glossary.model.Source`: plain text, Markdown, HTML, docx, PDF, archives, the web."""
