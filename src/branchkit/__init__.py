"""branchkit: rosters, monthly scoring and reports for grass-roots Party branches."""

from __future__ import annotations

__version__ = "0.1.0"
DISTRIBUTION = "dangzhibu"
"""What is installed: on the public index "branchkit" is another project's."""
