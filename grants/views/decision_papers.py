"""The decision on paper: a letter per applicant, and the annex to the decision of the government; totals tie to the cent."""

from decimal import Decimal
from operator import itemgetter

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.models import AllocationRun
from grants.services import allocation
from grants.views.allocations import for_reading
from grants.views.awards import award_of
from samenleven.core import wording
from samenleven.core.pdf_files import pdf, pdf_file


@require_safe
def award_letter(request, pk):
    """The decision letter of one application, with the appeal clause of its round."""
    now, found = timezone.now(), award_of(request.user, pk)
    name = f"plan-samenleven_beslissing_{found['round'].code}_{slugify(found['application'].lead.name)}"
    return pdf_file(name, pdf("decision.typ", letter_of(found, now), now))


@require_safe
@for_reading
def allocation_annex(request, pk):
    """What every applicant and every action gets in a division, with totals."""
    run = get_object_or_404(AllocationRun.objects.visible_to(request.user).select_related("round"), pk=pk)
    now = timezone.now()
    name = f"plan-samenleven_bijlage_{run.round.code}_{run.pk}"
    return pdf_file(name, pdf("decision.typ", annex_of(run, now), now))


def letter_of(found, now) -> dict:
    """What the letter says; `found` is what the page of the award shows."""
    application, project_round = found["application"], found["round"]
    said = {"lead": application.lead, "round": project_round, "total": wording.euro(found["total"])}
    if found["total"]:
        sentences = [
            _("Over uw aanvraag voor %(round)s is beslist. Toegekend is %(total)s.") % said,
            _("%(lead)s ontvangt het geld.") % said,
        ]
    else:
        sentences = [_("Over uw aanvraag voor %(round)s is beslist. Er is niets toegekend.") % said]
    awards = [
        ([f"{one.line.offer.action.number}. {one.line.offer.action.title}"], one.amount)
        for one, _promised in found["rows"]
    ]
    incentives = [([str(one.request.get_kind_display()).capitalize()], one.amount) for one in found["incentives"]]
    targets = [
        [str(one.participation.local_government), str(one.indicator), _number(one.current_reach), _number(one.target)]
        for _award, promised in found["rows"]
        for one in promised
    ]
    tables = [_amounts(_("Wat toegekend is"), [_("Actie of stimulans")], awards + incentives)] if found["total"] else []
    if targets:
        heads = [_("Lokaal bestuur"), _("KPI"), _("Huidig bereik"), _("Te bereiken")]
        tables.append(_table(_("Wat te bereiken is"), heads, targets, numbers=2))
    clause = project_round.appeal_clause.strip()
    return _paper(
        title=_("Beslissing over de aanvraag van %(name)s") % {"name": application},
        above=str(project_round),
        sentences=sentences,
        tables=tables,
        closing=[{"title": _("Gaat u niet akkoord?"), "sentences": clause.splitlines()}] if clause else [],
        now=now,
    )


def annex_of(run, now) -> dict:
    """What the annex says: a row per applicant and a row per action, incentives beside them."""
    extra: dict[int, Decimal] = {}
    for one in run.incentives.select_related("request"):
        extra[one.request.application_id] = extra.get(one.request.application_id, Decimal(0)) + one.amount
    applicants = [
        (
            [f"{one['name']} ({one['partnership']})" if one["partnership"] else one["name"]],
            one["granted"],
            extra.get(one["application"], Decimal(0)),
        )
        for one in allocation.per_applicant(run)
    ]
    rows = [(names, granted + more) for names, granted, more in applicants]
    actions = [
        ([f"{one['number']}. {one['title']}"], one["granted"])
        for one in sorted(allocation.per_action(run), key=itemgetter("number"))
    ]
    actions.append(([_("Stimulansen")], sum(extra.values(), Decimal(0))))
    return _paper(
        title=_("Bijlage bij de beslissing: %(round)s") % {"round": run.round},
        above=_("%(name)s (%(status)s)") % {"name": run.name, "status": run.get_status_display()},
        sentences=[
            _("Te verdelen was %(budget)s. Verdeeld is %(total)s.")
            % {"budget": wording.euro(run.budget), "total": wording.euro(allocation.total_of(run))},
            _("Controlegetal van de uitkomst: %(digest)s") % {"digest": run.result_digest},
        ],
        tables=[
            _amounts(_("Per aanvrager, met stimulansen"), [_("Aanvrager")], rows),
            _amounts(_("Per actie"), [_("Actie")], actions),
        ],
        closing=[],
        now=now,
    )


def _amounts(title, heads, rows):
    """A table of amounts with their sum below."""
    total = sum((amount for _names, amount in rows), Decimal(0))
    cells = [[*names, wording.euro(amount)] for names, amount in rows]
    return _table(title, [*heads, _("Bedrag")], cells, total=[_("Samen"), wording.euro(total)])


def _table(title, heads, rows, *, numbers=1, total=()):
    plain = len(heads) - numbers
    return {
        "title": title,
        "heads": heads,
        "numbers": [place >= plain for place in range(len(heads))],
        "rows": rows,
        "total": list(total),
    }


def _number(value):
    return _("onbekend") if value is None else wording.count(value)


def _paper(*, title, above, sentences, tables, closing, now):
    return {
        "title": title,
        "heading": title,
        "above": above,
        "sentences": sentences,
        "tables": tables,
        "closing": closing,
        "words": {
            "brand": "Plan Samenleven",
            "made": _("Gemaakt op %(at)s") % {"at": wording.stamp(now)},
            "page": _("Bladzijde {page} van {pages}"),
        },
    }
