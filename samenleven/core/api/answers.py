"""How the API answers: bytes with their ETag, 304 for who has them already."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_etags

from samenleven.core.release import release

CONTENT_TYPE = "application/json"
LASTING = "public, max-age=3600"
ASK_AGAIN = "public, no-cache"
OWN = "private, no-cache"
SEEN, SEEN_FOR = "api-last-change", 30 * 24 * 3600


@dataclass(frozen=True)
class Version:
    """Which version of an answer this is: its ETag, since when, whether it can ever change, and whether it is for one client."""

    etag: str
    modified: str
    lasts: bool = False
    is_private: bool = False

    @classmethod
    def of(cls, *parts, modified: dt.datetime, lasts: bool = False) -> "Version":
        """The version of an answer that depends on these parts and on the code, and on nothing else."""
        tag = _tag("\n".join([release(), *map(str, parts)]).encode())
        return cls(f'"{tag}"' if lasts else f'W/"{tag}"', http_date(modified.timestamp()), lasts)

    @classmethod
    def of_body(cls, body: bytes, modified: dt.datetime) -> "Version":
        """The version of an answer that is at hand."""
        return cls(f'"{_tag(body)}"', http_date(modified.timestamp()))

    @classmethod
    def of_private(cls, body: bytes, *marks: str, modified: dt.datetime | None = None) -> "Version":
        """The version of an answer that is at hand, and for one client alone; `marks` can be read back from its ETag."""
        since = http_date(modified.timestamp()) if modified else ""
        return cls(f'"{"-".join([_tag(body), *marks])}"', since, is_private=True)


def _tag(content):
    return hashlib.sha256(content).hexdigest()[:32]


def last_change(stamp: int) -> dt.datetime:
    """Since when a stamp stands: our first sight of it, or now while nobody remembers."""
    known = cache.get(SEEN)
    if known is None or known[0] != stamp:
        known = (stamp, timezone.now())
        cache.set(SEEN, known, SEEN_FOR)
    return known[1]


def written(data) -> bytes:
    """An answer as bytes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def unchanged(request, version: Version) -> HttpResponse | None:
    """304 for who has this version already."""
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    strong = version.etag.removeprefix("W/")
    if "*" in known or any(etag.removeprefix("W/") == strong for etag in known):
        return _with_headers(HttpResponse(status=304, content_type=CONTENT_TYPE), version)
    return None


def whole(request, version: Version, body: bytes, content_type: str = CONTENT_TYPE) -> HttpResponse:
    """The answer itself, or 304."""
    return unchanged(request, version) or fresh(version, body, content_type)


def fresh(version: Version, body: bytes, content_type: str = CONTENT_TYPE) -> HttpResponse:
    """The answer itself, whatever somebody has already."""
    return _with_headers(HttpResponse(body, content_type=content_type), version)


def _with_headers(response, version):
    response["ETag"] = version.etag
    if version.modified:
        response["Last-Modified"] = version.modified
    response["Cache-Control"] = LASTING if version.lasts else OWN if version.is_private else ASK_AGAIN
    if version.is_private:
        response["Vary"] = "Authorization"
    if response.status_code == 304:
        del response["Content-Type"]
    else:
        response["Content-Length"] = str(len(response.content))
    return response
