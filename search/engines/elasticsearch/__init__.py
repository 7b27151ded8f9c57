"""Elasticsearch 9 beside the database. Tokens come ready made, so any server does, with no module or plugin."""

from search.engines.elasticsearch.engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
