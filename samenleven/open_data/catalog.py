"""The catalogue: every file as a dataset of DCAT-AP, with who publishes it, where it is and what may be done with it."""

import datetime as dt

from django.urls import reverse

from samenleven.core.api.values import moment
from samenleven.open_data.dictionary import MEDIA_TYPE as DICTIONARY
from samenleven.open_data.files import OpenFile
from samenleven.open_data.licence import LICENCE, LICENCE_NAME, PUBLISHER, PUBLISHER_NAME
from samenleven.open_data.tables import FILES

MEDIA_TYPE = "application/ld+json"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EU = "http://publications.europa.eu/resource/authority"
THEMES = [{"@id": f"{EU}/data-theme/{theme}"} for theme in ("GOVE", "SOCI")]
DUTCH = {"@id": f"{EU}/language/NLD"}
PUBLIC = {"@id": f"{EU}/access-right/PUBLIC"}
TWICE_A_YEAR = {"@id": f"{EU}/frequency/ANNUAL_2"}
FLANDERS = {"@id": "http://data.europa.eu/nuts/code/BE2"}
CSV_FILE = {"@id": f"{EU}/file-type/CSV"}
CSV_MEDIA = {"@id": "https://www.iana.org/assignments/media-types/text/csv"}


def catalog(absolute, taken, modified: dt.datetime) -> dict:
    """The catalogue as JSON-LD. `absolute` makes an address whole, `taken` are the snapshots that have files of their own."""
    home, api = absolute(reverse("open-data")), absolute(reverse("api:docs"))
    datasets = [_dataset(file, absolute, taken, modified) for file in FILES.values()]
    described = _described("Plan Samenleven: open data", "Wat lokale besturen in Vlaanderen beloven en bereiken.")
    service = _described("Plan Samenleven: API", "Dezelfde gegevens als JSON, met filters en groeperingen.")
    return {
        "@context": CONTEXT,
        "@id": absolute(reverse("api:open-data-catalog")),
        "@type": "dcat:Catalog",
        **described,
        "dct:publisher": _publisher(),
        "dct:license": _licence(),
        "dct:language": DUTCH,
        "dct:spatial": FLANDERS,
        "dct:modified": _moment(modified),
        "foaf:homepage": {"@id": home},
        "dcat:themeTaxonomy": {"@id": f"{EU}/data-theme"},
        "dcat:dataset": datasets,
        "dcat:service": {
            "@id": f"{api}#api",
            "@type": "dcat:DataService",
            **service,
            "dcat:endpointURL": {"@id": absolute(reverse("api:goals")).removesuffix("/goals")},
            "dcat:endpointDescription": {"@id": absolute(reverse("api:openapi"))},
            "dcat:landingPage": {"@id": api},
            "dct:license": _licence(),
            "dct:publisher": _publisher(),
            "dct:accessRights": PUBLIC,
            "dcat:contactPoint": _contact(absolute),
            "dcat:servesDataset": [{"@id": dataset["@id"]} for dataset in datasets],
        },
    }


def _dataset(file: OpenFile, absolute, taken, modified):
    page, address = (
        absolute(reverse("open-data-file", args=[file.name])),
        absolute(reverse(file.route)),
    )
    distributions = [_distribution(address, file.title, absolute, modified)]
    if file.is_per_snapshot:
        distributions += [
            _distribution(
                f"{address}?snapshot={one.code}",
                f"{file.title}, momentopname {one.code}",
                absolute,
                frozen.at,
                does_change=False,
            )
            for one in taken
            if (frozen := file.frozen(one))
        ]
    return {
        "@id": f"{page}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": f"plan-samenleven-{file.name}",
        **_described(f"Plan Samenleven: {file.title}", " ".join(filter(None, (file.description, file.note)))),
        "dct:publisher": _publisher(),
        "dcat:contactPoint": _contact(absolute),
        "dct:accessRights": PUBLIC,
        "dct:accrualPeriodicity": TWICE_A_YEAR,
        "dct:language": DUTCH,
        "dct:spatial": FLANDERS,
        "dct:modified": _moment(modified),
        "dcat:theme": THEMES,
        "dcat:keyword": [
            {"@value": word, "@language": "nl"} for word in ("Plan Samenleven", "lokale besturen", "subsidie")
        ],
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": distributions,
    }


def _distribution(address, title, absolute, at, *, does_change=True):
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": {"@value": f"{title} (CSV)", "@language": "nl"},
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dct:format": CSV_FILE,
        "dcat:mediaType": CSV_MEDIA,
        "dct:license": _licence(),
        ("dct:modified" if does_change else "dct:issued"): _moment(at),
        "dct:conformsTo": {"@id": "http://www.w3.org/ns/csvw"},
        "foaf:page": {"@id": absolute(reverse("api:open-data-dictionary")), "dct:format": DICTIONARY},
    }


def _described(title, description):
    return {
        "dct:title": {"@value": title, "@language": "nl"},
        "dct:description": {"@value": description, "@language": "nl"},
    }


def _publisher():
    return {"@id": PUBLISHER, "@type": "foaf:Agent", "foaf:name": {"@value": PUBLISHER_NAME, "@language": "nl"}}


def _licence():
    return {
        "@id": LICENCE,
        "@type": "dct:LicenseDocument",
        "dct:title": {"@value": LICENCE_NAME, "@language": "nl"},
    }


def _contact(absolute):
    return {
        "@type": "vcard:Organization",
        "vcard:fn": PUBLISHER_NAME,
        "vcard:hasURL": {"@id": absolute(reverse("contact"))},
    }


def _moment(at):
    return {"@value": moment(at), "@type": "xsd:dateTime"}
