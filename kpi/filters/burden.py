"""Of which round the burden is asked."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from grants.models import Commitment


class BurdenForm(forms.Form):
    """The round; when nobody says the newest that asks something. Its address says everything, so that it can be passed on."""

    ronde = forms.ChoiceField(label=_("Projectronde"))

    def __init__(self, given, *, rounds):
        promised = Commitment.objects.filter(indicator__offer__round=OuterRef("pk"))
        rounds = rounds.annotate(is_promised=Exists(promised)).order_by("is_practice", "-number", "-pk")
        self.rounds = {one.code: one for one in rounds}
        asking = [code for code, one in self.rounds.items() if one.is_promised]
        self.chosen = self.rounds.get(given.get("ronde") or next(iter(asking or self.rounds), ""))
        super().__init__({"ronde": self.chosen.code if self.chosen else ""})
        self.fields["ronde"].choices = [(code, str(one)) for code, one in self.rounds.items()]
