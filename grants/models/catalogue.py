"""What the plan is: a programme with its goals and actions."""

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samenleven.core.models import bumps


class PublicQuerySet(models.QuerySet):
    """Rows that everybody may see."""

    def visible_to(self, user):
        return self


class OfARoundQuerySet(models.QuerySet):
    """Rows of a round: as long as it is being prepared they are the ministry's (R13)."""

    published = "round__published_at"

    def visible_to(self, user):
        """All for the ministry; for others, and for software without a token (None), those of the rounds that were published."""
        if user is not None and user.is_authenticated and user.is_ministry:
            return self
        return self.filter(**{f"{self.published}__isnull": False})


class ProgrammeQuerySet(PublicQuerySet):
    def current(self):
        """The programme the pages show when none is named."""
        return self.filter(is_current=True).first()


class Programme(models.Model):
    """A grant programme (programma); Plan Samenleven is one, its successor another."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("naam"), max_length=120)
    round_prefix = models.SlugField(
        _("voorvoegsel van de rondes"),
        blank=True,
        unique=True,
        help_text=_("Staat voor het nummer van een ronde in adressen; leeg voor het eerste programma."),
    )
    is_current = models.BooleanField(_("wordt getoond"), default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programma")
        verbose_name_plural = _("programma's")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="grants_programme_one_is_current",
                violation_error_message=_("Er wordt al een ander programma getoond."),
            )
        ]
        triggers = [bumps("figures", of="grants_programme")]

    def __str__(self):
        return self.name


@pghistory.track()
class Goal(models.Model):
    """What the programme wants (doelstelling)."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programma"), on_delete=models.PROTECT, related_name="goals"
    )
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("titel"), max_length=200)
    source_url = models.TextField(_("bron"), blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("doelstelling")
        verbose_name_plural = _("doelstellingen")
        ordering = ["programme_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="grants_goal_number_is_unique",
                violation_error_message=_("Deze doelstelling bestaat al in dit programma."),
            )
        ]
        triggers = [bumps("figures", of="grants_goal")]

    def __str__(self):
        return f"{self.number}. {self.title}"


@pghistory.track()
class Action(models.Model):
    """What a local government can choose to do (actie)."""

    class TitleStatus(models.TextChoices):
        OFFICIAL = "official", _("officiële titel")
        OTHER = "other", _("titel is een afleiding")

    goal = models.ForeignKey(Goal, verbose_name=_("doelstelling"), on_delete=models.PROTECT, related_name="actions")
    programme = models.ForeignKey(
        Programme, verbose_name=_("programma"), on_delete=models.PROTECT, related_name="actions"
    )
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("titel"), max_length=200)
    title_status = models.CharField(
        _("zekerheid van de titel"), max_length=20, choices=TitleStatus, default=TitleStatus.OFFICIAL
    )
    summary = models.TextField(
        _("samenvatting"), blank=True, help_text=_("Wat minstens verwacht wordt, in eigen woorden van dit portaal.")
    )
    remarks = models.TextField(_("opmerkingen"), blank=True)
    support_organisations = models.TextField(_("ondersteunende organisaties"), blank=True)
    source_url = models.TextField(_("bron"), blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("actie")
        verbose_name_plural = _("acties")
        ordering = ["programme_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="grants_action_number_is_unique",
                violation_error_message=_("Deze actie bestaat al in dit programma."),
            )
        ]
        triggers = [bumps("figures", of="grants_action")]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def get_absolute_url(self):
        return reverse("grants:action", args=[self.number])


@pghistory.track()
class Support(models.Model):
    """Who helps local governments with the content of an action (ondersteuning)."""

    action = models.ForeignKey(Action, verbose_name=_("actie"), on_delete=models.CASCADE, related_name="support")
    name = models.CharField(_("naam"), max_length=120)
    kind = models.CharField(_("soort"), max_length=60)
    valid_until = models.DateField(_("loopt tot en met"), null=True, blank=True)
    source_url = models.TextField(_("bron"), blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("ondersteuning")
        verbose_name_plural = _("ondersteuning")
        ordering = ["action_id", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "name"],
                name="grants_support_named_once_per_action",
                violation_error_message=_("Deze ondersteuning staat al bij deze actie."),
            )
        ]

    def __str__(self):
        return self.name
