"""`make demo`: everything the portal needs on one machine, until Ctrl-C."""

import sys

from samenleven.tryout.demo import main

sys.exit(main())
