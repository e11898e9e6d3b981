"""What holds for every test: Ctrl-C is heard, also where the tests run in the background of a shell."""

from __future__ import annotations

import signal

# A shell starts what it puts in the background with SIGINT ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
