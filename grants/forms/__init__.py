from grants.forms.rounds import RoundForms

__all__ = ["RoundForms"]
