"""What others may say about a message before it is mailed."""

from django.dispatch import Signal

# Asked right before a mail leaves, with `notice`: who answers False knows that it asks for nothing any more.
still_needed = Signal()
