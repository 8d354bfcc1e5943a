"""A page of which the first count can be split in two ways, one of which is split further; for the tests of breakdowns."""

from dataclasses import dataclass

from kpi.models import Category, Dimension
from kpi.services import breakdowns
from kpi.services.breakdowns import PartEntry
from tests import make
from tests.kpi.corridor import OPEN, Corridor, corridor


@dataclass
class Splitting:
    """The page, and its splits."""

    page: Corridor
    track: Dimension
    origin: Dimension
    study: Dimension

    def category(self, dimension, code):
        return Category.objects.get(dimension=dimension, code=code)

    def entry(self, dimension, code, count, revision=None):
        category = self.category(dimension, code)
        standing = self.read().parts[category.pk].revision
        return PartEntry(category, count, standing if revision is None else revision)

    def save(self, dimension, by=None, **counts):
        """Fill in some parts, each on top of what stands."""
        return breakdowns.save_breakdowns(
            moment=self.page.moment,
            commitment=self.page.first,
            entries=[self.entry(dimension, code, count) for code, count in counts.items()],
            by=by or self.page.editor,
        )

    def read(self, now=OPEN):
        return breakdowns.read_breakdowns(self.page.sheet(now).parts)[self.page.first.pk]

    def counts(self, now=OPEN):
        """What stands, by split and category."""
        return {
            (split.dimension.code, one.category.code): one.count
            for split in self.read(now).splits
            for one in split.parts
            if one.count is not None
        }

    def split(self, dimension):
        return next(one for one in self.read().splits if one.dimension == dimension)


def splitting(**options):
    """A page with splits of its first KPI: a track, the origin of who took it, and a study."""
    page = corridor(**options)
    track, study = make.dimension("traject", name="Traject"), make.dimension("studie", name="Studie")
    origin = make.dimension("herkomst", name="Herkomst", of=track)
    make.split(page.first.indicator, track, study, origin)
    return Splitting(page, track, origin, study)
