"""What was awarded, promised and reached: per action, per local government, over the rounds (R1, R2, R5)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi.figures.members import members_of
from kpi.figures.overview import ActionRow, row_of
from kpi.services.answers.asking import Built
from kpi.services.answers.provenance import provenance
from kpi.states import CitedMeasure
from samenleven.core import wording
from samenleven.core.papers import note, paragraph, table
from samenleven.core.tables import NOT_ADDITIVE, nothing

KINDS = "toegekend, doel en bereikt"
BASE = "huidig bereik en bijkomend bereik samen; alleen het bijkomende bereik wordt betaald"
HEADS = ("Toegekend", "Huidig bereik", "Bijkomend", "Doel", "Bereikt", "Van het doel")


def targets(asked) -> Built:
    """Per action and round: what was awarded, the target split in current and additional reach, and what was reached."""
    built = Built()
    rows = list(_rows(asked))
    for of_round, row in rows:
        built.parts += [paragraph(text) for text in _sentences(asked, of_round, row)]
        _cite(built, asked, of_round, row)
    if rows:
        heads = [_("Actie en ronde"), _("Lokale besturen"), *map(_, HEADS), _("Gerapporteerd")]
        cells = [
            [f"{row.number}, {of_round}", _bodies(row), *_cells(row), _reported(row.figure)] for of_round, row in rows
        ]
        built.parts.append(table(_("Toegekend, doel en bereikt"), heads, cells, numbers=range(1, 9)))
        built.parts.append(provenance(asked, _(KINDS), _(BASE), _figures(rows)))
    return built


def trend(asked) -> Built:
    """The same action over the rounds that were decided by then; years are never added (R5)."""
    built = Built()
    rows = list(_rows(asked))
    for number in asked.actions:
        of_action = [(of_round, row) for of_round, row in rows if row.number == number]
        known = [(of_round, row) for of_round, row in of_action if row.figure is not None]
        for of_round, row in of_action:
            _cite(built, asked, of_round, row)
        said = {"number": number, "day": asked.day, "rounds": wording.count(len(of_action))}
        if not known:
            built.parts.append(paragraph(_("Over actie %(number)s is zoals gekend op %(day)s niets bekend.") % said))
            continue
        counts = "; ".join(_in_a_round(of_round, row) for of_round, row in known)
        built.parts.append(
            paragraph(_("Actie %(number)s over de rondes die op %(day)s beslist waren: ") % said + counts + ".")
        )
    if rows:
        heads = [_("Actie en ronde"), _("Lokale besturen"), *map(_, HEADS), _("Gerapporteerd")]
        cells = [
            [f"{row.number}, {of_round}", _bodies(row), *_cells(row), _reported(row.figure)] for of_round, row in rows
        ]
        built.parts.append(table(_("Evolutie over de rondes"), heads, cells, numbers=range(1, 9)))
        built.parts.append(note(_("Rondes worden niet opgeteld: wie in twee jaren begeleid wordt, telt in elk jaar.")))
        built.parts.append(provenance(asked, _(KINDS), _(BASE), _figures(rows)))
    return built


def results(asked) -> Built:
    """Per local government what was awarded, promised and reached; money stands at the lead (R6)."""
    built = Built()
    for of_round in asked.known_rounds:
        for number in asked.actions:
            _results_of(built, asked, of_round, number)
    return built


def _results_of(built, asked, of_round, number):
    row = _row(asked, of_round, number)
    if row is None:
        return
    built.parts += [paragraph(text) for text in _sentences(asked, of_round, row)]
    _cite(built, asked, of_round, row)
    filters = asked.filters(of_round) | {"action": [number]}
    basis = asked.basis_of(of_round)
    members = asked.library.once(("members", basis, str(filters)), lambda: members_of(basis, filters))
    if not members:
        built.parts.append(paragraph(_("Een verdeling per lokaal bestuur is niet bekend.")))
        built.parts.append(provenance(asked, _(KINDS), _(BASE), _figures([(of_round, row)])))
        return
    for member in members:
        _cite(built, asked, of_round, member, action=number, local_government=member.figure.local_government)
    heads = [_("Lokaal bestuur"), *map(_, HEADS)]
    cells = [[member.figure.local_government_name, *_cells(member)] for member in members]
    cells.append([_("Samen"), *_cells(row)])
    title = _("Actie %(number)s in %(round)s, per lokaal bestuur") % {"number": number, "round": of_round}
    built.parts.append(table(title, heads, cells, numbers=range(1, 7), total=True))
    built.parts.append(provenance(asked, _(KINDS), _(BASE), _figures([(of_round, row)])))


# --- rows and their words ---------------------------------------------------------------------------------------------
def _rows(asked):
    """Each round that was decided by then with each action that was offered in it."""
    for of_round in asked.known_rounds:
        for number in asked.actions:
            row = _row(asked, of_round, number)
            if row is not None:
                yield of_round, row


def _row(asked, of_round, number) -> ActionRow | None:
    offer = asked.offer(of_round, number)
    if offer is None:
        return None
    figure = asked.per_action().get((of_round.code, number))
    return row_of(offer, figure, is_frozen=asked.snapshot is not None)


def _figures(rows):
    return [row.figure for _round, row in rows if row.figure is not None]


def _cells(row):
    figure = row.figure
    if figure is None:
        return [str(nothing("unknown"))] * 6
    return [
        str(row.money_at) or _euro(figure.awarded_amount) + (f" ({row.money_for})" if row.money_for else ""),
        _sum(figure, figure.current_reach),
        _sum(figure, row.additional),
        _sum(figure, figure.target),
        _sum(figure, figure.realised, row.state),
        wording.percent(figure.attainment) if figure.attainment is not None else "",
    ]


def _sum(figure, number, state="unknown"):
    if "target" in figure.not_additive:
        return str(NOT_ADDITIVE)
    return str(nothing(state)) if number is None else wording.count(number)


def _euro(amount):
    return str(nothing("unknown")) if amount is None else wording.euro(amount)


def _bodies(row):
    return str(nothing("unknown")) if row.local_governments is None else wording.count(row.local_governments)


def _reported(figure):
    if figure is None or not figure.expected:
        return str(nothing("unknown"))
    said = {"submitted": wording.count(figure.submitted), "expected": wording.count(figure.expected)}
    return _("%(submitted)s van %(expected)s") % said


def _in_a_round(of_round, row):
    figure = row.figure
    said = {"round": of_round, "bodies": _bodies(row), "target": _sum(figure, figure.target)}
    said["realised"] = _sum(figure, figure.realised, row.state)
    if row.local_governments is None:
        return _("%(round)s: aantal lokale besturen onbekend, doel %(target)s, bereikt %(realised)s") % said
    sentence = ngettext(
        "%(round)s: %(bodies)s lokaal bestuur, doel %(target)s, bereikt %(realised)s",
        "%(round)s: %(bodies)s lokale besturen, doel %(target)s, bereikt %(realised)s",
        row.local_governments,
    )
    return sentence % said


def _sentences(asked, of_round, row):
    """What a paragraph says of an action in a round: the money, the target, and what was reached or why that lacks."""
    figure = row.figure
    said = {"number": row.number, "round": of_round, "day": asked.day, "what": row.offer.counts}
    if figure is None:
        yield _("Over actie %(number)s in %(round)s is zoals gekend op %(day)s niets bekend.") % said
        return
    said |= {"amount": wording.euro(figure.awarded_amount), "units": wording.units(figure.awarded_units)}
    if figure.awarded_amount is None:
        yield _("Hoeveel er voor actie %(number)s in %(round)s toegekend is, is onbekend.") % said
    elif figure.awarded_units is None:
        yield _("In %(round)s is voor actie %(number)s %(amount)s toegekend.") % said
    else:
        yield _("In %(round)s is voor actie %(number)s %(amount)s toegekend, voor %(units)s eenheden.") % said
    yield from _of_target(row, said)
    yield _of_realised(asked, of_round, row, said)


def _of_target(row, said):
    figure = row.figure
    if "target" in figure.not_additive:
        yield _("De doelen mogen niet opgeteld worden. ") + row.reason
        return
    if figure.target is None:
        yield _("Het doel is onbekend.")
        return
    said = said | {"target": wording.count(figure.target)}
    sentence = _("Het doel volgens de inschatting van de lokale besturen zelf is %(target)s (geteld: %(what)s)") % said
    if row.additional is None:
        yield sentence + _("; hoeveel daarvan huidig bereik is, is onbekend.")
    else:
        split = {"current": wording.count(figure.current_reach), "additional": wording.count(row.additional)}
        yield sentence + _(": %(current)s huidig bereik en %(additional)s bijkomend.") % split


def _of_realised(asked, of_round, row, said):
    figure = row.figure
    said = said | {"submitted": wording.count(figure.submitted), "expected": wording.count(figure.expected)}
    if figure.realised is not None:
        said |= {"realised": wording.count(figure.realised), "share": wording.percent(figure.attainment)}
        if figure.attainment is None:
            sentence = _("Bereikt: %(realised)s")
        else:
            sentence = _("Bereikt: %(realised)s, dat is %(share)s van het doel")
        behind = _(", volgens %(submitted)s van %(expected)s registraties.") if figure.expected else "."
        return (sentence + behind) % said
    said["deadline"] = asked.deadline(of_round)
    if row.state == "not_yet_due":
        if said["deadline"]:
            return _("Wat er bereikt is, is nog niet bekend: de rapportering loopt tot en met %(deadline)s.") % said
        return _("Wat er bereikt is, is nog niet bekend: ook de datum van de rapportering is dat nog niet.")
    if row.state == "unknown":
        return _("Wat er bereikt is, is onbekend: het is nooit bekendgemaakt.")
    said["word"] = str(nothing(row.state))
    return _("Wat er bereikt is: %(word)s (%(submitted)s van %(expected)s registraties).") % said


def _cite(built, asked, of_round, row, *, action=None, local_government=None):
    figure = row.figure
    of = {"action": action or row.number, "local_government": local_government}
    if figure is None:
        built.cite(asked, of_round, CitedMeasure.TARGET, None, state="unknown", **of)
        return
    more = of | {"source": figure.source}
    if local_government is None and row.local_governments is not None:
        built.cite(asked, of_round, CitedMeasure.LOCAL_GOVERNMENTS, row.local_governments, **more)
    if not row.money_at:
        built.cite(
            asked, of_round, CitedMeasure.AWARDED, figure.awarded_amount, **more | _unknown(figure.awarded_amount)
        )
    if "target" in figure.not_additive:
        return
    for measure, value in (
        (CitedMeasure.CURRENT_REACH, figure.current_reach),
        (CitedMeasure.ADDITIONAL, row.additional),
        (CitedMeasure.TARGET, figure.target),
    ):
        built.cite(asked, of_round, measure, value, **more | _unknown(value))
    state = {"state": "" if figure.realised is not None else row.state}
    built.cite(asked, of_round, CitedMeasure.REALISED, figure.realised, **more | state)


def _unknown(value):
    return {"state": "unknown"} if value is None else {}
