"""The receipt of an application on paper: everything its page says, as a tagged PDF."""

from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.views.application_sending import asked_version, told_values
from samenleven.core import wording
from samenleven.core.pdf_files import pdf, pdf_file


@require_safe
def application_version_pdf(request, pk, number):
    """What was submitted, by which local governments and when: to keep and to print."""
    version = asked_version(request, pk, number)
    application = version.application
    name = f"plan-samenleven_aanvraag_{slugify(str(application))}_ronde-{application.round.code}_versie-{number}"
    return pdf_file(name, pdf("application.typ", _paper_of(version), version.sent_at))


def _paper_of(version) -> dict:
    """What the paper says, in words."""
    application, content = version.application, version.content
    bodies, values = told_values(version)
    said = {"name": str(application), "number": version.number, "round": str(application.round)}
    return {
        "title": _("Ontvangstbewijs aanvraag %(name)s: %(round)s, versie %(number)s") % said,
        "running": _("Ontvangstbewijs aanvraag %(name)s, versie %(number)s") % said,
        "keywords": ["ontvangstbewijs", "aanvraag"],
        "above": str(application.round),
        "heading": _("Ontvangstbewijs"),
        "lead": _("Aanvraag van %(name)s, versie %(number)s, ingediend op %(at)s.")
        % (said | {"at": wording.stamp(version.sent_at)}),
        "facts": [
            [_("Trekker"), bodies.get(content["lead"], content["lead"])],
            [_("Deelnemende besturen"), ", ".join(bodies.get(code, code) for code in content["participants"])],
            [_("Samen gevraagd aan Vlaanderen"), wording.euro(Decimal(content["requested"]))],
            [_("Controlegetal (SHA-256)"), version.digest],
        ],
        "contributions": {
            "title": _("Bijdrage Vlaanderen, zoals toen berekend"),
            "heads": [_("KPI"), _("Eenheden"), _("Bedrag per eenheid"), _("Bijdrage Vlaanderen")],
            "rows": [
                [
                    f"{code} {one['title']}",
                    wording.count(one["units"]),
                    wording.euro(Decimal(one["amountPerUnit"])),
                    wording.euro(Decimal(one["contribution"])),
                ]
                for code, one in content["contributions"].items()
            ],
        },
        "values": {
            "title": _("Alles wat ingevuld was"),
            "heads": [_("Wat"), _("Ingevuld")],
            "rows": [list(pair) for pair in values],
        },
        "words": {
            "brand": "Plan Samenleven",
            "made": _("Deze versie verandert niet meer."),
            "page": _("Bladzijde {page} van {pages}"),
        },
    }
