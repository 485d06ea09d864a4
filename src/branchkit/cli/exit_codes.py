"""How a command ends; the only place that knows the numbers."""

from __future__ import annotations

OK = 0
PROBLEMS = 1
"""The command ran, and the data it looked at has errors."""
USAGE = 2
"""The command line itself is wrong; the number that argparse uses."""
REFUSED = 3
"""The operation was refused; the reason is on stderr."""
DAMAGED = 4
"""What the workspace keeps is not what was written into it: damaged, or altered by somebody else."""
PLUGIN_FAILED = 5
"""The work was done but for what hangs on a plugin that has failed; which one, and where, is on stderr."""
CRASH = 70
"""A defect of the program; the details are in the log."""
INTERRUPTED = 130
"""Ctrl+C, as shells report it."""
