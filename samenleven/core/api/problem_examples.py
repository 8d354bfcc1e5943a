"""An example of each problem, for the description of the API: as they are answered."""

from dataclasses import dataclass, field

from samenleven.core.problems import GUIDE, OWN_ISSUES

INSTANCE = "urn:uuid:d9e35127-e9b1-4201-a211-2b52e52508df"
FIELD = {"participation": 812, "action": 7, "indicator": "7.1", "localGovernment": "46021"}
LOCKED = {
    "code": "submitted",
    "why": "Deze registratie is ingediend op 9 oktober 2026 om 14.05 uur.",
    "since": "2026-10-09T14:05:12+02:00",
    "opens": "U kunt ze zelf terugnemen tot en met 15 oktober 2026.",
}


@dataclass(frozen=True)
class Problem:
    """What a status means, and how it looks."""

    description: str
    examples: dict[str, dict] = field(default_factory=dict)


def _belgif(status, name, title, detail, **more):
    kind = {"type": f"urn:problem-type:belgif:{name}", "href": f"{GUIDE}/problems/{name}.html"}
    return kind | {"title": title, "status": status, "detail": detail, "instance": INSTANCE} | more


def _own(status, name, title, detail, **more):
    kind = {"type": f"urn:problem-type:samenleven:{name}"}
    return kind | {"title": title, "status": status, "detail": detail, "instance": INSTANCE} | more


def _input(kind, title, detail, **more):
    name = {
        "type": f"urn:problem-type:belgif:input-validation:{kind}",
        "href": f"{GUIDE}/issues/{kind}.html",
        "title": title,
    }
    return name | {"detail": detail} | more


def _issue(kind, detail, **more):
    return {"type": f"urn:problem-type:samenleven:{kind}", "title": OWN_ISSUES[kind], "detail": detail} | more


_UNKNOWN = "De parameter kleur bestaat hier niet."
_MEANWHILE = (
    "Er is niets bewaard: intussen wijzigde iemand deze registratie. Lees ze opnieuw en kijk alles nog eens na."
)
_BLANK = "hier is nog niets ingevuld. Vul een geheel getal van 0 of meer in, of kies “niet van toepassing”."

PROBLEMS: dict[int | str, Problem] = {
    400: Problem(
        "Er is iets fout aan de vraag.",
        {
            "Onbekende parameter": _belgif(
                400,
                "badRequest",
                "Bad Request",
                _UNKNOWN,
                issues=[
                    _input("unknownInput", "Unknown input", _UNKNOWN)
                    | {"in": "query", "name": "kleur", "value": "rood"}
                ],
            )
        },
    ),
    401: Problem(
        "Er is geen geldig toegangstoken.",
        {
            "Geen token": _belgif(401, "noAccessToken", "No Access Token", "Hiervoor is een toegangstoken nodig."),
            "Token verlopen": _belgif(
                401,
                "invalidAccessToken",
                "Invalid Access Token",
                "Dit toegangstoken is niet geldig, of niet meer. Vraag een nieuw.",
            ),
        },
    ),
    403: Problem(
        "Het token heeft de bevoegdheid niet.",
        {
            "Bevoegdheid ontbreekt": _belgif(
                403,
                "missingScope",
                "Missing Scope",
                "Uw toegangstoken heeft hiervoor de bevoegdheid niet.",
                requiredScopes=["registrations:write"],
            )
        },
    ),
    404: Problem(
        "Dit bestaat niet.",
        {"Onbekend": _belgif(404, "resourceNotFound", "Resource Not Found", "Dit adres bestaat niet.")},
    ),
    406: Problem(
        "Er is alleen JSON.",
        {
            "Iets anders gevraagd": _own(
                406, "notAcceptable", "Not Acceptable", "Deze gegevens bestaan alleen als application/json."
            )
        },
    ),
    409: Problem(
        "Zoals het nu staat, kan dit niet. Er is niets gewijzigd.",
        {
            "Vergrendeld": _own(
                409,
                "conflict",
                "Conflict",
                f"{LOCKED['why']} {LOCKED['opens']}",
                issues=[_issue("locked", f"{LOCKED['why']} {LOCKED['opens']}", **FIELD)],
                lock=LOCKED,
            ),
            "Nog niet klaar": _own(
                409,
                "conflict",
                "Conflict",
                f"Eindrapport, actie 7, KPI 7.1 (begeleide jongeren): {_BLANK}",
                issues=[_issue("notReady", f"Eindrapport, actie 7, KPI 7.1 (begeleide jongeren): {_BLANK}", **FIELD)],
            ),
        },
    ),
    412: Problem(
        "Intussen wijzigde iemand dit. Er is niets gewijzigd.",
        {
            "Intussen gewijzigd": _own(
                412,
                "preconditionFailed",
                "Precondition Failed",
                _MEANWHILE,
                issues=[
                    _issue(
                        "changedMeanwhile",
                        "intussen wijzigde An Peeters dit veld. Nu bewaard: 20. U vulde in: 21. "
                        "Kies het juiste antwoord en bewaar opnieuw.",
                        **FIELD,
                    )
                    | {"in": "body", "name": "counts[0]"}
                ],
            )
        },
    ),
    413: Problem(
        "U stuurt te veel.",
        {"Te groot": _belgif(413, "payloadTooLarge", "Payload Too Large", "Stuur hoogstens 1 MB.")},
    ),
    415: Problem(
        "U stuurt iets anders dan gevraagd.",
        {
            "Geen JSON": _own(
                415, "unsupportedMediaType", "Unsupported Media Type", "Stuur de gegevens als application/json."
            )
        },
    ),
    428: Problem(
        "De header If-Match ontbreekt.",
        {
            "Zonder If-Match": _own(
                428,
                "preconditionRequired",
                "Precondition Required",
                "Geef in If-Match de ETag van de registratie zoals u ze las.",
            )
        },
    ),
    429: Problem(
        "Te veel vragen na elkaar.",
        {
            "Te snel": _belgif(
                429, "tooManyRequests", "Too Many Requests", "Te veel vragen na elkaar. Probeer het straks opnieuw."
            )
        },
    ),
    "default": Problem(
        "Een ander probleem.",
        {
            "Even onbereikbaar": _belgif(
                503,
                "serviceUnavailable",
                "Service Unavailable",
                "De gegevens zijn even niet bereikbaar. Probeer het straks opnieuw.",
            )
        },
    ),
}
