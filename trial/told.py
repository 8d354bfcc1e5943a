"""What came of a trial, as rows of the table."""

from benchmarks.report import Row, at_most
from trial.evening import rate
from trial.faults import unexcused
from trial.ledger import percentile, seconds_of

QUERIES = 12
KINDS = {
    "form": "het formulier openen",
    "save": "een veld bewaren",
    "save all": "de hele pagina bewaren",
    "motivate": "motiveren",
    "check": "alles nakijken",
    "submit": "indienen",
    "receipt": "het ontvangstbewijs",
    "release": "vrijgeven",
    "sign in": "aanmelden",
}
SHOWN = 5  # of the same fault; the rest is counted


def of_the_evening(crowd, calm) -> list[Row]:
    """The quiet part: how much was asked, and how long each kind took beside the bare page in the same minutes."""
    ledger = crowd.ledger
    took = {kind: seconds_of(ledger.between(calm.since, calm.until, kind)) for kind in ("bare", *KINDS)}
    bare = took.pop("bare")
    note = f"{calm.seconds:.0f} s, met tijd om na te denken; kale bladzijde {_middle_and_slow(bare)}"
    rows = [Row(f"de avond: {len(crowd.people)} mensen", f"{rate(ledger, calm):.1f} aanvragen/s", note=note)]
    for kind, name in KINDS.items():
        if took[kind] and bare:
            ratios = [percentile(took[kind], share) / percentile(bare, share) for share in (0.5, 0.95)]
            figure = f"p50 {ratios[0]:.1f} x kaal; p95 {ratios[1]:.1f} x kaal"
            rows.append(Row(name, figure, note=f"{len(took[kind])} keer; {_middle_and_slow(took[kind])}"))
    return rows


def of_the_rush(crowd, rush, bare) -> Row:
    """Nobody thinks: what the portal can do, beside the bare page asked by as many."""
    ledger = crowd.ledger
    asked = rate(ledger, rush)
    plain = sum(rate(ledger, stretch, bare=True) for stretch in bare) / len(bare)
    took = seconds_of([one for one in ledger.between(rush.since, rush.until) if one.kind != "bare"])
    return Row(
        f"stormloop: {len(crowd.people)} mensen tegelijk",
        f"{asked:.1f} aanvragen/s; {asked / plain:.3f} x kaal",
        note=f"zonder tijd om na te denken; kale bladzijde {plain:.0f}/s; {_middle_and_slow(took)}",
    )


def of_the_faults(ledger, faults) -> list[Row]:
    """What people saw of each, and whether all was there afterwards."""
    rows = []
    for fault in faults:
        seen = [request for request in ledger.requests if fault.since <= request.ended < fault.ended]
        broken = sum(request.status == 0 for request in seen)
        refused = sum(request.status == 503 for request in seen)
        after = [request for request in ledger.between(fault.until + 1, fault.ended, "save") if request.status == 200]
        notes = [f"daarna {len(after)} keer bewaard", *fault.books.faults]
        rows.append(
            Row(
                fault.name,
                f"{fault.seconds:.1f} s weg; {broken} verbroken, {refused} x 503",
                "alles gaat verder, niets is weg",
                fault.books.are_right and bool(after),
                "; ".join(notes),
            )
        )
    return rows


def of_the_books(ledger, books, faults) -> list[Row]:
    """What was acknowledged beside what was found, and what nobody should have seen."""
    strange = unexcused(ledger, faults)
    return [
        Row(
            "bewaard: bevestigd en gevonden",
            f"{books.acknowledged} bevestigd, {books.found} gevonden",
            "alles, met dezelfde waarde en versie",
            not books.lost,
            f"{ledger.conflicts} keer eerst een collega gezien, {len(ledger.saves) - books.acknowledged} keer geen bevestiging",
        ),
        Row(
            "ingediend",
            f"{books.clicks} bevestigd, {books.sendings} zendingen, {books.versions} versies",
            "geen dubbel, geen half",
            books.clicks == books.clicks_found and not books.faults,
            "; ".join([f"{ledger.clicked_twice} keer dubbel geklikt", *books.faults]),
        ),
        Row(
            "ontvangstbewijzen",
            f"{books.receipts} gemaakt, {books.delivered} bezorgd",
            "elke zending een, allemaal bezorgd",
            books.receipts == books.sendings == books.delivered,
        ),
        Row(
            "5xx of verbroken zonder storing",
            str(len(strange)),
            "geen",
            not strange,
            "; ".join(strange[:SHOWN]),
        ),
        Row(
            "antwoorden die niemand verwacht",
            str(len(ledger.odd)),
            "geen",
            not ledger.odd,
            "; ".join(ledger.odd[:SHOWN]),
        ),
    ]


def of_the_queries(count) -> Row:
    return at_most("queries om een veld te bewaren", count, QUERIES, form="{:.0f}")


def _middle_and_slow(ordered) -> str:
    if not ordered:
        return "geen antwoorden"
    return ", ".join(f"p{share * 100:.0f} {percentile(ordered, share) * 1000:.0f} ms" for share in (0.5, 0.95))
