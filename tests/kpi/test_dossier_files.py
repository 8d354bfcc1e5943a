"""The answer as Word and PDF says what its page says, and stays the same file once it was sent (R39)."""

import datetime as dt
import io
import zipfile
from html import unescape

import pytest
from django.utils.html import strip_tags
from docx import Document
from docx.oxml.ns import qn

from kpi.models import Question
from kpi.services import answers
from kpi.states import AnswerKind, BlockKind
from samenleven.core.clock import start_of_day
from samenleven.core.papers import heading, note, paragraph, table
from samenleven.core.word_files import word
from tests.kpi.dossiers import dossier
from tests.papers import read_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    world = dossier()
    world.answer("1a")
    world.answer("1b", AnswerKind.POLICY, "Ja: <b>mooi</b> & = goed #let x.\nEn nog een alinea.", blocks=[])
    world.approve("1b")
    world.answer("2", AnswerKind.NOT_ASKED, blocks=[world.block(BlockKind.COST, fields=12)])
    return world


def plain(text):
    return " ".join(text.replace("\xa0", " ").split())


def every_text(parts):
    """Each text of a paper, in order."""
    for part in parts:
        if part["part"] == "table":
            yield part["title"]
            yield from part["heads"]
            for row in part["rows"]:
                yield from row
        elif part["part"] == "facts":
            for term, text in part["rows"]:
                yield term
                yield text
        else:
            yield part["text"]


def is_in_order(texts, said):
    """Whether all texts stand in what was said, one after the other."""
    place = 0
    for text in texts:
        found = said.find(plain(text), place)
        assert found >= 0, f"{text!r} lacks after {said[max(place - 80, 0) : place]!r}"
        place = found + len(plain(text))


def read_word(content):
    """All the text of a Word file, in the order of its body."""
    document = Document(io.BytesIO(content))
    texts = []
    for block in document.element.body.iterchildren():
        rows = block.findall(qn("w:tr"))
        for cell in [cell for row in rows for cell in row.findall(qn("w:tc"))] if rows else [block]:
            texts.append("".join(node.text or "" for node in cell.iter(qn("w:t"))))
    return document, plain(" ".join(texts))


@pytest.mark.parametrize("is_sent", [False, True])
def test_page_word_and_pdf_say_the_same_in_the_same_order(world, client, is_sent):
    if is_sent:
        world.send()
    client.force_login(world.reader)
    root = f"/dossiers/{world.question.pk}/antwoord/"
    parts = answers.paper_of(Question.objects.get()).parts
    texts = [text for text in every_text(parts) if text]
    page = client.get(root).content.decode()
    html = page[page.index('<article class="paper">') : page.index("</article>")]
    is_in_order(texts, plain(unescape(strip_tags(html.replace("<", " <")))))
    is_in_order(texts, read_word(client.get(f"{root}word/").content)[1])
    paper = read_paper(client.get(f"{root}pdf/"))
    letters = "".join(paper.text.split())
    for text in texts:  # a table of Typst breaks words: its letters are compared without room between them
        assert "".join(text.split()).replace("-", "") in letters.replace("-", ""), text


def test_the_pdf_is_tagged_and_says_its_language(world, client):
    client.force_login(world.reader)
    paper = read_paper(client.get(f"/dossiers/{world.question.pk}/antwoord/pdf/"))
    assert "<pdfuaid:part>1</pdfuaid:part>" in paper.about
    assert "nl-BE" in paper.catalogue
    assert paper.count("H1") == 1
    assert paper.count("H2") >= 3
    assert paper.count("Table") == 2


def test_the_word_file_has_headings_tables_and_dutch(world, client):
    client.force_login(world.reader)
    document, _text = read_word(client.get(f"/dossiers/{world.question.pk}/antwoord/word/").content)
    styles = [one.style.name for one in document.paragraphs]
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") >= 3
    assert {"Quote", "Caption"} <= set(styles)
    assert document.core_properties.language == "nl-BE"
    assert document.core_properties.author == "Plan Samenleven"
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}").find(f".//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "nl-BE"
    for one in document.tables:
        assert one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_sent_answer_is_the_same_file_for_ever(world, client, time_machine):
    world.send()
    client.force_login(world.reader)
    root = f"/dossiers/{world.question.pk}/antwoord/"
    first = [client.get(f"{root}{kind}/").content for kind in ("word", "pdf")]
    time_machine.move_to(start_of_day(dt.date(2025, 6, 1)), tick=False)
    client.force_login(world.reader)
    assert [client.get(f"{root}{kind}/").content for kind in ("word", "pdf")] == first


def test_no_person_stands_in_what_leaves_the_portal(world, client):
    type(world.writer).objects.update(first_name="Annelies", last_name="Vandenbroucke")
    world.send()
    client.force_login(world.reader)
    _document, text = read_word(client.get(f"/dossiers/{world.question.pk}/antwoord/word/").content)
    content = client.get(f"/dossiers/{world.question.pk}/antwoord/word/").content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist()).decode(errors="ignore")
    assert "Annelies" not in text + everything


def test_the_name_of_the_file_says_which_question_and_day(world, client):
    client.force_login(world.reader)
    answer = client.get(f"/dossiers/{world.question.pk}/antwoord/word/")
    assert (
        f'filename="plan-samenleven_vraag-{world.question.number}_2023-12-01_ontwerp.docx"'
        in answer["Content-Disposition"]
    )


def test_a_word_file_takes_every_sign(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    parts = [
        heading(1, "Titel & zo"),
        paragraph("<script>alert(1)</script> €\u00a01 “ja”"),
        table("T", ["A", "B"], [["=1+1", "2"]], numbers=[1]),
        note("Noot."),
    ]
    _document, text = read_word(word("T", parts, start_of_day(dt.date(2023, 12, 2)), author="Wij"))
    is_in_order(["Titel & zo", "<script>alert(1)</script> € 1 “ja”", "T", "A", "B", "=1+1", "2", "Noot."], text)
