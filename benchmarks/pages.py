"""The pages and the API beside H, beside themselves at ten and a hundred times the rows, and beside their bare page."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks import report
from benchmarks.load import Target, get
from benchmarks.place import HOST

PAIRS, SECONDS = 7, 0.8
FLAT = 0.9
QUERIES, BYTES = 10, 60_000
LIST, FORM = 0.02, 0.02


@dataclass
class Bars:
    """What a page is held to: its ratio to H; and, where it lists or sums, its queries and its size."""

    ratio: float
    is_bounded: bool = True


BARS = {
    "dashboard": Bars(0.05),
    "dashboard, een actie": Bars(LIST),
    "dashboard, doelstellingen": Bars(0.05),
    "dashboard, evolutie": Bars(0.05),
    "dashboard, kaart": Bars(LIST),
    "dashboard, regio's": Bars(0.05),
    "dashboard, kosten": Bars(0.05),
    "grafiek 200": Bars(LIST, is_bounded=False),
    "grafiek 304": Bars(LIST, is_bounded=False),
    "bewaarde weergaven": Bars(LIST),
    "deelnemers": Bars(LIST),
    "deelnemers, gefilterd": Bars(LIST),
    "rondes": Bars(LIST),
    "momentopnames": Bars(LIST),
    "registraties van een bestuur": Bars(LIST),
    "opvolging": Bars(LIST),
    "opvolging van een aanvrager": Bars(FORM, is_bounded=False),
    "planlast": Bars(LIST),
    "vragen": Bars(LIST),
    "herinneringen": Bars(LIST),
    "registratieformulier": Bars(FORM, is_bounded=False),
    "een registratie": Bars(FORM, is_bounded=False),
    "een veld bewaren": Bars(0.015, is_bounded=False),
    "resultaten": Bars(LIST),
    "resultaten van een ronde": Bars(LIST),
    "resultaten van een actie": Bars(LIST),
    "open data, 304": Bars(LIST, is_bounded=False),
    "API 200": Bars(0.4, is_bounded=False),
    "API 304": Bars(0.5, is_bounded=False),
}


def measure(place, quick) -> list[report.Row]:
    """One row per page."""
    pairs, seconds = (3, 0.3) if quick else (PAIRS, SECONDS)
    sites = {times: _site(place, times, "all") for times in (1, 10)}
    plain = Target(place.serve("benchmarks.plain:application", place.url), get("/api/v1/health"))
    rows = []
    for name in BARS:
        sides = _sides(sites, name) | {"H": plain}
        rows.append(_row(name, sites[1].page(name), _compare(name, sides, pairs, seconds)))
        report.say(f"    {rows[-1].figure} ({rows[-1].note})")  # whoever stops the run keeps what was measured
    if not quick:
        rows.append(_at_a_hundred(place, sites[1], plain, pairs, seconds))
    rows += [_first_look(site) for site in sites.values()]
    return rows


class Site:
    """A running portal on a database of a size, and what can be asked of it."""

    def __init__(self, times, told, port):
        self.times, self.port = times, port
        self.pages = {page["name"]: page for page in told["pages"]}
        self.fields, self.save = told.get("fields"), told.get("save")

    def page(self, name):
        return self.pages.get(name, {})

    def target(self, name) -> Target:
        if name == "een veld bewaren":
            return Target(self.port, _saving(self.save, self.save["address"], self.fields))
        return self._target(self.pages[name], self.pages[name]["address"])

    def bare(self, name) -> Target:
        """The same page from memory; to save, that one field whose value stands already."""
        if name == "een veld bewaren":
            *_others, field = self.fields
            return Target(self.port, _saving(self.save, f"/kaal/binnen{self.save['address']}", [field], repeats=True))
        page = self.pages[name]
        return self._target(page, f"/kaal/{'binnen' if page['who'] else 'open'}{page['address']}")

    def _target(self, page, address):
        headers = [f"Cookie: sessionid={page['who']}"] if page["who"] else []
        status = page.get("status", 200)
        if status == 304:
            # Every copy of the site gives the tag of its own address.
            headers.append(f"If-None-Match: {_etag(self.port, page)}")
        return Target(self.port, get(address, headers), status)


def _site(place, times, what) -> Site:
    url = place.database(f"bench_{times}")
    told = json.loads(place.run(url, "benchmarks.prepare", str(times), what).splitlines()[-1])
    return Site(times, told, place.serve("samenleven.wsgi", url))


def _etag(port, page) -> str:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
    if page["who"]:
        headers["Cookie"] = f"sessionid={page['who']}"
    connection.request("GET", page["address"], headers=headers)
    return connection.getresponse().headers["ETag"]


def _saving(save, address, fields, *, repeats=False):
    """A request that saves another value each time, each connection in a field of its own."""
    state = {number: dict(field) for number, field in enumerate(fields)}

    def ask(number):
        field = state[number % len(state)]
        if not repeats:
            field["count"] = 1 + (field["count"] or 0) % 500
        body = urlencode({field["name"]: field["count"], f"{field['name']}-versie": field["revision"]}).encode()
        field["revision"] += not repeats
        lines = [
            f"POST {address} HTTP/1.1",
            f"Host: {HOST}",
            "X-Forwarded-Proto: https",
            f"Origin: https://{HOST}",
            f"Cookie: sessionid={save['who']}; csrftoken={save['csrf']}",
            f"X-CSRFToken: {save['csrf']}",
            "HX-Request: true",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    return ask


def _sides(sites, name) -> dict[str, Target]:
    return {"1": sites[1].target(name), "10": sites[10].target(name), "kaal": sites[1].bare(name)}


def _compare(name, sides, pairs, seconds) -> dict[str, list[float]]:
    """Answers a second of each side, in turns that alternate."""
    report.say(f"  {name}")
    for target in sides.values():
        target.run(seconds / 4)
        target.rates.clear()
    for number in range(pairs):
        for side in list(sides)[:: 1 if number % 2 else -1]:
            sides[side].run(seconds)
    return {side: list(target.rates) for side, target in sides.items()}


def _ratios(rates, above, below) -> list[float]:
    return [a / b for a, b in zip(rates[above], rates[below], strict=True)]


def _row(name, page, rates) -> report.Row:
    bars, to_h = BARS[name], _ratios(rates, "1", "H")
    ratio, flat = report.median(to_h), report.median(_ratios(rates, "10", "1"))
    bare = report.median(_ratios(rates, "1", "kaal"))
    said = [f"{ratio:.3f} H", f"10 x: {flat:.2f}"]
    asked = [f">= {bars.ratio} H", f"10 x: >= {FLAT}"]
    missed = [text for text, holds in zip(said, (ratio >= bars.ratio, flat >= FLAT), strict=True) if not holds]
    notes = [f"{bare:.2f} x kaal", f"{report.median(rates['1']):.0f}/s", report.spread(to_h)]
    if page and page.get("status") != 304:
        counts = [f"{page['queries']} queries", f"{page['bytes'] / 1000:.1f} kB"]
        if bars.is_bounded:
            said += counts
            asked += [f"<= {QUERIES} queries", f"< {BYTES / 1000:.0f} kB"]
            holds = (page["queries"] <= QUERIES, page["bytes"] < BYTES)
            missed += [text for text, held in zip(counts, holds, strict=True) if not held]
        else:
            notes += counts
    note = "; ".join([*(f"NIET: {text}" for text in missed), *notes])
    return report.Row(name, "; ".join(said), "; ".join(asked), not missed, note)


def _at_a_hundred(place, one, plain, pairs, seconds) -> report.Row:
    """The dashboard of a hundred times the real size beside that of the real size."""
    hundred = _site(place, 100, "dashboard")
    sides = {"1": one.target("dashboard"), "100": hundred.target("dashboard"), "H": plain}
    rates = _compare("dashboard, 100 x", sides, pairs, seconds)
    flat = _ratios(rates, "100", "1")
    page = hundred.page("dashboard")
    note = f"{report.median(_ratios(rates, '100', 'H')):.3f} H; {page['queries']} queries; {report.spread(flat)}"
    note += f"; eerste blik na een wijziging {page['first_look']:.1f} s"
    return report.at_least("dashboard, 100 x de rijen / 1 x", report.median(flat), FLAT, note)


def _first_look(site) -> report.Row:
    page = site.page("dashboard")
    note = f"{site.times} x de rijen; geen grens: daarna staat het dashboard klaar tot een cijfer of de klok verandert"
    return report.Row("dashboard, eerste blik na een wijziging", f"{page['first_look']:.2f} s", note=note)
