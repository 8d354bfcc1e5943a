"""Requests that no page of ours ever makes, and that somebody will: the same ones for the same seed."""

import json
import random
import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from trial.names import ROUND

MEGABYTE = 1_000_000
COUNTS = (
    *("0", "7", "12", "1.134", "", " ", "-1", "-0", "+5", "3,5", "1e9", "١٢", "½", "NaN", "Infinity", "0x10", "1_0"),
    *("2147483647", "2147483648", "99999999999", "9" * 30, "9" * 5000, "12a", "\x00", "7\x00", "\ud800", "\u202e7"),
    *("'; DROP TABLE kpi_draftvalue; --", "<script>alert(1)</script>", "{{ 7|add:7 }}", "=1+1", "%s%s%n", "é" * 300),
)
REVISIONS = ("0", "1", "2", "", "-1", "999999999", "9999999999999999999", "a", "\x00", "1.0", "٣")
WORDS = (
    *(
        "1",
        "0",
        "a",
        "final",
        "interim",
        "oefening",
        "gen-000004",
        "gen-000099",
        "lokeren",
        "on",
        "true",
        "check",
        "save",
    ),
    *(
        "",
        " ",
        "\x00",
        "..",
        "../..",
        "é",
        "💥",
        "\u202e",
        "a" * 300,
        "2026-10-15",
        "31/02/2026",
        "9" * 25,
        "[]",
        "null",
    ),
)
NAMES = (
    "seen",
    "member",
    "do",
    "remark",
    "until",
    "reason",
    "lines",
    "text",
    "file",
    "next",
    "q",
    "id",
    "versie",
    "p",
    "-versie",
)
TYPES = (
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/x-www-form-urlencoded; charset=nonsense",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300,
    "application/octet-stream",
    "",
    "\xe9/\xff",
)
FORM = "application/x-www-form-urlencoded"
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass
class Asked:
    """One request: how, where, with which headers and bytes."""

    method: str
    address: str
    headers: dict[str, str]
    body: bytes


class Junk:
    """Requests of one person about all local governments, drawn from a seed."""

    def __init__(self, seed, routes, stranger, others):
        self.random = random.Random(f"{seed}-{stranger['username']}")
        self.stranger = stranger
        self.forms = [one["route"] for one in routes if one["takes_posts"]]
        self.pages = [one["route"] for one in routes]
        self.codes = [*others, "gen-999999", "de-rand"]
        self.own = stranger["fields"]
        self.foreign = [name for code, names in others.items() if code not in stranger["owns"] for name in names]

    def next(self, token) -> Asked:
        """The next request; mostly a form of the corridor posted as it should be, with one thing that should not."""
        fields = self._fields()
        if self._happens(0.9):
            fields.append(("csrfmiddlewaretoken", token if self._happens(0.95) else self._one(WORDS)))
        headers = {"HX-Request": "true", "X-CSRFToken": token} if self._happens(0.5) else {}
        method = "POST" if self._happens(0.9) else self._one(("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"))
        content_type, body = self._body(fields)
        if content_type is not None:
            headers["Content-Type"] = content_type
        if self._happens(0.03):
            headers[self._one(("Accept-Language", "Referer", "BelGov-Trace-Id", "Range", "HX-Target"))] = "\xff" * 200
        headers["Content-Length"] = str(len(body))
        return Asked(method, self._address(), headers, body)

    # --- where --------------------------------------------------------------------------------------------------------
    def _address(self) -> str:
        route = self._one(self.forms if self._happens(0.9) else self.pages)
        address = _PART.sub(lambda part: quote(self._part(part[1] or "str", part[2]), safe="-"), route)
        query = f"?{urlencode([(self._one(NAMES), self._one(WORDS))], errors='replace')}" if self._happens(0.1) else ""
        return f"/{address}{query}"

    def _part(self, converter, name) -> str:
        if self._happens(0.02):
            return self._one(("\x00", "é", "a" * 300, "0", "-1", "9" * 25))
        if converter == "int":
            return str(self._one((1, 2, 3, 50, 500, 2000, 10**9, 2**31, 2**63, 10**19)))
        usual = {"round_code": ROUND, "kind": "final", "code": self.stranger["code"]}.get(name)
        if usual and self._happens(0.9):
            return usual
        return self._one(self.codes) if name == "code" else self._one(("final", "interim", ROUND, "2", "oefening", "x"))

    # --- what ---------------------------------------------------------------------------------------------------------
    def _fields(self) -> list[tuple[str, str]]:
        """Some fields as the form has them, their own or another's, once or several times, with whatever in them."""
        if self.own and self._happens(0.4):
            # What somebody could really have typed: it brings the page to where there is more to try.
            name = self._one(self.own)
            return [(name, self._one(("7", "12", "0"))), (f"{name}-versie", self._one(("0", "1", "2", "3")))]
        fields = []
        for _field in range(self._one((0, 1, 1, 1, 1, 2, 3, 30))):
            name = self._name()
            fields.append((name, self._one(COUNTS)))
            if self._happens(0.9):
                fields.append((f"{name}-versie", self._one(REVISIONS)))
            if self._happens(0.15):
                fields.append((f"{name}-{self._one(('nvt', 'reden', 'versie', 'bevestigd', ''))}", self._one(WORDS)))
        while self._happens(0.3):
            fields.append((self._one(NAMES), self._one(WORDS)))
        if self._happens(0.05):
            fields *= 2
        return fields

    def _name(self) -> str:
        drawn = self.random.random()
        if self.own and drawn < 0.6:
            return self._one(self.own)
        if drawn < 0.85:
            return self._one(self.foreign)
        code = self._one(("1.1", "8.1", "", "\x00", "1.1\x00", "é", "9" * 300, "1.1-versie"))
        return f"p{self._one(('', '0', '1', '-1', '9' * 18, '9' * 30, '١', 'x'))}-{code}"

    def _body(self, fields) -> tuple[str | None, bytes]:
        encoded = urlencode(fields, errors="replace").encode()
        drawn = self.random.random()
        if drawn < 0.75:
            return FORM, encoded
        if drawn < 0.82:
            return self._multipart(fields)
        if drawn < 0.85:
            return FORM, encoded + b"&text=" + b"x" * MEGABYTE
        if drawn < 0.86:
            return FORM, b"&".join(b"f%d=1" % number for number in range(6000))
        if drawn < 0.87:
            return FORM, encoded + b"&text=" + b"x" * (3 * MEGABYTE)
        if drawn < 0.91:
            return "application/json", json.dumps(dict(fields)).encode()
        if drawn < 0.95:
            return FORM, bytes(self.random.randrange(256) for _byte in range(200))
        return self._one((*TYPES, None)), encoded

    def _multipart(self, fields) -> tuple[str, bytes]:
        """Files where none is asked, now and then a megabyte of them, and now and then cut off."""
        lines = []
        for name, value in fields:
            said = f'Content-Disposition: form-data; name="{name}"'
            if self._happens(0.3):
                said += f'; filename="{self._one(("a.xlsx", "../../etc/passwd", "", "é.csv", "x" * 300))}"'
            content = "PK\x03\x04" * (MEGABYTE // 4 if self._happens(0.02) else 3) if self._happens(0.3) else value
            lines += ["--grens", said, "", content]
        body = "\r\n".join([*lines, "--grens--", ""]).encode(errors="replace")
        if self._happens(0.1):
            body = body[: len(body) // 2]
        return "multipart/form-data; boundary=grens", body

    def _happens(self, chance) -> bool:
        return self.random.random() < chance

    def _one(self, of):
        return self.random.choice(of)
