"""One result, several faces: the report of a case as HTML, PDF and Markdown, from its summary and tables."""
