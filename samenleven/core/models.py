"""A number that goes up when something behind it changed."""

import pgtrigger
from django.db import connection, models


class Stamp(models.Model):
    """How often something changed (stempel): what is made from it may be kept as long as the number stands."""

    name = models.CharField("naam", max_length=40, primary_key=True)
    counter = models.BigIntegerField("teller", default=0)

    class Meta:
        verbose_name = "stempel"
        verbose_name_plural = "stempels"

    def __str__(self):
        return f"{self.name} {self.counter}"

    @classmethod
    def of(cls, name) -> int:
        """The number as it stands now; one query, by hand because nearly every page of figures begins with it."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT counter FROM {cls._meta.db_table} WHERE name = %s", [name])
            found = cursor.fetchone()
        return found[0] if found else 0


def bumps(stamp, *, of):
    """A trigger that raises a stamp when rows of a table change, by whatever way; once per statement."""
    return pgtrigger.Trigger(
        name=f"{of}_bumps_{stamp}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            INSERT INTO core_stamp (name, counter) VALUES ('{stamp}', 1)
            ON CONFLICT (name) DO UPDATE SET counter = core_stamp.counter + 1;
            RETURN NULL;
        """,
    )
