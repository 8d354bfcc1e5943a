"""Long lists in pages."""

from django.core.cache import cache
from django.core.paginator import Paginator
from django.utils.functional import cached_property


class RememberingPaginator(Paginator):
    """Counts a list and reads each of its pages once in a while: to order everything costs more the longer it is.

    The key names everything the list depends on; what is remembered may be `seconds` old.
    """

    def __init__(self, rows, per_page, *, key, seconds):
        super().__init__(rows, per_page)
        self.key, self.seconds = f"pages:{key}", seconds

    @cached_property
    def count(self):
        return cache.get_or_set(f"{self.key}:count", self.object_list.count, self.seconds)

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = cache.get_or_set(
            f"{self.key}:{number}", lambda: list(self.object_list[first : first + self.per_page]), self.seconds
        )
        return self._get_page(rows, number, self)
