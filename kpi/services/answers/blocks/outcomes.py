"""What came of a count, and how it is split: only after small counts are hidden, and only as tables of a snapshot (R38)."""

from django.utils.translation import gettext as _

from kpi.models import IndicatorDimension
from kpi.services.answers.asking import Built, listed
from samenleven.core.papers import note, paragraph


def published_tables(asked) -> list[dict] | None:
    """The tables of outcomes and breakdowns that may leave the ministry, as parts of a paper; None: there are none yet.

    The one seam to disclosure control: what it lets through comes in here and nowhere else. Until it does, an answer says
    that these figures are not available, and shows no count that was not judged.
    """
    return None


def outcomes(asked) -> Built:
    """Outcomes and breakdowns after suppression; where they are not available, that is what the answer says."""
    built = Built()
    ways = _ways(asked)
    for number in asked.actions:
        of_action = ways.get(number)
        if of_action:
            said = {"number": number, "ways": listed(of_action)}
            built.parts.append(
                paragraph(
                    _(
                        "Voor actie %(number)s kunnen lokale besturen vrijwillig registreren: %(ways)s. Niemand moet dat."
                    )
                    % said
                )
            )
        else:
            built.parts.append(paragraph(_("Voor actie %s wordt geen uitsplitsing gevraagd.") % number))
    tables = published_tables(asked)
    if tables is None:
        built.parts.append(
            paragraph(
                _(
                    "Uitkomsten en uitsplitsingen verlaten het ministerie alleen als vaste tabellen van een momentopname, nadat kleine aantallen verborgen zijn. Zulke tabellen zijn er nog niet: dit cijfer is niet beschikbaar."
                )
            )
        )
    else:
        built.parts += tables
    built.parts.append(
        note(_("Soort: bereikt, uitgesplitst. Zoals gekend op %s. Volledigheid: niet beschikbaar.") % asked.day)
    )
    return built


def _ways(asked):
    """Per action in which ways its counts can be split."""
    found = (
        IndicatorDimension.objects.filter(
            indicator__offer__round__in=asked.rounds, indicator__offer__action__number__in=asked.actions
        )
        .order_by("indicator__offer__action__number", "dimension__name")
        .values_list("indicator__offer__action__number", "dimension__name")
    )
    ways: dict[int, list[str]] = {}
    for number, name in found:
        if name not in ways.setdefault(number, []):
            ways[number].append(name)
    return ways


def initiatives(asked) -> Built:
    """Initiatives, actors with their roles and attention for shortage occupations (R19): the portal does not register them yet."""
    built = Built()
    sentence = (
        _(
            "Welke initiatieven de lokale besturen voor actie %s opzetten, welke actoren daarbij betrokken zijn en in welke rol, en of knelpuntberoepen bijzondere aandacht krijgen, is niet geregistreerd."
        )
        if len(asked.actions) == 1
        else _(
            "Welke initiatieven de lokale besturen voor de acties %s opzetten, welke actoren daarbij betrokken zijn en in welke rol, en of knelpuntberoepen bijzondere aandacht krijgen, is niet geregistreerd."
        )
    )
    built.parts.append(paragraph(sentence % listed(asked.actions)))
    built.parts.append(
        paragraph(_("Het is de lokale besturen ook niet gevraagd: wie meer wil weten, vraagt het hun zelf."))
    )
    built.parts.append(note(_("Zoals gekend op %s. Volledigheid: niets geregistreerd.") % asked.day))
    return built
