"""What is left of a defect: its traceback in the log, never on the user's screen."""

from __future__ import annotations

import traceback
from pathlib import Path

from branchkit.logs import log_path, logger


def record_crash(error: BaseException) -> Path:
    """Write the traceback to the log; the log's path."""
    logger().error("".join(traceback.format_exception(error)))
    return log_path()
