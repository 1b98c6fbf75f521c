"""Bytes to :class:`glossary.model.Source`: plain text, markdown, HTML, docx, PDF, archives, the web."""
