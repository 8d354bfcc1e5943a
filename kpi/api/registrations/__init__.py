"""The registrations of local governments, for their own software: the same rules as the form and the workbook."""

from kpi.api.registrations.resources import RegistrationDocument, RegistrationRelease, Registrations, RegistrationSubmit

__all__ = ["RegistrationDocument", "RegistrationRelease", "RegistrationSubmit", "Registrations"]
