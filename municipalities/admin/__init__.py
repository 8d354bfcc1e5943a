"""The register of local governments, who acts for them, and which software does."""

from municipalities.admin import bodies, clients

__all__ = ["bodies", "clients"]
