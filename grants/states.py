"""Every status of this app with its flow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    """How sure a fact of the past is (zekerheid)."""

    NAMED = "named", _("genoemd")
    INFERRED = "inferred", _("afgeleid")


class AwardKind(models.TextChoices):
    """Where an award comes from (herkomst)."""

    IMPORTED = "imported", _("ingelezen")
    EXAMPLE = "example", _("voorbeeldverdeling")
    DECIDED = "decided", _("beslist in het portaal")


class MomentKind(models.TextChoices):
    """Which reading of the project year (soort rapporteringsmoment)."""

    INTERIM = "interim", _("tussentijds")
    FINAL = "final", _("eindrapport")


class ExtensionKind(models.TextChoices):
    """What one applicant gets more time for (soort verlenging)."""

    EXTENSION = "extension", _("verlenging")  # its own deadline: until then nothing is missing
    REOPENING = "reopening", _("heropening")  # the figures stand as they are until something is sent


class Precision(models.TextChoices):
    """How exactly a date was told (nauwkeurigheid)."""

    MOMENT = "moment", _("tot op de seconde")
    DAY = "day", _("dag")
    MONTH = "month", _("maand")


class IndicatorKind(models.TextChoices):
    """What may be added to what (R5)."""

    FLOW = "flow", _("stroom")
    STATE = "state", _("toestand")


class Measure(models.TextChoices):
    """What a published figure counts (grootheid)."""

    AWARDED = "awarded", _("toegekend bedrag")
    LOCAL_GOVERNMENTS = "local_governments", _("lokale besturen")
    APPLICANTS = "applicants", _("aanvragers")
    TARGET = "target", _("te bereiken")
    REALISED = "realised", _("bereikt")
