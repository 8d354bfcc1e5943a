"""The answer to a written question as one paper: page, Word and PDF are drawn from it, and it is frozen when it is sent (R39)."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kpi.models import Block, Question, SubQuestion
from kpi.services.answers.asking import Asked, Built, Cited, Library
from kpi.services.answers.blocks import build
from kpi.services.answers.premises import OTHER, premises_of
from kpi.states import AnswerKind, QuestionStatus
from samenleven.core import wording
from samenleven.core.papers import QUOTE, WARNING, digest_of, facts, fit_to_show, heading, note, paragraph, table
from samenleven.core.tables import EXAMPLE, meanings


@dataclass
class Paper:
    """An answer: its title, its parts, and the figures of each sub-question."""

    title: str
    parts: list[dict] = field(default_factory=list)
    figures: list[tuple[str, Cited]] = field(default_factory=list)

    @property
    def content(self) -> dict:
        """What is frozen."""
        return {"title": self.title, "parts": self.parts}

    @property
    def digest(self) -> str:
        """SHA-256 over the content."""
        return digest_of(self.content)


def compose(question, *, sent_at=None) -> Paper:
    """The whole answer as it would be sent now; every figure of one reading."""
    library = Library()
    paper = Paper(title_of(question))
    paper.parts += _head(question, sent_at)
    paper.parts += _premises(question, library)
    for part in question.parts.prefetch_related("blocks__snapshot__moment__round").order_by("position", "pk"):
        built = of_part(part, question, library)
        paper.parts += [heading(2, _("Deelvraag %s") % part.code) | {"code": part.code}]
        paper.parts += [paragraph(text, QUOTE) for text in (part.context, part.text) if text]
        paper.parts += built.parts
        paper.figures += [(part.code, figure) for figure in built.figures]
    paper.parts += _words(paper.parts)
    return paper


def title_of(question) -> str:
    """What the paper is called."""
    said = {"number": question.number, "day": wording.day(question.asked_on)}
    if question.number is None:
        return _("Antwoord op de schriftelijke vraag van %(day)s") % said
    return _("Antwoord op schriftelijke vraag nr. %(number)s van %(day)s") % said


def _head(question, sent_at):
    stand = _("verstuurd op %s") % wording.day(sent_at) if sent_at else _("ontwerp, nog niet verstuurd")
    rows = [
        (_("Onderwerp"), question.title),
        (_("Cijfers zoals gekend op"), wording.day(question.known_on)),
        (_("Stand"), stand),
    ]
    parts = [heading(1, title_of(question)), facts(rows)]
    if question.is_example:
        parts.append(
            paragraph(
                _(
                    "Dit is een voorbeeld. De vraag is in eigen woorden weergegeven, de beleidsteksten zijn verzonnen en een deel van de cijfers is een voorbeeldverdeling."
                ),
                WARNING,
            )
        )
    return parts


def _premises(question, library):
    """The figures the question calls something else than they are; the others need no word."""
    wrong = [one for one in premises_of(question.text, question.known_on, library) if one.verdict == OTHER]
    if not wrong:
        return []
    rows = [[one.quote.said, one.claimed, one.text] for one in wrong]
    heads = [_("Cijfer in de vraag"), _("Wat de vraag ervan zegt"), _("Wat het is")]
    return [
        heading(2, _("Over de cijfers in de vraag")),
        paragraph(_("De vraag noemt enkele cijfers anders dan ze zijn. Hieronder staat wat ze wel zijn.")),
        table(_("Cijfers uit de vraag, vergeleken met die van dit portaal"), heads, rows),
        note(_("Zoals gekend op %s.") % wording.day(question.known_on)),
    ]


def of_part(part, question, library=None, *, blocks=None) -> Built:
    """What answers one sub-question: the kind, what somebody wrote, and what the blocks write. `blocks`: instead of those that are kept."""
    library = library or Library()
    built = Built()
    if not part.kind:
        built.parts.append(paragraph(_("Deze deelvraag is nog niet beantwoord."), WARNING))
        return built
    built.parts += _own_words(part)
    for block in part.blocks.all() if blocks is None else blocks:
        built.add(build(block.kind, asked_of(block, question, library)))
    built.parts.append(note(_("Soort antwoord: %s.") % AnswerKind(part.kind).label))
    return built


def _own_words(part):
    if part.own_text:
        return [paragraph(text) for text in part.own_text.split("\n") if text.strip()]
    if part.kind == AnswerKind.NOT_ASKED:
        return [paragraph(standard_reason())]
    return []


def standard_reason() -> str:
    """Why something was not asked, where nobody gives another reason."""
    return _(
        "Dit is niet verplicht gevraagd aan de lokale besturen, omdat het Plan Samenleven de planlast laag houdt: verplicht is alleen "
        "hoeveel er bereikt is."
    )


def asked_of(block: Block, question: Question, library: Library) -> Asked:
    """What a block is asked; where it names no day of its own, the figures are of the day of the question."""
    rounds = library.rounds()
    return Asked(
        rounds=tuple(rounds[code] for code in rounds if code in block.rounds),
        actions=tuple(block.actions),
        known_on=block.known_on or question.known_on,
        library=library,
        is_interim=block.is_interim,
        snapshot=block.snapshot,
        fields=block.fields,
    )


def _words(parts):
    """What the words that stand where a figure lacks mean."""
    cells = {cell for part in parts if part["part"] == "table" for row in part["rows"] for cell in row}
    notes = " ".join(part["text"] for part in parts if part["part"] == "note")
    found = [
        f"{word.capitalize()}: {meaning}"
        for word, meaning in meanings().items()
        if word in cells or (word == str(EXAMPLE) and word in notes)
    ]
    if not found:
        return []
    return [heading(2, _("Wat betekenen deze woorden?")), *[paragraph(text) for text in found]]


def paper_of(question) -> Paper:
    """The answer as it was sent, word for word; else as it would be sent now."""
    if question.status != QuestionStatus.SENT:
        return compose(question)
    content = question.answer.content
    said = {"digest": question.answer.digest}
    return Paper(
        content["title"],
        [*map(fit_to_show, content["parts"]), note(_("Controlegetal van dit antwoord: %(digest)s.") % said)],
    )


def as_sent(question, code) -> list[dict]:
    """What stood under a sub-question in the answer that was sent, word for word; without the question itself."""
    parts, inside = [], False
    for part in question.answer.content["parts"]:
        if part["part"] == "heading" and part["level"] == 2:
            inside = part.get("code") == code
        elif inside and part.get("look") != QUOTE:
            parts.append(part)
    return parts


def missing_in(question) -> list[SubQuestion]:
    """The sub-questions that cannot be sent as they stand."""
    return [part for part in question.parts.order_by("position", "pk") if not part.is_done]
