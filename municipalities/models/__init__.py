from municipalities.models.local_government import LocalGovernment, Merger, Period, ReferenceRegion
from municipalities.models.membership import Membership, Role
from municipalities.models.partnership import Partnership

__all__ = ["LocalGovernment", "Membership", "Merger", "Partnership", "Period", "ReferenceRegion", "Role"]
