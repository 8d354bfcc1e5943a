"""What the files of local governments must say together: mergers that lead somewhere, numbers of one body at a time."""

import datetime as dt
from collections import defaultdict

from grants.services.plan_loading.bodies import NOW, OTHERS, THEN, Body, bodies_of
from municipalities.models import LocalGovernment


def check_bodies(sheets, faults) -> None:
    """Add what is wrong with the local governments to the faults."""
    _check_codes(sheets, faults)
    if sheets.has(THEN, "nis_code", "nis_code_2025") and sheets.has(NOW, "nis_code"):
        _check_mergers(sheets, faults)
    if sheets.has(THEN, "nis_code") and sheets.has(NOW, "nis_code", "merged_from"):
        _check_origins(sheets, faults)
    found = bodies_of(sheets)
    _check_chains(found, faults)
    _check_numbers(found, faults)


def _check_codes(sheets, faults):
    municipalities = {row["nis_code"] for row in (*sheets[THEN], *sheets[NOW])}
    for row in sheets[OTHERS]:
        if row["code"] in municipalities:
            faults.append(row.fault("code", f"{row['code']} is al de code van een gemeente."))


def _check_mergers(sheets, faults):
    now = {row["nis_code"] for row in sheets[NOW]}
    for row in sheets[THEN]:
        if not row.holds("nis_code") or not row.reads("nis_code_2025"):
            continue
        code, later = row["nis_code"], row["nis_code_2025"]
        if later is None and code not in now:
            faults.append(
                row.fault("nis_code_2025", f"{code} staat niet in {NOW}; zeg hier in welke gemeente ze opging.")
            )
        elif later is not None and later not in now:
            faults.append(row.fault("nis_code_2025", f"lokaal bestuur {later} staat niet in {NOW}."))
        elif later not in (None, code) and code in now:
            faults.append(row.fault("nis_code_2025", f"{code} staat nog in {NOW} en kan dus niet opgaan in {later}."))


def _check_origins(sheets, faults):
    then = {row["nis_code"] for row in sheets[THEN]}
    for row in sheets[NOW]:
        for code in sorted((row["merged_from"] or frozenset()) - then):
            faults.append(row.fault("merged_from", f"lokaal bestuur {code} staat niet in {THEN}."))


def _check_chains(found: dict[str, Body], faults):
    """Following successors, those of the database too, never comes back where it began."""
    following = dict(LocalGovernment.objects.filter(successor__isnull=False).values_list("code", "successor__code"))
    following |= {code: body.successor for code, body in found.items() if body.successor}
    for code, body in found.items():
        seen, here = {code}, following.get(code)
        while here and here not in seen:
            seen.add(here)
            here = following.get(here)
        if here == code and body.row.reads("nis_code_2025"):
            faults.append(body.row.fault("nis_code_2025", f"de opvolgers van {code} draaien in een kring."))


def _check_numbers(found: dict[str, Body], faults):
    """An enterprise number belongs to one body at a time; who took over may keep the number (R9)."""
    holders: dict[str, list[tuple]] = defaultdict(list)
    for body in found.values():
        if number := body.row[body.number_column]:
            holders[number].append((body.code, body.valid_from, body.valid_until, body))
    for stored in LocalGovernment.objects.filter(enterprise_number__in=holders).exclude(code__in=found):
        holders[stored.enterprise_number].append((stored.code, stored.valid_from, stored.valid_until, None))
    for number, several in holders.items():
        for position, (code, start, end, body) in enumerate(several):
            for other, other_start, other_end, other_body in several[position + 1 :]:
                if (start or dt.date.min) <= (other_end or dt.date.max) and (other_start or dt.date.min) <= (
                    end or dt.date.max
                ):
                    told = other_body or body
                    both = code if told is other_body else other
                    faults.append(
                        told.row.fault(
                            told.number_column, f"ondernemingsnummer {number} is op hetzelfde moment ook van {both}."
                        )
                    )
