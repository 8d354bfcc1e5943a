"""Scratch."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_db():
    with connection.cursor() as c:
        c.execute("select version()")
        assert "18" in c.fetchone()[0]
        print(os.environ["REDIS_URL"])
