"""Official papers: what an organisation has set for its own once, and the numbers under which they are issued.

The settings stand under ``[paper.<organisation>]`` in the workspace's file. Numbers are rows of the register of papers issued; they
are counted on by the issuing body's own word (代字) and the year, so that papers registered by hand count as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, datetime
from pathlib import Path

from branchkit.core.access.asking import require
from branchkit.core.access.roles import Operation
from branchkit.core.errors import ReportError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.registers.register import Register
from branchkit.core.tables import Card, Paragraph, RedHead, Report
from branchkit.core.values import frozen
from branchkit.services.registers.writing import add_record, records_of
from branchkit.settings import (
    Declared,
    is_workspace,
    read_section,
    read_workspace_settings,
    write_workspace_settings,
)

PAPERS = "book.paper"
"""The register of papers issued, 发文登记簿."""
SECTION = "paper"
PAPER_SETTINGS = (
    Declared("mark", "text"),
    Declared("prefix", "text"),
    Declared("prefixes", "texts", {}),
    Declared("recipient", "text"),
    Declared("signer", "text"),
    Declared("attachments", "list", ()),
    Declared("copies", "text"),
    Declared("printed_by", "text"),
    Declared("seal", "yes-no", False),
)


@frozen
class PaperSettings:
    """What the official papers of one organisation have."""

    mark: str = ""
    """The issuing body as the red head has it; empty: its papers have none."""
    prefix: str = ""
    """The body's own word, with which its numbers begin: 青石支; empty: no numbers."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Report → the word for its numbers, where it has one of its own."""
    recipient: str = ""
    """Whom papers address, without the colon; empty: as each report has it."""
    signer: str = ""
    """Who signs; where there is one, papers are set as those to a superior are."""
    attachments: tuple[str, ...] = ()
    copies: str = ""
    printed_by: str = ""
    seal: bool = False

    def prefix_of(self, kind: str) -> str:
        """The word with which numbers of a report begin."""
        return self.prefixes.get(kind) or self.prefix


def read_paper_settings(directory: Path, org: str) -> PaperSettings:
    """What is set for an organisation's papers; nothing where there is no file. Raises :class:`SettingsError`."""
    if not is_workspace(directory):
        return PaperSettings()
    values = read_section(directory, (SECTION, org), PAPER_SETTINGS) or {}
    if "attachments" in values:
        values["attachments"] = tuple(values["attachments"])
    return PaperSettings(**values)


def write_paper_settings(
    directory: Path, org: str, paper: PaperSettings, reader: object = None
) -> None:
    """Keep it in the workspace's file, without what is left empty.

    Raises :class:`SettingsError`, and ``AccessError`` where the workspace's ``reader`` is of somebody who does not do the
    organisation's own work.
    """
    require(reader, Operation.SCORE, [org])
    settings = read_workspace_settings(directory)
    values = {declared.key: getattr(paper, declared.key) for declared in PAPER_SETTINGS}
    values["attachments"] = list(paper.attachments)
    values["prefixes"] = {kind: word for kind, word in paper.prefixes.items() if word}
    section = {key: value for key, value in values.items() if value}
    write_workspace_settings(directory, replace(settings, paper={**settings.paper, org: section}))


def is_notice_like(report: Report) -> bool:
    """Whether it is a paper that is issued: upright, signed, with running text; tables and forms for the files are not."""
    return (
        bool(report.issuer)
        and not report.landscape
        and not any(isinstance(block, Card) for block in report.blocks)
        and any(isinstance(block, Paragraph) and not block.level for block in report.blocks)
    )


def with_red_head(
    report: Report,
    paper: PaperSettings,
    *,
    kind: str,
    number: str,
    at: datetime,
    attachments: tuple[str, ...] = (),
) -> Report:
    """The report as the official paper that the settings make of it; as it is where they make none.

    ``number`` is the one that it was given; without, its place is left open for a pen.
    """
    if not paper.mark or not is_notice_like(report):
        return report
    if not number and (prefix := paper.prefix_of(kind)):
        number = f"{prefix}〔{at.year}〕\u3000号"
    head = RedHead(
        mark=paper.mark,
        number=number,
        signer=paper.signer,
        attachments=attachments or paper.attachments,
        seal=paper.seal,
        copies=paper.copies,
        printed_by=paper.printed_by,
        printed_on=report.issued_on if paper.printed_by else "",
    )
    recipient = paper.recipient.rstrip("：:")
    salutation = f"{recipient}：" if recipient else report.salutation
    return replace(report, salutation=salutation, red_head=head)


def number_given(reader: Reader, org: str, title: str) -> str:
    """The number under which a paper of this title was issued; empty where it was not."""
    for record in records_of(reader, PAPERS, org):
        if record.values.get("title") == title:
            return str(record.values.get("number") or "")
    return ""


def next_number(reader: Reader, org: str, prefix: str, year: int) -> str:
    """The first number behind all that this word has had in a year."""
    shape = re.compile(rf"{re.escape(prefix)}〔{year}〕([0-9]+)号")
    found = (
        shape.fullmatch(str(record.values.get("number") or ""))
        for record in records_of(reader, PAPERS, org)
    )
    last = max((int(match[1]) for match in found if match), default=0)
    return f"{prefix}〔{year}〕{last + 1}号"


def give_number(
    uow: UnitOfWork,
    registers: Mapping[str, Register],
    org: str,
    report: Report,
    paper: PaperSettings,
    *,
    kind: str,
    on: date,
) -> str:
    """The number of a report: the one it has, or the next one, which is registered with its title; the caller commits.

    Raises :class:`ReportError` ``no_code``, ``not_issued``; :class:`~branchkit.core.errors.RecordError` ``not_sound``.
    """
    if not is_notice_like(report):
        raise ReportError("not_issued", title=report.title)
    if number := number_given(uow, org, report.title):
        return number
    prefix = paper.prefix_of(kind)
    if not prefix:
        raise ReportError("no_code")
    number = next_number(uow, org, prefix, on.year)
    values = {
        "date": on.isoformat(),
        "number": number,
        "title": report.title,
        "recipient": (paper.recipient or report.salutation).rstrip("：:"),
        "signer": paper.signer,
    }
    add_record(uow, registers[PAPERS], org, {k: v for k, v in values.items() if v})
    return number
