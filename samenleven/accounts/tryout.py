"""The accounts of a try-out environment: their one home, for `load_demo`, the sign-in page and the tests."""

from dataclasses import dataclass

from samenleven.accounts.models import MinistryRole

PASSWORD = "samenleven"  # noqa: S105 (of examples only, told on the sign-in page; never made outside a try-out)


@dataclass(frozen=True)
class TryoutAccount:
    """Somebody to sign in as: for a local government (its code and a role there), or for the ministry."""

    username: str
    name: str
    what: str
    acts_for: str = ""
    role: str = ""
    ministry_role: str = MinistryRole.NONE

    @property
    def email(self) -> str:
        """Nobody reads it: example.org belongs to nobody."""
        return f"{self.username}@example.org"


ACCOUNTS = (
    TryoutAccount("gent", "Invuller Gent", "vult in voor Gent", "44021", "editor"),
    TryoutAccount("maasmechelen", "Invuller Maasmechelen", "vult in voor Maasmechelen", "73107", "editor"),
    TryoutAccount(
        "lokeren", "Invuller Lokeren", "vult in voor Lokeren (trekker), ook voor wat opging in de fusie met Moerbeke",
        "46029", "editor",
    ),
    TryoutAccount(
        "sint-niklaas", "Invuller Sint-Niklaas", "vult in voor Sint-Niklaas (partner van Lokeren)", "46021", "editor"
    ),
    TryoutAccount("geel", "Invuller Geel", "vult in voor Geel", "13008", "editor"),
    TryoutAccount("lezer", "Lezer Gent", "leest mee voor Gent", "44021", "reader"),
    TryoutAccount("analist", "Analist ABB", "ministerie: ziet alle cijfers", ministry_role=MinistryRole.ANALYST),
    TryoutAccount(
        "dossier", "Dossierbehandelaar ABB", "ministerie: volgt de registraties", ministry_role=MinistryRole.CASE_HANDLER
    ),
    TryoutAccount(
        "beheerder", "Beheerder ABB", "ministerie: opent rondes, neemt momentopnames, beheert gebruikers",
        ministry_role=MinistryRole.ADMINISTRATOR,
    ),
)  # fmt: skip
