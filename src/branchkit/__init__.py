"""branchkit: rosters, monthly scoring and reports for grass-roots Party branches."""

from __future__ import annotations

__version__ = "0.1.0"
