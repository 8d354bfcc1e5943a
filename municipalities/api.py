"""Who may take part, as data."""

from django.urls import path
from rest_framework import serializers

from municipalities.models import LocalGovernment, ReferenceRegion
from municipalities.models.local_government import sort_key
from samenleven.core.api.questions import Day, Known, OneOf, PagedQuestion, Several, Text
from samenleven.core.api.resources import Collection, Document, ItemSerializer, Word
from samenleven.core.api.values import camel

KINDS = {camel(kind): kind for kind in LocalGovernment.Kind.values}
TAG = "Lokale besturen"
MOERBEKE = {
    "code": "44045",
    "name": "Moerbeke",
    "kind": "municipality",
    "province": "Oost-Vlaanderen",
    "referenceRegion": "Waasland",
    "enterpriseNumber": "0207453405",
    "validUntil": "2024-12-31",
    "successor": "46029",
}


def known_regions(names):
    """Those of the names that are a reference region."""
    return ReferenceRegion.objects.filter(name__in=names).values_list("name", flat=True)


def known_provinces(names):
    """Those of the names that are a province."""
    return LocalGovernment.objects.filter(province__in=names).order_by().values_list("province", flat=True).distinct()


def known_codes(codes):
    """Those of the codes that are a local government."""
    return LocalGovernment.objects.filter(code__in=codes).values_list("code", flat=True)


class LocalGovernmentSerializer(ItemSerializer):
    code = serializers.CharField(help_text="NIS-code, vgc of de-rand.")
    name = serializers.CharField()
    kind = Word(LocalGovernment.Kind.values)
    province = serializers.CharField(required=False)
    reference_region = serializers.CharField(required=False, help_text="Referentieregio.")
    enterprise_number = serializers.RegexField(r"^[0-9]{10}$", required=False, help_text="Ondernemingsnummer.")
    valid_from = serializers.DateField(required=False, help_text="Bestaat sinds.")
    valid_until = serializers.DateField(required=False, help_text="Bestond tot en met.")
    successor = serializers.CharField(source="successor.code", required=False, help_text="Wie de taken overnam.")


class LocalGovernmentQuestion(PagedQuestion):
    sorts = ("code", "name", "province", "referenceRegion")
    code = Several(child=Text(), required=False, help_text="NIS-code, vgc of de-rand.")
    name = Text(required=False, help_text="Een deel van de naam; accenten en hoofdletters tellen niet mee.")
    kind = Several(child=OneOf(choices=list(KINDS)), required=False, help_text="Soort bestuur.")
    province = Known(among=known_provinces, child=Text(), required=False, help_text="Naam van een provincie.")
    reference_region = Known(
        among=known_regions, child=Text(), required=False, help_text="Naam van een referentieregio."
    )
    valid_on = Day(required=False, help_text="Alleen wie op deze dag bestaat.")


class LocalGovernments(Collection):
    tag = TAG
    summary = "Alle lokale besturen, ook wie door een fusie opging in een ander"
    question = LocalGovernmentQuestion
    answer = LocalGovernmentSerializer
    example = MOERBEKE
    document = "api:local-government"
    order = ("sort_name", "code")

    def columns(self):
        return {
            "code": "code",
            "name": "sort_name",
            "province": "province",
            "referenceRegion": "reference_region__name",
        }

    def rows(self, asked):
        rows = LocalGovernment.objects.visible_to(self.request.user).select_related("reference_region", "successor")
        for name, column in (
            ("code", "code"),
            ("province", "province"),
            ("reference_region", "reference_region__name"),
        ):
            if name in asked:
                rows = rows.filter(**{f"{column}__in": asked[name]})
        if "kind" in asked:
            rows = rows.filter(kind__in=[KINDS[word] for word in asked["kind"]])
        if "name" in asked:
            key = sort_key(asked["name"])
            rows = rows.filter(sort_name__contains=key) if key else rows.none()
        return rows.valid_on(asked["valid_on"]) if "valid_on" in asked else rows


class LocalGovernmentDocument(Document):
    tag = TAG
    summary = "Eén lokaal bestuur"
    answer = LocalGovernmentSerializer
    missing = "Lokaal bestuur %s bestaat niet."
    example = MOERBEKE

    def find(self, key):
        return (
            LocalGovernment.objects.visible_to(self.request.user)
            .select_related("reference_region", "successor")
            .filter(code=key)
            .first()
        )


urlpatterns = [
    path("localGovernments", LocalGovernments.as_view(), name="local-governments"),
    path("localGovernments/<slug:code>", LocalGovernmentDocument.as_view(), name="local-government"),
]
