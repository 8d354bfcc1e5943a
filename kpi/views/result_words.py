"""What figures say in plain Dutch, made from the figures alone: no sentence is typed in, so none can tell of another number."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.states import Precision
from samenleven.core import wording


def report_in_words(public_round) -> str:
    """When the final report of a round is due, as the official pages say it: "eindrapportage oktober 2025"."""
    if public_round.deadline is None:
        return _("eindrapportage, datum nog niet bekend")
    precision = "month" if public_round.precision == Precision.MONTH else "minute"
    return _("eindrapportage %(when)s") % {"when": wording.moment(public_round.deadline, precision)}


def basis_in_words(public_round) -> str:
    """What the figures of a round rest on: as known when, and in which snapshot (R1)."""
    said = {"moment": wording.moment(public_round.as_of)}
    if public_round.snapshot is None:
        return _("zoals gekend op %(moment)s, nog niet bevroren") % said
    return _("zoals gekend op %(moment)s, momentopname %(code)s") % {**said, "code": public_round.snapshot.code}


def action_in_words(public_round, row) -> str:
    """What one action promised and reached in a round, in a few sentences."""
    about = {"round": _inside(public_round.title)}
    if not row.offer.financed:
        return _("In %(round)s betaalde het plan deze actie niet.") % about
    if row.figure is None:
        if row.offer.is_history:
            return _("Over deze actie in %(round)s is nog niets bekendgemaakt.") % about
        return _("In %(round)s deed niemand mee.") % about
    sentences = [_promised(about, row), *_of_which(row), *_paid(row), *_reached(public_round, row)]
    return " ".join(sentences)


def goal_in_words(public_round, rows, awarded) -> str:
    """What was awarded to the actions of a goal in a round, and how many reached their target.

    `awarded`: the money together, of how many actions it is known, and how many are paid.
    """
    amount, known, paid = awarded
    said = {
        "round": _inside(public_round.title),
        "amount": wording.euro(amount),
        "known": wording.count(known),
        "paid": wording.count(paid),
    }
    if not paid:
        return _("In %(round)s betaalde het plan geen actie van deze doelstelling.") % said
    if not any(row.figure for row in rows) and not any(row.offer.is_history for row in rows):
        return _("In %(round)s deed niemand mee.") % said
    if amount is None:
        return _("Wat in %(round)s per actie toegekend is, is nog niet bekendgemaakt.") % said
    if known < paid:
        sentence = _(
            "In %(round)s kende de Vlaamse overheid %(amount)s toe voor %(known)s van de %(paid)s acties die het plan betaalt."
        )
    else:
        sentence = ngettext(
            "In %(round)s kende de Vlaamse overheid %(amount)s toe voor de enige actie die het plan betaalt.",
            "In %(round)s kende de Vlaamse overheid %(amount)s toe voor de %(paid)s acties samen die het plan betaalt.",
            paid,
        )
    return " ".join([sentence % said, *_targets_met(rows)])


def _targets_met(rows):
    ratios = [row.figure.attainment for row in rows if row.figure and row.figure.attainment is not None]
    met = sum(ratio >= 1 for ratio in ratios)
    if len(ratios) == 1:
        yield (
            _("Van één actie is het resultaat bekend: het doel is bereikt.")
            if met
            else _("Van één actie is het resultaat bekend: het doel is niet bereikt.")
        )
    elif ratios:
        said = {"met": wording.count(met), "told": wording.count(len(ratios))}
        yield _("Van %(told)s acties is het resultaat bekend; het doel is bereikt bij %(met)s ervan.") % said


def round_in_words(public_round, total, rows) -> str:
    """Who takes part in a whole round, for how much, and how far the reporting is; `rows`: its actions."""
    about, figure = {"round": _inside(public_round.title)}, total.figure
    if figure is None:
        return _("Over %(round)s is nog niets bekendgemaakt.") % about
    sentences = [_took_part(about, row=total)]
    if figure.awarded_amount is not None:
        sentences.append(_("Samen kregen ze %(amount)s toegekend.") % {"amount": wording.euro(figure.awarded_amount)})
    told = sum(row.figure is not None and row.figure.realised is not None and not row.figure.expected for row in rows)
    return " ".join([*sentences, _reporting(public_round, figure, told)])


def _took_part(about, row):
    number = row.local_governments
    if number is None:
        return _("Hoeveel lokale besturen in %(round)s meededen, is niet bekend.") % about
    if not row.figure.list_complete:
        return _("In %(round)s deden minstens %(number)s lokale besturen mee.") % _counted(about, number)
    took_part = ngettext(
        "In %(round)s deed %(number)s lokaal bestuur mee.", "In %(round)s deden %(number)s lokale besturen mee.", number
    )
    return took_part % _counted(about, number)


def _promised(about, row):
    figure, number = row.figure, row.local_governments
    if "target" in figure.not_additive:
        return f"{_took_part(about, row)} {_('Hun doelen geven geen som.')} {row.reason}".strip()
    if figure.target is None:
        return f"{_took_part(about, row)} {_('Wat ze beloofden, is niet bekendgemaakt.')}"
    said = {**about, "target": wording.count(figure.target), "unit": _unit(row)}
    if number is None:
        return _("In %(round)s was het doel %(target)s (eenheid: %(unit)s).") % said
    promised = ngettext(
        "In %(round)s beloofde %(number)s lokaal bestuur %(target)s te bereiken (eenheid: %(unit)s).",
        "In %(round)s beloofden %(number)s lokale besturen samen %(target)s te bereiken (eenheid: %(unit)s).",
        number,
    )
    return promised % _counted(said, number)


def _of_which(row):
    figure = row.figure
    if figure.target is None or figure.not_additive:
        return
    if row.additional is None:
        yield _("Hoeveel daarvan huidig bereik is, is niet bekend.")
    elif figure.current_reach:
        yield _("Daarvan is %(current)s huidig bereik, van voor het plan, en %(planned)s gepland bereik.") % {
            "current": wording.count(figure.current_reach),
            "planned": wording.count(row.additional),
        }


def _paid(row):
    if row.figure.awarded_amount is not None:
        yield _("De Vlaamse overheid kende daarvoor %(amount)s toe.") % {
            "amount": wording.euro(row.figure.awarded_amount)
        }


def _reached(public_round, row):
    figure = row.figure
    if figure.realised is None or "realised" in figure.not_additive:
        if figure.expected or not public_round.is_due:
            yield _reporting(public_round, figure)
        elif "realised" not in figure.not_additive:
            yield _("Wat ze bereikten, is niet bekendgemaakt.")
        return
    said = {"realised": wording.count(figure.realised), "share": wording.percent(figure.attainment)}
    if figure.attainment is None:
        yield _("Bereikt: %(realised)s.") % said
    else:
        yield _("Bereikt: %(realised)s, dat is %(share)s van het doel.") % said
    if figure.expected:
        yield _reporting(public_round, figure)
    else:
        yield _("Dat zijn totalen die de overheid zelf bekendmaakte.")


def _reporting(public_round, figure, told=0):
    """How many reported, or when they will; `told`: of how many actions only a published total was reached."""
    if public_round.snapshot is None:
        said = {"report": report_in_words(public_round)}
        if public_round.is_due:
            return _("De deadline is voorbij (%(report)s). De cijfers worden nog bevroren.") % said
        return _("Wat ze bereikten, staat hier na de %(report)s.") % said
    if not figure.expected:
        if not told:
            return _("Van wat er bereikt is, kent het portaal geen registraties.")
        only = ngettext(
            "Van %(number)s actie is alleen een gepubliceerd totaal bekend van wat er bereikt is; registraties kent het portaal niet.",
            "Van %(number)s acties is alleen een gepubliceerd totaal bekend van wat er bereikt is; registraties kent het portaal niet.",
            told,
        )
        return only % _counted({}, told)
    return _sent(figure, _of_the_others(figure, told))


def _sent(figure, others):
    """How many registrations are there; `others`: what the portal knows of who has none to send."""
    said = {
        "submitted": wording.count(figure.submitted),
        "expected": wording.count(figure.expected),
        "others": others,
    }
    if figure.submitted < figure.expected:
        if others:
            return (
                _("Ingediend: %(submitted)s van de %(expected)s registraties die het portaal verwacht; %(others)s.")
                % said
            )
        return _("Ingediend: %(submitted)s van de %(expected)s registraties.") % said
    if others:
        whole = ngettext(
            "De enige registratie die het portaal verwacht, is ingediend; %(others)s.",
            "Alle %(expected)s registraties die het portaal verwacht, zijn ingediend; %(others)s.",
            figure.expected,
        )
        return whole % said
    whole = ngettext(
        "De enige verwachte registratie is ingediend.",
        "Alle %(expected)s registraties zijn ingediend.",
        figure.expected,
    )
    return whole % said


def _of_the_others(figure, told) -> str:
    """What is known of who takes part without a registration in the portal; nothing where there is nobody such."""
    if figure.list_complete and figure.named_local_governments is None:
        return ""
    if told:
        known = ngettext(
            "van de andere deelnames kent het portaal alleen het gepubliceerde totaal van %(number)s actie",
            "van de andere deelnames kent het portaal alleen de gepubliceerde totalen van %(number)s acties",
            told,
        )
        return known % _counted({}, told)
    if figure.published_realised is not None:
        return _("van de andere deelnames kent het portaal alleen het gepubliceerde totaal")
    return _("van de andere deelnames kent het portaal geen cijfers")


def _unit(row):
    return ", ".join(dict.fromkeys(indicator.unit for indicator in row.offer.indicators))


def _counted(said, number):
    return {**said, "number": wording.count(number)}


def _inside(title):
    """A title inside a sentence."""
    return title[:1].lower() + title[1:]
