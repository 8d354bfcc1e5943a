"""The nine files, each with its columns and where its rows come from."""

from kpi.api.aggregates import GROUPS
from kpi.api.questions import SnapshotCode
from samenleven.core.api.questions import OneOf, Question, Several
from samenleven.open_data import rows
from samenleven.open_data.files import Column, OpenFile

ROUND = Column("projectRound", "Projectronde: haar nummer, of de code van een ronde zonder nummer (oefening).")
ACTION = Column("action", "Nummer van de actie.", "integer")
SNAPSHOT = Column(
    "snapshot", "Momentopname waaruit de rij komt; leeg zolang de cijfers van de ronde niet bevroren zijn."
)
AS_OF = Column("asOf", "Zoals gekend op dit moment (Europe/Brussels).", "dateTime")
LOCAL_GOVERNMENT = Column("localGovernment", "Lokaal bestuur: NIS-code, vgc of de-rand.")
HIDDEN = "suppressed"  # stands where a count is hidden: neither a zero nor nothing (R4, R38)


class FrozenQuestion(Question):
    """A file of which every snapshot has its own."""

    snapshot = SnapshotCode(
        max_length=60, required=False, help_text="Alleen deze momentopname: een adres dat nooit iets anders geeft."
    )


class AggregateFileQuestion(FrozenQuestion):
    """How the figures are grouped: always per round, and by what else is asked."""

    group_by = Several(
        child=OneOf(choices=[word for word in GROUPS if word != "projectRound"]),
        required=False,
        help_text="Groepeer per ronde en hierop; zonder is het per actie.",
    )


def _deadline(kind, name="deadline"):
    def read(item):
        return next((one.get(name) for one in item["reportingMoments"] if one["code"] == kind), None)

    return read


def _registrations(name):
    def read(item):
        return item.get("registrations", {}).get(name)

    return read


