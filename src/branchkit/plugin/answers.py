"""What a plugin's command or action answers: something said, something shown, somewhere to go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.duties import Opening
    from branchkit.core.tables import Report, Table


@frozen
class Answer:
    """All that can be answered, each part optional. What has one part only need not be wrapped: a text alone is what is said,
    a table alone what is shown.

    ::

        return Answer("补记了 3 条", shown=table)
    """

    said: str = ""
    """A sentence in the scene's language: the bottom line of a screen, stderr of a command."""
    shown: Report | Table | Mapping[str, object] | None = None
    """Over the screen until Esc; stdout of a command. A mapping has texts as keys and, as values, what JSON knows, figures
    as Decimals and dates; a list of such mappings, one a row, may be given in place of a table."""
    opens: Opening | None = None
    """Where to go from here; a command goes nowhere."""
    problems: bool = False
    """Whether what was looked at has errors: the command ends with 1, the sentence is an error's."""
