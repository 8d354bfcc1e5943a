import re, time
import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.core.cache import cache

def test_x(client, demo):
    for a in ["/resultaten/","/resultaten/1/","/resultaten/2/","/resultaten/3/","/resultaten/acties/7/","/resultaten/acties/7/?kaart=nu","/resultaten/acties/2/","/resultaten/acties/1/","/resultaten/gemeenten/46029/","/resultaten/gemeenten/44045/","/resultaten/gemeenten/11001/","/resultaten/gemeenten/?naam=lok","/resultaten/gemeenten/?naam=Genk","/open-data/","/open-data/aggregates/"]:
        cache.clear()
        with CaptureQueriesContext(connection) as q:
            r = client.get(a)
        with CaptureQueriesContext(connection) as q2:
            client.get(a)
        h = r.content.decode()
        print(a, r.status_code, len(q), len(q2), len(r.content))
        text = re.sub(r"\s+"," ",re.sub(r"<[^>]+>"," ",h[h.find("<main"):h.find("</main>")]))
        print("   ", text[:2500])
    for a in ["/resultaten/csv/","/resultaten/excel/","/resultaten/1/csv/","/resultaten/acties/7/csv/","/resultaten/acties/7/lokale-besturen/csv/","/resultaten/gemeenten/46029/csv/"]:
        r = client.get(a); body=b"".join(r) if r.streaming else r.content
        print(a, r.status_code, len(body)); 
        if "csv" in a: print(body.decode()[:1800])
    for n in ["goals","actions","indicators","projectRounds","localGovernments","participations","aggregates","breakdowns","snapshots"]:
        for q in ["", "?snapshot=1-final-1"]:
            r = client.get(f"/api/v1/openData/{n}.csv{q}"); body=b"".join(r) if r.streaming else r.content
            print(n, q, r.status_code, r.headers.get("ETag"), r.headers.get("Cache-Control")); print(body.decode()[:700])
