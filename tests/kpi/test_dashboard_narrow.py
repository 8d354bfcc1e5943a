"""Tables of figures on a narrow screen: what a table says of itself and the name of a row stay in sight."""

import pytest

from tests import make
from tests.kpi.test_dashboard import part, send

pytestmark = pytest.mark.django_db(transaction=True)

SCROLLED = """[...document.querySelectorAll('.table-region')].map(region => {
    region.scrollTo({left: 150, behavior: 'instant'});
    const from = region.getBoundingClientRect();
    const seen = element => {
        const box = element.getBoundingClientRect();
        return [Math.round(box.left - from.left), Math.round(box.width)];
    };
    const name = region.querySelector('tbody tr > :first-child');
    return {
        scrolled: region.scrollLeft, caption: seen(region.querySelector('caption')), name: seen(name),
        ground: getComputedStyle(name).backgroundColor, page: document.documentElement.scrollWidth,
    };
})"""


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/actie/7/"])
def test_the_caption_and_the_names_of_rows_stay_in_sight(browse, address):
    final = make.moment(make.round("1"))
    send(part(final, by=make.local_government("46021", name="Sint-Niklaas")), final, 12)
    tab = browse(make.user("analist", ministry_role="analyst"), address, width=320)
    regions = tab.evaluate(SCROLLED)
    assert len(regions) == (2 if "actie" in address else 1)
    for seen in regions:
        assert seen["scrolled"] == 150
        assert seen["caption"] == [0, 288]
        assert seen["name"][0] == 0
        assert seen["name"][1] <= 144
        assert seen["ground"].startswith("rgb(")  # not see-through: figures pass under it
        assert seen["page"] == 320
