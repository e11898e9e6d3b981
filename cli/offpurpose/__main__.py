"""`python -m offpurpose`."""

from __future__ import annotations

from offpurpose.main import main

if __name__ == "__main__":
    main()
