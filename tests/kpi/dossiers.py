"""A round with one action and two members that reported, and a question about it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from grants.models import ProjectRound
from kpi.models import Question, SubQuestion
from kpi.services import answers
from kpi.states import AnswerKind, BlockKind
from tests import make

DAY = dt.date(2023, 12, 1)
ASKED = dt.date(2023, 11, 20)
TEXT = "1. Over actie 6:\na) Hoeveel personen werden begeleid?\nb) Is de minister tevreden?\n\n2. Hoeveel werd begroot?"


@dataclass
class World:
    """What a test of a dossier works with."""

    writer: Any
    reader: Any
    round: ProjectRound
    moment: Any
    parts: list
    indicator: Any
    question: Question

    def part(self, code) -> SubQuestion:
        return self.question.parts.get(code=code)

    def block(self, kind=BlockKind.RESULTS, **fields):
        return {"kind": kind, "rounds": ["1"], "actions": [6]} | fields

    def answer(self, code, kind=AnswerKind.FIGURES, own_text="", blocks=None, by=None):
        part = self.part(code)
        blocks = [self.block()] if blocks is None else blocks
        return answers.answer(
            part=part, revision=part.revision, kind=kind, own_text=own_text, blocks=blocks, by=by or self.writer
        )

    def approve(self, code, by=None):
        part = self.part(code)
        return answers.approve(part=part, revision=part.revision, by=by or self.reader)

    def answer_all(self):
        self.answer("1a")
        self.answer("1b", AnswerKind.POLICY, "Ja, dat is een mooi begin.", blocks=[])
        self.approve("1b")
        self.answer("2", blocks=[self.block(BlockKind.BUDGET)])

    def send(self):
        self.question.refresh_from_db()
        seen = answers.compose(self.question).digest
        sent = answers.send(question=self.question, seen=seen, by=self.writer)
        self.question.refresh_from_db()
        return sent


def dossier(**fields) -> World:
    """Two members of action 6: 10 and 12 reached of 20 and 20, sent before the deadline of 15 October 2023."""
    writer = make.user("schrijver", ministry_role="case_handler")
    reader = make.user("nalezer", ministry_role="administrator")
    first = make.round("1", budget=1_000_000)
    offer = make.offer(first, make.action(6))
    moment = make.moment(first)
    indicator = offer.indicators.get()
    parts = []
    for name, reached in (("Aalst", 10), ("Brugge", 12)):
        line = make.line(make.application(first, make.local_government(name=name)), offer)
        make.award(line)
        part = make.participation(line)
        make.commitment(part, indicator, target=20, current_reach=10)
        make.sent(part, moment, {indicator: reached}, at=moment.deadline - dt.timedelta(days=3))
        parts.append(part)
    days = {"asked_on": ASKED, "received_on": ASKED, "known_on": DAY}
    terms = {"internal_due": dt.date(2023, 12, 8), "official_due": dt.date(2023, 12, 15)}
    question = make.question(TEXT, by=writer, **days | terms | fields)
    return World(writer, reader, first, moment, parts, indicator, question)
