"""PDF files to text: the worker process, the text layer, the layout of pages."""
