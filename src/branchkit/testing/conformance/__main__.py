"""``python -m branchkit.testing.conformance DIR --lang LANGUAGE``: the findings as JSON on stdout.

The command line calls it, in a process of its own: a plugin's code is imported here, and whatever that does to the
interpreter is done to this one.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import sys
from pathlib import Path

from branchkit.core.errors import BranchkitError
from branchkit.i18n.catalog import Catalog
from branchkit.testing.conformance import findings, words


def main() -> int:
    """0, whatever is found, since whoever asked counts; 3 with a message where there is no plugin to look at."""
    parser = argparse.ArgumentParser(prog="conformance")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--lang", default="zh_CN")
    options = parser.parse_args()
    # Whoever has waited long enough ends this process by SIGABRT, and is told where it stood: by a stream of its own, since
    # what plugins print arrives nowhere.
    faulthandler.enable(os.dup(sys.stderr.fileno()))
    catalog = Catalog.load(options.lang)
    try:
        everything = findings(options.directory)
    except BranchkitError as error:
        print(catalog.error(error), file=sys.stderr)
        return 3
    found = []
    for finding in everything:
        said = words(finding, catalog)
        found.append(
            {
                "code": finding.failure.code if finding.failure else finding.code,
                "place": finding.place,
                "finding": said.what,
                "advice": said.advice,
            }
        )
    json.dump(found, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
