"""`python -m bench.peers ENGINE FOLDER OUT [MEMORY]`: the account table of one incident by another engine."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench.peers.given import given

if __name__ == "__main__":
    engine, folder, out, *memory = sys.argv[1:]
    import_module(f"bench.peers.by_{engine}").judge(
        given(Path(folder), Path(out)), memory[0] if memory else None
    )
