"""What is sent to the API: JSON of a modest size, and nothing that a database cannot hold."""

from io import BytesIO

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from samenleven.core.problems import TooLarge

LARGEST = 1024 * 1024


class StrictJSONParser(JSONParser):
    """JSON of at most 1 MB, however deep it is nested."""

    def parse(self, stream, media_type=None, parser_context=None):
        sent = stream.read(LARGEST + 1)
        if len(sent) > LARGEST:
            raise TooLarge(_("Stuur hoogstens 1 MB."))
        try:
            return super().parse(BytesIO(sent), media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error


def is_storable(text: str) -> bool:
    """Whether a text can be kept: no NUL, and no half of a character."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
