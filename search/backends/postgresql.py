"""`WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends.postgresql"}}`"""

from search.backends.base import DatabaseSearchBackend


class SearchBackend(DatabaseSearchBackend):
    """Postings over ready tokens, ranked by BM25 in SQL."""

    vendor = "postgresql"
