#!/usr/bin/env python
"""The command line of the portal; it finds the embedded database and broker, or starts them for its own duration."""

import os
import sys

from samenleven.tryout import TryoutError, ensure_servers

NEED_NO_SERVERS = {"help", "--help", "-h", "version", "--version"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings.dev")
    try:
        if not NEED_NO_SERVERS.intersection(sys.argv[1:2]):
            ensure_servers()
    except TryoutError as error:
        sys.exit(str(error))

    from django.core.management import execute_from_command_line  # after the servers: its settings ask for them

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
