"""`WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends.sqlite"}}`"""

from search.backends.base import DatabaseSearchBackend


class SearchBackend(DatabaseSearchBackend):
    """FTS5 over ready tokens, ranked by its own bm25()."""

    vendor = "sqlite"
