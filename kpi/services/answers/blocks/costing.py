"""What it would cost local governments to be asked: fields x local governments x minutes (R25, R39)."""

from django.conf import settings
from django.utils.translation import gettext as _

from kpi.services.answers.asking import Built
from kpi.states import CitedMeasure
from samenleven.core import wording
from samenleven.core.papers import note, paragraph, table
from samenleven.core.tables import nothing


def minutes_of(fields: int, bodies: int) -> int:
    """How many minutes all of them together are assumed to take for so many more fields each."""
    return fields * bodies * settings.MINUTES_PER_COUNT


def cost(asked) -> Built:
    """The cost of asking at one reporting moment; of how many local governments is what is known of who takes part."""
    built = Built()
    rows, whole, is_known = [], 0, True
    for of_round in asked.known_rounds:
        for number in asked.actions:
            figure = asked.per_action().get((of_round.code, number))
            bodies = figure.local_governments if figure else None
            is_known = is_known and bodies is not None
            minutes = minutes_of(asked.fields, bodies or 0)
            whole += minutes
            rows.append([
                _("Actie %(number)s, %(round)s") % {"number": number, "round": of_round},
                wording.count(asked.fields),
                str(nothing("unknown")) if bodies is None else wording.count(bodies),
                wording.count(settings.MINUTES_PER_COUNT),
                str(nothing("unknown")) if bodies is None else hours(minutes),
            ])  # fmt: skip
            built.cite(asked, of_round, CitedMeasure.LOCAL_GOVERNMENTS, bodies, action=number,
                       source=figure.source if figure else "", state="" if bodies is not None else "unknown")  # fmt: skip
    said = {"fields": wording.count(asked.fields), "hours": hours(whole), "each": settings.MINUTES_PER_COUNT}
    if is_known and rows:
        sentence = _(
            "Het vragen zou de lokale besturen samen %(hours)s kosten, telkens ze rapporteren: %(fields)s bijkomende velden per lokaal bestuur, aan %(each)s minuten per veld."
        )
    else:
        sentence = _(
            "Wat het vragen zou kosten, is niet volledig bekend: het gaat om %(fields)s bijkomende velden per lokaal bestuur, aan %(each)s minuten per veld."
        )
    built.parts.append(paragraph(sentence % said))
    heads = [_("Waarvoor"), _("Velden per bestuur"), _("Lokale besturen"), _("Minuten per veld"), _("Samen")]
    built.parts.append(table(_("Wat het zou kosten om het te vragen"), heads, rows, numbers=range(1, 5)))
    built.parts.append(
        note(
            _("Soort: raming van planlast. De minuten per veld zijn een aanname van dit portaal. Zoals gekend op %s.")
            % asked.day
        )
    )
    return built


def hours(minutes: int) -> str:
    """Minutes in words: 4 uur, 1 uur en 30 minuten, 40 minuten."""
    whole, rest = divmod(minutes, 60)
    said = {"hours": wording.count(whole), "minutes": rest}
    if not rest and whole:
        return _("%(hours)s uur") % said
    if not whole:
        return _("%(minutes)s minuten") % said
    return _("%(hours)s uur en %(minutes)s minuten") % said
