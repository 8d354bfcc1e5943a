"""Which software works through the API, and for whom it speaks."""

from django import forms
from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from municipalities.admin.bodies import BodyChoice
from municipalities.models import ApiClient, LocalGovernment, Scope
from municipalities.services import api_clients
from samenleven.core.administration import PortalAdmin
from samenleven.core.errors import DomainError


class _BodiesChoice(forms.ModelMultipleChoiceField, BodyChoice):
    """Several of them."""


class ApiClientForm(forms.ModelForm):
    """What a program is called, what it may, and for whom."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Bevoegdheden"), choices=Scope, widget=forms.CheckboxSelectMultiple
    )
    local_governments = _BodiesChoice(
        LocalGovernment.objects.none(),
        label=gettext_lazy("Spreekt voor"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=gettext_lazy("Ook voor wie later in een van deze besturen opgaat."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"),
        help_text=gettext_lazy(
            "Daar komen de bevestigingen van wat de toepassing indient. Neem een adres van een dienst."
        ),
    )

    class Meta:
        model = ApiClient
        fields = ["name", "scopes"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = LocalGovernment.objects.select_related("successor").order_by("sort_name", "code")
        self.fields["local_governments"].queryset = bodies
        if self.instance.pk:
            self.initial["email"] = self.instance.account.email
            memberships = self.instance.account.memberships
            self.initial["local_governments"] = list(memberships.values_list("local_government", flat=True))


@admin.register(ApiClient)
class ApiClientAdmin(PortalAdmin):
    """Software that works through the API. Its secret is shown once; who is no longer wanted is switched off."""

    form = ApiClientForm
    list_display = ["name", "speaks_for", "may", "state", "made_at", "made_by", "secret_at"]
    list_select_related = ["made_by", "account"]
    search_fields = ["name"]
    ordering = ["name"]
    actions = ["renew_secret", "switch_off", "switch_on"]
    readonly_fields = ["client", "made_at", "made_by", "secret_at", "state"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("account__memberships__local_government")

    def get_fieldsets(self, request, obj=None):
        asked = [(None, {"fields": ["name", "email", "scopes", "local_governments"]})]
        told = _("Een nieuw geheim geven, uitzetten en weer aanzetten doet u in de lijst, met “Actie”.")
        return [*asked, (_("Toegang"), {"fields": self.readonly_fields, "description": told})] if obj else asked

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    @admin.display(description=gettext_lazy("client_id"))
    def client(self, row):
        return row.client_id

    @admin.display(description=gettext_lazy("spreekt voor"))
    def speaks_for(self, row):
        names = [str(one.local_government) for one in row.account.memberships.all()]
        more = len(names) - 3
        shown = ", ".join(names[:3]) or _("niemand")
        return shown if more <= 0 else _("%(names)s en nog %(more)s") % {"names": shown, "more": more}

    @admin.display(description=gettext_lazy("mag"))
    def may(self, row):
        return ", ".join(str(Scope(scope).label) for scope in row.scopes)

    @admin.display(description=gettext_lazy("stand"))
    def state(self, row):
        return _("aan") if row.is_at_work else _("uit")

    def save_model(self, request, obj, form, change):
        said = {name: form.cleaned_data[name] for name in ("name", "scopes", "local_governments", "email")}
        if change:
            api_clients.change(client=obj, by=request.user, **said)
        else:
            made, request.secret = api_clients.register(by=request.user, **said)
            obj.__dict__.update(made.__dict__)

    def response_add(self, request, obj, post_url_continue=None):
        return self._secret(request, obj, request.secret)

    @admin.action(description=gettext_lazy("Nieuw geheim geven (het oude vervalt meteen)"), permissions=["change"])
    def renew_secret(self, request, chosen):
        """One at a time: each is shown once."""
        if len(chosen) != 1:
            messages.error(request, _("Kies één toepassing: elk geheim wordt één keer getoond."))
            return None
        (client,) = chosen
        try:
            secret = api_clients.renew_secret(client=client, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return None
        return self._secret(request, client, secret)

    @admin.action(description=gettext_lazy("Uitzetten"), permissions=["change"])
    def switch_off(self, request, chosen):
        for client in chosen:
            api_clients.switch_off(client=client, by=request.user)
        messages.success(request, self._told(_("uitgezet"), len(chosen)))

    @admin.action(description=gettext_lazy("Weer aanzetten"), permissions=["change"])
    def switch_on(self, request, chosen):
        for client in chosen:
            api_clients.switch_on(client=client, by=request.user)
        messages.success(request, self._told(_("weer aangezet"), len(chosen)))

    def _told(self, what, number):
        said = {"number": number, "what": what}
        return ngettext("%(number)s toepassing %(what)s.", "%(number)s toepassingen %(what)s.", number) % said

    def _secret(self, request, client, secret):
        """The one page that shows it: kept in no cookie, no session and no cache."""
        context = self.admin_site.each_context(request) | {
            "title": _("Het geheim van %s") % client.name,
            "opts": self.opts,
            "client": client,
            "secret": secret,
            "token_address": request.build_absolute_uri(reverse("api:token")),
        }
        response = TemplateResponse(request, "admin/api_client_secret.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def log_addition(self, request, obj, message):
        """The service has written it down."""

    log_change = log_addition
