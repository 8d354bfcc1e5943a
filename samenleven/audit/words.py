"""What people did, in words: the log keeps codes and ids, and who reads it sees sentences and names (R41)."""

import datetime as dt

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from samenleven.core import wording

VERBS = {
    "admin.added": _("voegde iets toe in het beheer"),
    "admin.changed": _("wijzigde iets in het beheer"),
    "admin.deleted": _("verwijderde iets in het beheer"),
    "allocation.adjusted": _("paste een bedrag van een verdeling aan"),
    "allocation.annotated": _("gaf een verdeling een naam of nota"),
    "allocation.confirmed": _("bevestigde een verdeling"),
    "allocation.discarded": _("legde een verdeling weg"),
    "allocation.proposed": _("maakte een verdeling"),
    "api_client.registered": _("liet een toepassing toe"),
    "api_client.renamed": _("gaf een toepassing een andere naam"),
    "api_client.scopes_changed": _("wijzigde wat een toepassing mag"),
    "api_client.secret_renewed": _("gaf een toepassing een nieuw geheim"),
    "api_client.switched_off": _("zette een toepassing uit"),
    "api_client.switched_on": _("zette een toepassing weer aan"),
    "application.actions_chosen": _("koos de acties van een aanvraag"),
    "application.member_answered": _("antwoordde of een bestuur meedoet aan een aanvraag"),
    "application.member_asked": _("vroeg een bestuur om mee te doen aan een aanvraag"),
    "application.member_taken_out": _("haalde een bestuur uit een aanvraag"),
    "application.note_written": _("schreef een interne nota bij een aanvraag"),
    "application.rejected": _("kende een aanvraag niet toe"),
    "application.revised": _("wijzigde een aanvraag"),
    "application.sent_back": _("stuurde een aanvraag terug"),
    "application.started": _("begon een aanvraag"),
    "application.submitted": _("diende een aanvraag in"),
    "application.taken_back": _("nam een aanvraag terug"),
    "application.taken_up": _("nam een aanvraag in behandeling"),
    "application.withdrawn": _("trok een aanvraag in"),
    "borders.loaded": _("laadde grenzen voor de kaart"),
    "commitment.target_set": _("zette een ander doel"),
    "digest.asked": _("vroeg de weekmail"),
    "digest.stopped": _("stopte de weekmail"),
    "exemption.granted": _("gaf een bestuur een vrijstelling"),
    "extension.granted": _("gaf een bestuur meer tijd"),
    "extension.withdrawn": _("trok een verlenging in"),
    "breakdowns.loaded": _("laadde de uitsplitsingen van het plan"),
    "limits.defaults_made": _("gaf een programma zijn eerste grenzen"),
    "local_government.enterprise_number_changed": _("wijzigde een ondernemingsnummer"),
    "membership.changed": _("veranderde iemands rol bij een lokaal bestuur"),
    "membership.given": _("gaf iemand een rol bij een lokaal bestuur"),
    "membership.taken": _("nam iemand een rol bij een lokaal bestuur af"),
    "message.written": _("schreef over een registratie"),
    "origin_counts.imported": _("las aantallen inwoners van niet-EU-14-herkomst in"),
    "plan.loaded": _("laadde het plan"),
    "question.approval_asked": _("vroeg om teksten goed te keuren"),
    "question.changed": _("wijzigde een dossier"),
    "question.contradictions_seen": _("bekeek wat een antwoord tegenspreekt"),
    "question.day_changed": _("koos een andere dag voor de cijfers van een dossier"),
    "question.followed_up": _("maakte een vervolg op een antwoord"),
    "question.sent": _("verstuurde een antwoord op een schriftelijke vraag"),
    "question.taken_in": _("nam een schriftelijke vraag op"),
    "question.withdrawn": _("trok een dossier in"),
    "registrations.correction_discarded": _("stopte met verbeteren"),
    "registrations.correction_started": _("begon een registratie te verbeteren"),
    "registrations.released": _("gaf cijfers vrij"),
    "registrations.reopened": _("opende vrijgegeven cijfers weer"),
    "registrations.return_withdrawn": _("trok een terugzending in"),
    "registrations.returned": _("stuurde registraties terug"),
    "registrations.submitted": _("diende registraties in"),
    "registrations.taken_back": _("nam registraties terug"),
    "reminder.resumed": _("liet een herinnering weer vertrekken"),
    "reminder.stopped": _("stopte een herinnering"),
    "round.changed": _("wijzigde een ronde"),
    "round.opened": _("opende een ronde"),
    "round.prepared": _("bereidde een ronde voor"),
    "round.published": _("maakte een ronde bekend"),
    "breakdowns.published": _("maakte de tabellen van de uitsplitsingen"),
    "saved_view.changed": _("wijzigde een bewaarde weergave"),
    "saved_view.deleted": _("verwijderde een bewaarde weergave"),
    "saved_view.saved": _("bewaarde een weergave van een dashboard"),
    "snapshot.taken": _("bevroor de cijfers in een momentopname"),
    "snapshot_run.done": _("vroeg een momentopname, en die is klaar"),
    "snapshot_run.failed": _("vroeg een momentopname, en die mislukte"),
    "snapshot_run.requested": _("vroeg een momentopname"),
    "snapshot_run.stop_requested": _("vroeg om een momentopname te stoppen"),
    "snapshot_run.stopped": _("vroeg een momentopname, en die werd gestopt"),
    "sub_question.added": _("voegde een deelvraag toe"),
    "sub_question.answered": _("beantwoordde een deelvraag"),
    "sub_question.approval_withdrawn": _("trok een goedkeuring in"),
    "sub_question.approved": _("keurde een antwoord goed"),
    "sub_question.corrected": _("verbeterde een deelvraag"),
    "sub_question.left_out": _("liet een deelvraag weg"),
    "sub_question.merged": _("voegde deelvragen samen"),
    "sub_question.split": _("splitste een deelvraag"),
    "upload.accepted": _("nam een werkboek over in de registratie"),
    "upload.discarded": _("gooide een opgeladen werkboek weg"),
    "upload.refused": _("laadde een bestand op dat geweigerd werd"),
}
# In the order in which they are told.
LABELS = {
    "user": _("gebruiker"),
    "local_government": _("lokaal bestuur"),
    "member": _("lid"),
    "role": _("rol"),
    "kind": _("soort"),
    "until": _("tot en met"),
    "scopes": _("bevoegdheden"),
    "old": _("was"),
    "new": _("werd"),
    "previous": _("vorige ronde"),
    "follows": _("vervolg op dossier"),
    "moment": _("rapporteringsmoment"),
    "code": _("code"),
    "cause": _("aanleiding"),
    "fields": _("velden"),
    "changes": _("aantal wijzigingen"),
    "created": _("nieuw"),
    "changed": _("gewijzigd"),
    "versions": _("versies"),
    "parts": _("deelvragen"),
    "number": _("aantal"),
    "digest": _("controlegetal"),
}
VALUES = {
    "correction": _("verbetering"),
    "day_after": _("1 dag erna"),
    "day_before": _("1 dag ervoor"),
    "deadline": _("deadline"),
    "editor": _("invuller"),
    "extension": _("verlenging"),
    "figures": _("cijfers"),
    "not_asked": _("niet gevraagd"),
    "policy": _("beleidstekst"),
    "month_before": _("30 dagen ervoor"),
    "on_demand": _("op vraag"),
    "reader": _("lezer"),
    "reopening": _("heropening"),
    "signatory": _("ondertekenaar"),
    "week_before": _("7 dagen ervoor"),
}
DIGEST_SHOWN = 12
MOMENTS = {"until"}
# What an id in the details is the id of; a text there is the public code of the same thing.
REFERENCES = {
    "user": "accounts.user",
    "local_government": "municipalities.localgovernment",
    "member": "municipalities.localgovernment",
}


