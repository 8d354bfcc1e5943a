"""Cursors for answers that leave as they are made."""

from django.db import connection


def reading_in_parts():
    """A cursor whose rows stay at the server until they are read, as a context.

    Where the settings allow none (behind a pooler of connections, in the tests), one that reads everything at once.
    """
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        return connection.cursor()
    return connection.chunked_cursor()
