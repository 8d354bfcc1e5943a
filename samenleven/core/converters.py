"""What stands in an address beside numbers and slugs."""

from django.urls.converters import StringConverter


class TextConverter(StringConverter):
    """A text that a database can be asked for: anything without a slash, and without a NUL (404)."""

    regex = r"[^/\x00]+"
