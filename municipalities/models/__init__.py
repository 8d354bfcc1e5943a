from municipalities.models.api_client import ApiClient, Scope
from municipalities.models.local_government import LocalGovernment, Merger, Period, ReferenceRegion
from municipalities.models.membership import Membership, Role
from municipalities.models.origin_count import OriginCount
from municipalities.models.partnership import Partnership

__all__ = [
    "ApiClient",
    "LocalGovernment",
    "Membership",
    "Merger",
    "OriginCount",
    "Partnership",
    "Period",
    "ReferenceRegion",
    "Role",
    "Scope",
]
