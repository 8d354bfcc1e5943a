"""The register of local governments: who stands for whom, and the number of a body."""

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.be import vat
from stdnum.exceptions import ValidationError as NumberError

from municipalities.models import LocalGovernment
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


def everybody() -> dict[int, LocalGovernment]:
    """All bodies there ever were, by id, with their regions: a few hundred. One query."""
    return LocalGovernment.objects.select_related("reference_region").order_by().in_bulk()


def heirs_among(bodies) -> dict[int, LocalGovernment]:
    """For each of these bodies that was taken over: the one of them that stands for it now (R9)."""
    successor = {pk: body.successor_id for pk, body in bodies.items() if body.successor_id}
    return {pk: bodies[_last(pk, successor)] for pk in successor}


def _last(body, successor):
    seen = {body}
    while (following := successor.get(body)) is not None and following not in seen:
        seen.add(following)
        body = following
    return body


def clean_enterprise_number(text) -> str:
    """Ten digits with their check digits, however they were typed; empty stays empty."""
    if not text.strip():
        return ""
    try:
        return vat.validate(text)
    except NumberError as error:
        raise DomainError(_("Dit is geen geldig ondernemingsnummer. Kijk de tien cijfers na.")) from error


@transaction.atomic
def set_enterprise_number(*, local_government, number, by):
    """Fill in or mend the enterprise number of a body (R9)."""
    body = LocalGovernment.objects.select_for_update(of=["self"]).get(pk=local_government.pk)
    old, body.enterprise_number = body.enterprise_number, clean_enterprise_number(number)
    if old == body.enterprise_number:
        return body
    body.full_clean()
    body.save(update_fields=["enterprise_number"])
    record(by, "local_government.enterprise_number_changed", body, old=old, new=body.enterprise_number)
    return body
