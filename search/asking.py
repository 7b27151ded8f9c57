"""From what somebody typed to what an index is asked."""

from search import analysis
from search.expression import Expression, Group

LONGEST_QUERY = 200
"""Characters of a query that are looked at; nobody types more in earnest."""


def clean(text: str) -> str:
    """One line, without control characters, no longer than LONGEST_QUERY."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: LONGEST_QUERY * 4]).split())[:LONGEST_QUERY]


def expression_of(text: str) -> Expression:
    """All the words of a query."""
    return Expression.of(Group.of(token, prefix) for token, prefix in analysis.query_tokens(text))
