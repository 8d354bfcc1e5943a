"""A file that is larger than any the portal takes fills no disk."""

from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES_KEPT = 8 * 1024 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Lets the first megabytes of each file through to the handlers after it, and swallows the rest.

    What is cut off is too large for every page that takes a file: that page sees its size and says so.
    """

    def receive_data_chunk(self, raw_data, start):
        """The piece for the next handler; None where the file is over its bound."""
        return raw_data if start < MOST_BYTES_KEPT else None

    def file_complete(self, file_size):
        """The handlers after this one make the file."""
        return
