"""What the pages ask."""

from kpi.forms.motivations import MotivationForm, MotivationRow, motivation_name
from kpi.forms.registration import RegistrationForm, field_name, single_field
from kpi.forms.rows import ActionRows, FieldRow, answers_of, rows_of

__all__ = [
    "ActionRows",
    "FieldRow",
    "MotivationForm",
    "MotivationRow",
    "RegistrationForm",
    "answers_of",
    "field_name",
    "motivation_name",
    "rows_of",
    "single_field",
]
