"""Everything the portal says to somebody also stands in the portal."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samenleven.core.clock import in_brussels
from samenleven.notices import services
from samenleven.notices.models import Notice, NoticeKind
from tests import make
from tests.workbooks import download

pytestmark = pytest.mark.django_db
INBOX = "/berichten/"
UNREAD = 'class="user-unread"'


def notice(to, **fields):
    fields = {"subject": "Geef uw KPI's door", "text": "Beste An\n\nGeef uw KPI's door.", "html": "<p>x</p>"} | fields
    return Notice.objects.create(to=to, **fields)


@pytest.fixture
def reader(client):
    """Somebody without an e-mail address: the portal is all there is."""
    person = make.user(email="")
    client.force_login(person)
    return person


def text_of(response):
    return response.content.decode()


def test_the_newest_stands_on_top_and_only_the_own(client, reader):
    notice(reader, subject="Eerst")
    notice(reader, subject="Daarna")
    notice(make.user(), subject="Van een ander")
    text = text_of(client.get(INBOX))
    assert text.index("Daarna") < text.index("Eerst")
    assert "Van een ander" not in text


def test_who_has_nothing_reads_so(client, reader):
    text = text_of(client.get(INBOX))
    assert "U hebt nog geen berichten." in text
    assert "ongelezen" not in text


def test_opening_one_reads_it_once(client, reader, django_capture_on_commit_callbacks):
    one = notice(reader, path="/registraties/")
    client.head(one.get_absolute_url())
    one.refresh_from_db()
    assert one.read_at is None
    with django_capture_on_commit_callbacks(execute=True):
        text = text_of(client.get(one.get_absolute_url()))
    assert "<p>Beste An</p>" in text
    assert 'href="/registraties/"' in text
    one.refresh_from_db()
    first = one.read_at
    assert first is not None
    client.get(one.get_absolute_url())
    one.refresh_from_db()
    assert one.read_at == first
    assert UNREAD not in text_of(client.get(INBOX))


def test_what_was_written_is_never_html(client, reader):
    text = text_of(client.get(notice(reader, text="<script>x</script>").get_absolute_url()))
    assert "<script>x" not in text
    assert "&lt;script&gt;x" in text


def test_the_head_of_every_page_counts_what_is_unread(client, reader, django_capture_on_commit_callbacks):
    assert UNREAD not in text_of(client.get(reverse("grants:plan")))
    with django_capture_on_commit_callbacks(execute=True):
        for _each in range(2):
            services.post(to=reader, template="reminder", kind=NoticeKind.REMINDER, path="/", goal="x", asked="x")
    assert f"{UNREAD}>2<" in text_of(client.get(reverse("grants:plan")))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("notices:read-all"))
    text = text_of(client.get(INBOX))
    assert "2 berichten staan nu als gelezen." in text
    assert UNREAD not in text
    assert not Notice.objects.unread().exists()


def test_reading_all_leaves_what_is_of_others(client, reader):
    notice(reader)
    other = notice(make.user())
    client.post(reverse("notices:read-all"))
    assert list(Notice.objects.unread()) == [other]
    assert "Er was niets ongelezen." in text_of(client.post(reverse("notices:read-all"), follow=True))


def test_the_count_costs_no_page_a_query(client, reader):
    """It is counted at sign-in and remembered; what changes it makes the next page count again."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(INBOX)
    assert [query["sql"] for query in asked if "read_at" in query["sql"] and "COUNT" in query["sql"]] == []


@pytest.mark.parametrize("number", [1, 50])
def test_the_list_costs_the_same_for_one_and_for_many(client, reader, number, django_assert_num_queries):
    for _each in range(number):
        notice(reader)
    with django_assert_num_queries(3):
        assert text_of(client.get(INBOX)).count('class="notice"') == number


def test_a_long_list_is_paged(client, reader):
    for _each in range(51):
        notice(reader)
    second = client.get(f"{INBOX}?page=2", headers={"HX-Request": "true", "HX-Target": "notices"})
    assert text_of(second).count('class="notice"') == 1
    assert "<html" not in text_of(second)


def test_the_list_also_comes_as_a_file_of_the_own_messages_alone(client, reader):
    text = text_of(client.get(INBOX))
    assert "excel" not in text
    opened = notice(reader, subject="=1+1", read_at=timezone.now())
    notice(reader, kind=NoticeKind.REMINDER)
    notice(make.user(), subject="Van een ander")
    assert f'href="{INBOX}excel/"' in text_of(client.get(INBOX))
    book = download(client, f"{INBOX}excel/")
    assert book.name == "plan-samenleven_berichten.xlsx"
    assert [(row["Onderwerp"], row["Soort"]) for row in book.rows("Berichten")] == [
        ("Geef uw KPI's door", "herinnering"),
        ("=1+1", "mededeling"),
    ]
    assert book.column("Berichten", "Gelezen op")[0] == "ongelezen"
    assert book.column("Berichten", "Gelezen op")[1] == in_brussels(opened.read_at).replace(tzinfo=None, microsecond=0)
    assert "<f>" not in "".join(book.parts.values())
    assert Notice.objects.unread().filter(to=reader).count() == 1


@pytest.mark.parametrize("number", [1, 60])
def test_the_file_costs_the_same_for_one_and_for_many(client, reader, number, django_assert_num_queries):
    for _each in range(number):
        notice(reader)
    with django_assert_num_queries(2):
        assert len(download(client, f"{INBOX}excel/").rows("Berichten")) == number


def test_a_message_of_another_is_not_there(client, reader):
    assert client.get(notice(make.user()).get_absolute_url()).status_code == 404
    client.force_login(make.user(ministry_role="administrator"))
    assert client.get(notice(reader).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("path", ["//elders.example.org/", "https://elders.example.org/", "/\\elders.example.org"])
def test_no_message_leads_out_of_the_portal(path):
    with pytest.raises(IntegrityError, match="notices_notice_leads_inside"), transaction.atomic():
        notice(make.user(), path=path)
    assert not Notice.objects.exists()


def test_what_is_sent_is_not_dropped():
    with pytest.raises(IntegrityError, match="notices_notice_sent_or_dropped"), transaction.atomic():
        notice(make.user(), sent_at=timezone.now(), dropped_at=timezone.now())
