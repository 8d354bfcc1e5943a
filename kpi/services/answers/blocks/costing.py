"""What it would cost local governments to be asked: fields x local governments x minutes (R25, R39)."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi.figures.overview import Row
from kpi.services.answers.asking import Built
from kpi.services.answers.blocks.people import bodies_in_words
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
    rows, whole, is_known, is_whole = [], 0, True, True
    for of_round in asked.known_rounds:
        for number in asked.actions:
            figure = asked.per_action().get((of_round.code, number))
            bodies = Row(figure=figure).local_governments
            is_known = is_known and bodies is not None
            is_partial = bodies is not None and not figure.list_complete
            is_whole = is_whole and not is_partial
            minutes = minutes_of(asked.fields, bodies or 0)
            whole += minutes
            rows.append([
                _("Actie %(number)s, %(round)s") % {"number": number, "round": of_round},
                wording.count(asked.fields),
                bodies_in_words(figure),
                wording.count(settings.MINUTES_PER_COUNT),
                str(nothing("unknown")) if bodies is None else _at_least(hours(minutes), is_partial),
            ])  # fmt: skip
            built.cite(asked, of_round, CitedMeasure.LOCAL_GOVERNMENTS, bodies, action=number,
                       source=figure.source if figure else "", state="" if bodies is not None else "unknown")  # fmt: skip
    fields = ngettext("%s bijkomend veld", "%s bijkomende velden", asked.fields) % wording.count(asked.fields)
    said = {"fields": fields, "hours": _at_least(hours(whole), not is_whole), "each": hours(settings.MINUTES_PER_COUNT)}
    if is_known and rows:
        sentence = _(
            "Het vragen zou de lokale besturen samen %(hours)s kosten, telkens ze rapporteren: %(fields)s per lokaal bestuur, aan %(each)s per veld."
        )
    else:
        sentence = _(
            "Wat het vragen zou kosten, is niet volledig bekend: het gaat om %(fields)s per lokaal bestuur, aan %(each)s per veld."
        )
    built.parts.append(paragraph(sentence % said))
    if rows:
        heads = [_("Waarvoor"), _("Velden per bestuur"), _("Lokale besturen"), _("Minuten per veld"), _("Samen")]
        built.parts.append(table(_("Wat het zou kosten om het te vragen"), heads, rows, numbers=range(1, 5)))
    built.parts.append(
        note(
            _("Soort: raming van planlast. De minuten per veld zijn een aanname van dit portaal. Zoals gekend op %s.")
            % asked.day
        )
    )
    return built


def _at_least(words, is_partial):
    return _("minstens %s") % words if is_partial else words


def hours(minutes: int) -> str:
    """Minutes in words: 4 uur, 1 uur en 30 minuten, 40 minuten."""
    whole, rest = divmod(minutes, 60)
    said = {
        "hours": _("%s uur") % wording.count(whole),
        "minutes": ngettext("%s minuut", "%s minuten", rest) % rest,
    }
    if not rest and whole:
        return said["hours"]
    if not whole:
        return said["minutes"]
    return _("%(hours)s en %(minutes)s") % said
