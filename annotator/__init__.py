"""Annotator: entities and relations in news articles, proposed by spaCy and corrected by hand."""

__version__ = "0.1.0"
