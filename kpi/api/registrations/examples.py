"""A registration as it is shown and filled in, for the description of the API."""

HOST = "https://voorbeeld.vlaanderen.be/api/v1/registrations"
HEAD = {
    "id": "5-final-46021",
    "projectRound": 5,
    "reportingMoment": "final",
    "localGovernment": "46021",
    "localGovernmentName": "Sint-Niklaas",
    "opensAt": "2026-09-01T00:00:00+02:00",
    "deadline": "2026-10-15T23:59:59+02:00",
    "status": "draft",
    "fieldsExpected": 2,
    "fieldsFilled": 1,
}
IN_LIST = HEAD
WHOLE = {
    "href": f"{HOST}/{HEAD['id']}",
    **HEAD,
    "parts": [
        {
            "participation": 812,
            "action": 7,
            "actionTitle": "Meer jongeren gaan verder studeren",
            "localGovernment": "46021",
            "localGovernmentName": "Sint-Niklaas",
            "isSentHere": True,
            "status": "draft",
            "counts": [
                {
                    "indicator": "7.1",
                    "title": "begeleide jongeren",
                    "unit": "jongeren",
                    "currentReach": 20,
                    "target": 45,
                    "count": 41,
                },
                {"indicator": "7.2", "title": "begeleide scholen", "unit": "scholen", "target": 4},
            ],
        }
    ],
    "motivations": [{"line": 301, "action": 7, "isAsked": False}],
}
SENT = {
    "counts": [
        {"participation": 812, "indicator": "7.1", "count": 41},
        {"participation": 812, "indicator": "7.2", "notApplicable": True},
    ],
    "motivations": [{"line": 301, "text": "De begeleiding begon pas in januari."}],
}
