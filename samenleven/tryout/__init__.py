"""The portal on one machine without docker: its own PostgreSQL and Valkey, and everything `make demo` starts.

Nothing here imports Django: it runs before Django is set up.
"""

from samenleven.tryout.lease import ensure_servers
from samenleven.tryout.state import TryoutError

__all__ = ["TryoutError", "ensure_servers"]
