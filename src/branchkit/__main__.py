"""``python -m branchkit``."""

from __future__ import annotations

import sys

from branchkit.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
