"""Who may take part: municipalities, VGC and vzw de Rand, and how they merged."""

import unicodedata

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from samenleven.core.constraints import not_after, one_of
from samenleven.core.models import bumps


def sort_key(name):
    """A name without accents and marks: the database has no Dutch collation."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(character for character in plain.lower() if character.isalnum() or character == " ")


class ReferenceRegion(models.Model):
    """A region in which local governments work together (referentieregio)."""

    name = models.CharField(_("naam"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("referentieregio")
        verbose_name_plural = _("referentieregio's")
        ordering = ["name"]
        triggers = [bumps("figures", of="municipalities_referenceregion")]

    def __str__(self):
        return self.name


class LocalGovernmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The register is public."""
        return self

    def valid_on(self, day):
        """Those that exist on a day."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        )


@pghistory.track()
class LocalGovernment(models.Model):
    """A body that may take part (lokaal bestuur): a municipality, VGC or vzw de Rand (R9)."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("gemeente")
        VGC = "vgc", _("Vlaamse Gemeenschapscommissie")
        DE_RAND = "de_rand", _("vzw de Rand")

    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("NIS-code, vgc of de-rand"))
    name = models.CharField(_("naam"), max_length=80)
    sort_name = models.CharField(_("sorteernaam"), max_length=80, db_index=True, editable=False)
    kind = models.CharField(_("soort"), max_length=20, choices=Kind, default=Kind.MUNICIPALITY)
    province = models.CharField(_("provincie"), max_length=30, blank=True)
    reference_region = models.ForeignKey(
        ReferenceRegion,
        verbose_name=_("referentieregio"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="local_governments",
    )
    enterprise_number = models.CharField(_("ondernemingsnummer"), max_length=10, blank=True)
    valid_from = models.DateField(_("bestaat sinds"), null=True, blank=True)
    valid_until = models.DateField(_("bestond tot en met"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("opvolger"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )

    objects = LocalGovernmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lokaal bestuur")
        verbose_name_plural = _("lokale besturen")
        ordering = ["sort_name", "code"]
        constraints = [
            one_of(
                "kind",
                ["municipality", "vgc", "de_rand"],
                name="municipalities_localgovernment_kind_is_known",
                message=_("Dit soort lokaal bestuur bestaat niet."),
            ),
            not_after(
                "valid_from",
                "valid_until",
                name="municipalities_localgovernment_ends_after_it_begins",
                message=_("Een lokaal bestuur houdt niet op voor het begint."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_until__isnull=False),
                name="municipalities_localgovernment_with_a_successor_has_ended",
                violation_error_message=_("Een lokaal bestuur met een opvolger heeft een laatste dag."),
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("pk")),
                name="municipalities_localgovernment_does_not_succeed_itself",
                violation_error_message=_("Een lokaal bestuur volgt zichzelf niet op."),
            ),
            models.CheckConstraint(
                condition=Q(enterprise_number="") | Q(enterprise_number__regex=r"^[0-9]{10}$"),
                name="municipalities_localgovernment_enterprise_number_is_ten_digits",
                violation_error_message=_("Een ondernemingsnummer telt tien cijfers."),
            ),
            # btree_gist is not everywhere: ten digits as a range of one number do the same.
            ExclusionConstraint(
                name="municipalities_localgovernment_enterprise_number_is_unique",
                expressions=[
                    (
                        Func(
                            Cast("enterprise_number", models.BigIntegerField()),
                            Cast("enterprise_number", models.BigIntegerField()),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            "valid_from",
                            "valid_until",
                            models.Value("[]"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(enterprise_number=""),
                violation_error_message=_("Dit ondernemingsnummer is op dat moment al van een ander lokaal bestuur."),
            ),
        ]
        triggers = [bumps("figures", of="municipalities_localgovernment")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)


class Period(models.Model):
    """How large a local government is and where it lies, between two mergers (periode)."""

    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), on_delete=models.CASCADE, related_name="periods"
    )
    starts_on = models.DateField(_("begint op"), null=True, blank=True)
    ends_on = models.DateField(_("eindigt op"), null=True, blank=True)
    inhabitants = models.PositiveIntegerField(_("inwoners"), null=True, blank=True)
    non_eu14_origin_inhabitants = models.PositiveIntegerField(
        _("inwoners van niet-EU-14-herkomst"), null=True, blank=True
    )
    latitude = models.DecimalField(_("breedtegraad"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("lengtegraad"), max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        verbose_name = _("periode")
        verbose_name_plural = _("periodes")
        ordering = ["local_government_id", F("starts_on").asc(nulls_first=True)]
        constraints = [
            not_after(
                "starts_on",
                "ends_on",
                name="municipalities_period_ends_after_it_starts",
                message=_("Een periode eindigt niet voor ze begint."),
            ),
            models.UniqueConstraint(
                fields=["local_government", "starts_on"],
                nulls_distinct=False,
                name="municipalities_period_starts_once",
                violation_error_message=_("Dit lokaal bestuur heeft al een periode die dan begint."),
            ),
        ]

    def __str__(self):
        return f"{self.local_government} ({self.starts_on or '…'} – {self.ends_on or '…'})"


class Merger(models.Model):
    """One body goes up into another on a day (fusie); who keeps its NIS code is no predecessor of itself (R9)."""

    predecessor = models.OneToOneField(
        LocalGovernment, verbose_name=_("voorganger"), on_delete=models.PROTECT, related_name="merged_into"
    )
    successor = models.ForeignKey(
        LocalGovernment, verbose_name=_("opvolger"), on_delete=models.PROTECT, related_name="merged_from"
    )
    merged_on = models.DateField(_("datum van de fusie"))

    class Meta:
        verbose_name = _("fusie")
        verbose_name_plural = _("fusies")
        ordering = ["merged_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="municipalities_merger_joins_two_bodies",
                violation_error_message=_("Een lokaal bestuur kan niet met zichzelf fuseren."),
            )
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"