GOALS = OpenFile(
    "goals",
    "Doelstellingen",
    "De doelstellingen van het plan, elk met de nummers van haar acties.",
    (
        Column("number", "Nummer van de doelstelling.", "integer"),
        Column("title", "Titel."),
        Column("actions", "Nummers van de acties.", "integer", is_list=True),
    ),
    ("number",),
    rows.goals_rows,
)
ACTIONS = OpenFile(
    "actions",
    "Acties",
    "De acties van het plan, en in welke projectrondes elke actie betaald wordt.",
    (
        Column("number", "Nummer van de actie.", "integer"),
        Column("title", "Titel."),
        Column("goal", "Nummer van de doelstelling.", "integer"),
        Column(
            "financedIn",
            "Projectrondes die de actie betalen; leeg: niet betaald via dit plan.",
            is_list=True,
            read=lambda item: [offer["projectRound"] for offer in item["offers"] if offer["financed"]],
        ),
    ),
    ("number",),
    rows.actions_rows,
)
INDICATORS = OpenFile(
    "indicators",
    "KPI's",
    "Wat per projectronde en actie geteld en betaald wordt.",
    (
        ROUND,
        ACTION,
        Column("code", "Code van de KPI binnen haar ronde."),
        Column("title", "Wat geteld wordt."),
        Column("unit", "Eenheid."),
        Column("kind", "flow: een stroom, telt op over besturen; state: een toestand, telt nooit op over jaren."),
        Column("amountPerUnit", "Bijdrage van Vlaanderen per eenheid, in euro.", "decimal"),
        Column("maxUnits", "Hoogstens zoveel eenheden per aanvrager.", "decimal"),
        Column("maxAmount", "Hoogstens dit bedrag per aanvrager, in euro.", "decimal"),
    ),
    ("projectRound", "code"),
    rows.indicators_rows,
)
PROJECT_ROUNDS = OpenFile(
    "projectRounds",
    "Projectrondes",
    "De projectrondes met hun datums en budget. Oefenrondes staan er niet bij.",
    (
        Column("number", "Nummer van de ronde."),
        Column("title", "Titel."),
        Column("callOpensAt", "De oproep opent.", "dateTime"),
        Column("callClosesAt", "De oproep sluit.", "dateTime"),
        Column("startsOn", "Eerste dag van het projectjaar.", "date"),
        Column("endsOn", "Laatste dag van het projectjaar.", "date"),
        Column("budget", "Budget over alle acties samen, in euro.", "decimal"),
        Column("interimDeadline", "Deadline van het tussentijdse rapport.", "dateTime", read=_deadline("interim")),
        Column("finalDeadline", "Deadline van het eindrapport.", "dateTime", read=_deadline("final")),
        Column(
            "finalDeadlinePrecision",
            "month: alleen de maand is gekend, de deadline is dan haar laatste dag.",
            read=_deadline("final", "deadlinePrecision"),
        ),
    ),
    ("number",),
    rows.rounds_rows,
)
LOCAL_GOVERNMENTS = OpenFile(
    "localGovernments",
    "Lokale besturen",
    "Alle gemeenten, ook wie door een fusie opging in een andere, de VGC en vzw de Rand.",
    (
        Column("code", "NIS-code, vgc of de-rand."),
        Column("name", "Naam."),
        Column("kind", "Soort: municipality, vgc of deRand."),
        Column("province", "Provincie."),
        Column("referenceRegion", "Referentieregio."),
        Column("enterpriseNumber", "Ondernemingsnummer, tien cijfers."),
        Column("validFrom", "Bestaat sinds.", "date"),
        Column("validUntil", "Bestond tot en met.", "date"),
        Column("successor", "Wie de taken overnam."),
    ),
    ("code",),
    rows.local_governments_rows,
)
PARTICIPATIONS = OpenFile(
    "participations",
    "Deelnames",
    "Wie in welke ronde aan welke actie deelneemt, voor zover het bekend is.",
    (
        ROUND,
        ACTION,
        LOCAL_GOVERNMENT,
        Column("localGovernmentName", "Naam van het lokaal bestuur."),
        Column("role", "lead: trekker; member: lid; participant: de rol is niet bekend."),
        Column("lead", "De trekker, waar dat een ander is."),
        Column("certainty", "named: een bron noemt het bestuur; inferred: afgeleid."),
        Column("source", "example: de rol komt uit een voorbeeldverdeling."),
        SNAPSHOT,
        AS_OF,
    ),
    ("projectRound", "action", "localGovernment"),
    rows.participations_rows,
    FrozenQuestion,
    "Van de eerste drie rondes is de lijst niet volledig. Gemeenten staan er zoals ze toen waren.",
)
AGGREGATES = OpenFile(
    "aggregates",
    "Cijfers",
    "Wat toegekend, beloofd en bereikt is, per ronde en actie, of zoals u groepeert.",
    (
        ROUND,
        Column("goal", "Nummer van de doelstelling; leeg als er niet op gegroepeerd is.", "integer"),
        Column("action", "Nummer van de actie; leeg als er niet op gegroepeerd is.", "integer"),
        Column("indicator", "Code van de KPI; leeg als er niet op gegroepeerd is."),
        LOCAL_GOVERNMENT,
        Column("localGovernmentName", "Naam van het lokaal bestuur."),
        Column("referenceRegion", "Referentieregio; leeg als er niet op gegroepeerd is."),
        Column("province", "Provincie; leeg als er niet op gegroepeerd is."),
        Column("source", "registrations, published (gepubliceerd totaal), example (voorbeeldverdeling) of mixed."),
        Column("status", "notYetDue, notYetReported, partial, complete, notReported, notApplicable of unknown."),
        Column("localGovernments", "Aantal lokale besturen; het gepubliceerde aantal waar er een is.", "integer"),
        Column("namedLocalGovernments", "Hoeveel er bij naam bekend zijn, waar dat een ander aantal is.", "integer"),
        Column("listComplete", "false: de lijst van deelnemers is niet volledig.", "boolean"),
        Column("applicants", "Aantal aanvragers; een samenwerkingsverband is er een.", "integer"),
        Column("awardedAmount", "Toegekend, in euro; staat bij de trekker. Niet: uitbetaald.", "decimal"),
        Column("awardedUnits", "Toegekende eenheden.", "decimal"),
        Column("currentReach", "Huidig bereik, van voor het plan; niet betaald.", "integer"),
        Column("target", "Doel: huidig en gepland bereik samen, zoals beloofd. Geen resultaat.", "integer"),
        Column("realised", "Bereikt; leeg zolang er niets bevroren is. Een gerapporteerde nul is 0.", "integer"),
        Column("attainment", "Bereikt gedeeld door doel; meer dan 1 is gewoon.", "decimal"),
        Column("publishedTarget", "Gepubliceerd doel, waar er ook registraties zijn.", "integer"),
        Column("publishedRealised", "Gepubliceerd resultaat, waar er ook registraties zijn.", "integer"),
        Column("notBrokenDownAmount", "Deel van het totaal van de ronde dat niet per actie bekend is.", "decimal"),
        Column("actionsCounted", "Op hoeveel acties de rij rust.", "integer"),
        Column("notAdditive", "Wat in deze rij niet opgeteld mag worden, en daarom ontbreekt.", is_list=True),
        Column("registrationsExpected", "Verwachte registraties.", "integer", read=_registrations("expected")),
        Column("registrationsSubmitted", "Ingediende registraties.", "integer", read=_registrations("submitted")),
        SNAPSHOT,
        AS_OF,
    ),
    ("projectRound", "goal", "action", "indicator", "localGovernment", "referenceRegion", "province"),
    rows.aggregates_rows,
    AggregateFileQuestion,
    "Een leeg vak is onbekend of niet van toepassing, nooit nul: de kolom status zegt waarom. Zonder snapshot staat "
    "van elke ronde de nieuwste momentopname van na de deadline; van een ronde die nog loopt, staat alleen wat "
    "toegekend, beloofd of eerder gepubliceerd is.",
)
BREAKDOWNS = OpenFile(
    "breakdowns",
    "Uitsplitsingen",
    "Hoe aantallen van een eindrapport uitgesplitst zijn, in vaste tabellen: alle lokale besturen samen, per "
    "referentieregio en per lokaal bestuur. Kleine aantallen zijn verborgen.",
    (
        ROUND,
        ACTION,
        Column("indicator", "Code van de KPI."),
        Column("dimension", "Waarnaar uitgesplitst is: de code."),
        Column("dimensionName", "Waarnaar uitgesplitst is."),
        Column("category", "Code van de categorie; leeg in de rij van het totaal."),
        Column("categoryName", "Naam van de categorie; leeg in de rij van het totaal."),
        Column("level", "all: alle lokale besturen samen; region: een referentieregio; localGovernment: een bestuur."),
        Column("referenceRegion", "Referentieregio; leeg voor alle lokale besturen samen."),
        Column("localGovernment", "Lokaal bestuur: NIS-code, vgc of de-rand; leeg voor een regio of allen samen."),
        Column("localGovernments", "Hoeveel lokale besturen deze uitsplitsing invulden.", "integer"),
        Column(
            "count",
            f"Het aantal; {HIDDEN} waar het verborgen is, leeg waar niemand het invulde. Een nul is 0.",
            "integer",
            read=lambda item: HIDDEN if item.get("suppressed") else item.get("count"),
            no_value=(HIDDEN,),
        ),
        Column(
            "suppressed",
            "true: verborgen, omdat het aantal klein is of een klein aantal zou verraden. Ook een nul kan dat zijn.",
            "boolean",
        ),
        Column("status", "notReported: niemand vulde deze categorie in. Anders leeg."),
        Column("source", "registrations of example (voorbeeldverdeling: geen echt cijfer van een bestuur)."),
        SNAPSHOT,
        AS_OF,
    ),
    ("snapshot", "indicator", "dimension", "category", "level", "referenceRegion", "localGovernment"),
    rows.breakdowns_rows,
    FrozenQuestion,
    "Verborgen is niet nul: tel het niet mee als nul, en bereken het niet uit andere rijen. Tel ook geen rijen van "
    "verschillende niveaus op, noch een totaal bij zijn categorieën. Een ronde zonder bevroren eindrapport staat er niet in.",
    rows.tables_of,
)
SNAPSHOTS = OpenFile(
    "snapshots",
    "Momentopnames",
    "Elke keer dat cijfers bevroren zijn, met hun controlegetal. Een momentopname verandert nooit.",
    (
        Column("code", "Ronde, rapporteringsmoment en nummer."),
        ROUND,
        Column("reportingMoment", "interim: tussentijds; final: eindrapport."),
        Column("number", "Nummer binnen het rapporteringsmoment.", "integer"),
        Column("cause", "deadline, onDemand (op vraag) of correction (verbetering)."),
        AS_OF,
        Column("takenAt", "Genomen op.", "dateTime"),
        Column("digest", "Controlegetal (SHA-256) over de inhoud."),
        Column("corrects", "Welke momentopname ze verbetert."),
    ),
    ("code",),
    rows.snapshots_rows,
)
FILES = {
    one.name: one
    for one in (
        GOALS,
        ACTIONS,
        INDICATORS,
        PROJECT_ROUNDS,
        LOCAL_GOVERNMENTS,
        PARTICIPATIONS,
        AGGREGATES,
        BREAKDOWNS,
        SNAPSHOTS,
    )
}
