"""The registrations of local governments, for their own software: the same rules as the form and the workbook."""

from kpi.api.registrations.collection import Registrations
from kpi.api.registrations.filling_in import RegistrationDocument
from kpi.api.registrations.handing_over import RegistrationRelease, RegistrationSubmit

__all__ = ["RegistrationDocument", "RegistrationRelease", "RegistrationSubmit", "Registrations"]
