"""What to tell a person when the database does not let us in."""

from django.db import DatabaseError, connection


def why_closed(error: DatabaseError) -> str | None:
    """A sentence that names the variable to look at; None where the database did let us in and the error is another.

    It holds neither password nor query, so it may be printed.
    """
    if connection.connection is not None:
        return None
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"DATABASE_URL / VAR_DIR: the database {name} cannot be opened: {error}"
    host = connection.settings_dict["HOST"] or "the local socket"
    return f"DATABASE_URL: the database {name} on {host} cannot be reached: {error}".strip()
