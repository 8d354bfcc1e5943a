"""Why this amount: a line of a division in plain Dutch, from what the division kept (R8, R20)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from grants.allotment import Stage, StageKind
from samenleven.core import wording

CENT = Decimal("0.01")


def why(line, stages) -> list[str]:
    """Sentences that tell how the amount of a line came about; `stages` are those of its run, by their code."""
    said = [
        _("Gevraagd: %(asked)s, als prioriteit %(priority)s.")
        % {"asked": wording.euro(line.requested), "priority": line.priority}
    ]
    if line.envelope is not None:
        said.append(
            _("Deze aanvrager mag rekenen op %(envelope)s. Daaruit kwam %(paid)s voor deze actie.")
            % {"envelope": wording.euro(line.envelope), "paid": wording.euro(line.from_envelope)}
        )
    said += _decision(line, stages)
    if line.amount != line.computed:
        said.append(
            _("Berekend was %(computed)s. Aangepast naar %(amount)s op %(at)s: %(reason)s")
            % {
                "computed": wording.euro(line.computed),
                "amount": wording.euro(line.amount),
                "at": wording.stamp(line.adjusted_at),
                "reason": line.reason,
            }
        )
    return said


def stages_of(run) -> dict[str, Stage]:
    """The stages a division kept, by their code."""
    return {kept["code"]: Stage.from_plain(kept) for kept in run.stages}


def name_of(stage) -> str:
    """A stage in words: "de tweede prioriteiten"."""
    names = {
        StageKind.INCENTIVES: _("de stimulansen"),
        StageKind.ENVELOPES: _("de enveloppen"),
        StageKind.EVERYTHING: _("alle lijnen samen"),
    }
    return names.get(stage.kind) or _("prioriteit %(number)s") % {"number": stage.number}


def _decision(line, stages):
    if not line.requested:
        return [_("Er is niets gevraagd.")]
    stage = stages.get(line.stage)
    if stage is None:
        return [_("Het geld was op voor deze prioriteit aan de beurt kwam.")]
    if not stage.is_short:
        return _in_full(line, stage)
    money = _("In de stap “%(stage)s” was er nog %(money)s, en er was %(claimed)s gevraagd.") % {
        "stage": name_of(stage),
        "money": wording.euro(Decimal(stage.money) / 100),
        "claimed": wording.euro(Decimal(stage.claimed) / 100),
    }
    return [money, *(_whole_or_not(line) if line.is_whole else _in_part(line, stage))]


def _in_full(line, stage):
    if line.from_envelope + line.claimed < line.requested and stage.kind == StageKind.ENVELOPES:
        return [_("De rest kwam niet meer aan de beurt: het geld was op.")]
    return [_("In de stap “%(stage)s” was er genoeg voor iedereen.") % {"stage": name_of(stage)}]


def _in_part(line, stage):
    said = [
        _("Elke lijn kreeg hetzelfde deel, %(share)s: %(claimed)s × dat deel is %(exact)s, afgerond %(paid)s.")
        % {
            "share": wording.percent(Decimal(stage.share.numerator) / stage.share.denominator),
            "claimed": wording.euro(line.claimed),
            "exact": f"€ {wording.units(line.exact)}",
            "paid": wording.euro(line.computed - _before(line)),
        }
    ]
    if line.has_rest_cent:
        said.append(_("Daar zit één cent bij van wat door afronding overbleef: die ging naar de grootste resten."))
    return said


def _whole_or_not(line):
    return [
        _(
            "Deze lijn wordt geheel of niet toegekend. Zulke lijnen krijgen samen hun deel van het geld, "
            "de kleinste bedragen eerst."
        ),
        _("Deze lijn paste daarin.") if line.computed else _("Deze lijn paste daar niet meer in."),
    ]


def _before(line):
    """What earlier stages paid: the envelope, unless that is the stage that decided."""
    return Decimal(0) if line.stage == StageKind.ENVELOPES else line.from_envelope