def what(event) -> str:
    """What somebody did: "gaf iemand een rol bij een lokaal bestuur"."""
    return str(VERBS.get(event.verb, event.verb))


def thing_name(label) -> str:
    """The Dutch word for a kind of thing: `grants.projectround` is "projectronde"."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def about(event) -> str:
    """The thing it was done to: "lidmaatschap 9"."""
    return f"{thing_name(event.model)} {event.object_id}"


def names_in(events) -> dict:
    """The names behind the ids and codes in the details of these events; at most two queries for each kind of thing."""
    names = {}
    for key, label in REFERENCES.items():
        found = {event.data[key] for event in events if isinstance(event.data.get(key), int | str)}
        for lookup, kind in (("pk", int), ("code", str)):
            values = {one for one in found if isinstance(one, kind)}
            if values:
                rows = apps.get_model(label)._default_manager.filter(**{f"{lookup}__in": values})
                names |= {(key, getattr(row, lookup)): str(row) for row in rows}
    return names


def details(event, names) -> str:
    """The particulars as words: "gebruiker: Invuller Gent (gent); lokaal bestuur: Gent; rol: invuller"."""
    order = list(LABELS)
    kept = {key: value for key, value in event.data.items() if value not in (None, "", [])}
    keys = sorted(kept, key=lambda key: order.index(key) if key in LABELS else len(order))
    return "; ".join(f"{LABELS.get(key, key)}: {_said(key, kept[key], names)}" for key in keys)


def _said(key, value, names):
    if isinstance(value, list):
        return len(value) if key == "changes" else ", ".join(str(one) for one in value)
    if key == "digest":
        return f"{value[:DIGEST_SHOWN]}…"  # the whole of it stands with the event itself
    if key in MOMENTS:
        return wording.moment(dt.datetime.fromisoformat(value))
    if key in REFERENCES:
        return names.get((key, value), value)
    return VALUES.get(value, value) if isinstance(value, str) else value
