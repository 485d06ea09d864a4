"""The examples in the docstrings of the hooks for formats and kinds of columns run as they stand there."""

from __future__ import annotations

import inspect
import io
import re
import textwrap
from html import escape
from typing import Any

from branchkit.api import formats, hooks, registers, reports
from branchkit.plugin.hookspecs import Hooks


def example(hook: str) -> dict[str, Any]:
    """What an example defines, all its modules in one."""
    text = inspect.getdoc(vars(Hooks)[hook]) or ""
    code = textwrap.dedent(text.partition("Example::\n")[2])
    assert len(re.findall(r"^# branchkit_county/", code, re.MULTILINE)) == 2
    names: dict[str, Any] = {"escape": escape}
    for group in (formats, hooks, registers, reports):
        names |= {name: getattr(group, name) for name in group.__all__}
    exec(f"from __future__ import annotations\n{code}", names)
    return names


def test_the_importer_of_the_example_reads_its_file() -> None:
    made = example("branchkit_importers")
    (spec,) = made["branchkit_importers"]()
    content = "CWT1\n日期|河段\n2026-11-03|上段\n".encode("gb18030")
    source = formats.SourceFile("a.cwt", io.BytesIO(content))
    (sheet,) = made[spec.target.partition(":")[2]](source)
    assert sheet.rows == [["日期", "河段"], ["2026-11-03", "上段"]]
    assert content.startswith(spec.starts)


def test_the_exporter_of_the_example_writes_a_report() -> None:
    made = example("branchkit_exporters")
    (spec,) = made["branchkit_exporters"]()
    table = reports.Table((reports.TableColumn("river", "河段"),), (("上段",), ("下段",)))
    written = made[spec.target.partition(":")[2]](reports.Report("巡护", (table,)))
    assert written.count("<row>") == len(table.rows)


def test_the_kind_of_the_example_knows_its_check_digit() -> None:
    made = example("branchkit_column_kinds")
    (spec,) = made["branchkit_column_kinds"]()
    kind = made[spec.target.partition(":")[2]]()
    assert kind.read("a 5") == "A5"
    assert isinstance(kind.read("A9"), registers.NotOfKind)
    assert isinstance(kind.read("B"), registers.NotOfKind)
