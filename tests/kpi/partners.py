"""A partnership with something to register: a lead and a member, each with its editor; for the tests of following up."""

from dataclasses import dataclass

from kpi.services import registrations
from kpi.services.registrations import Answer
from municipalities.models import LocalGovernment
from samenleven.accounts.models import User
from tests import make
from tests.kpi.corridor import CHANGES, Corridor, corridor


@dataclass
class Partners:
    """Lokeren leads, Sint-Niklaas is a member: one action, each with its own part."""

    page: Corridor
    lead: LocalGovernment
    member: LocalGovernment
    lead_editor: User
    member_editor: User

    @property
    def moment(self):
        return self.page.moment

    @property
    def application(self):
        return self.page.first.participation.line.application

    def fill(self, count=5):
        """Every field of the partnership, by the lead."""
        sheet = registrations.read_sheet(self.moment, self.lead, CHANGES)
        for one in sheet.fields:
            registrations.save_field(
                moment=self.moment,
                commitment=one.commitment,
                answer=Answer(count),
                revision=one.revision,
                by=self.lead_editor,
            )

    def release(self):
        """The member says that its part is ready."""
        registrations.release(moment=self.moment, local_government=self.member, by=self.member_editor)

    def send(self):
        """The lead sends what is ready."""
        registrations.submit(moment=self.moment, local_government=self.lead, by=self.lead_editor)

    def send_all(self):
        self.fill()
        self.release()
        self.send()


def partners(**options) -> Partners:
    """A corridor of a lead, with a member in its (first) action."""
    lead = make.local_government(name="Lokeren")
    member = make.local_government(name="Sint-Niklaas")
    page = corridor(local_government=lead, **options)
    application = page.first.participation.line.application
    application.partnership = make.partnership("Waasland")
    application.save()
    page.commitments.append(make.commitment(make.participation(page.first.participation.line, member), target=5))
    return Partners(page, lead, member, page.editor, make.editor(member, first_name="Bo", last_name="Maes"))
