"""A branch's own Word template filled in: which fields it has and where, and what is wrong with it.

A template says ``{{姓名}}`` where a value comes to stand, and ``{% if 姓名 %} … {% endif %}`` around what is there only for some. That is
all it may say: whatever else Jinja knows (attributes, calls, filters, loops) is refused before anything of it is compiled, since
templates come from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.core.errors import ExchangeError, Place, Problem
from branchkit.core.text_width import printable
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from datetime import datetime

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes that all parts of a template may have once they are unpacked."""
_LIKENESS = 0.4
"""Of a name to the one that was perhaps meant; names are short."""
_NO_NAME = re.compile(r"\{\{((?!\s*\w+\s*\}\})[^{}]*)\}\}")
"""A field whose name cannot be one."""
_SNIPPET = 16
"""Characters of a paragraph by which it is found."""


@frozen
class UsedField:
    """A field of a template and where it stands: ``part`` is ``body``, ``header``, ``footer``, ``footnotes`` or ``properties``, ``number`` the
    paragraph there, from 1, ``text`` what that begins with."""

    name: str
    part: str
    number: int
    text: str


class OwnTemplate:
    """One template, read and looked at; nothing of it has been filled in yet."""

    def __init__(self, path: Path, names: Mapping[str, str]) -> None:
        """``names``: what a field may be called → the key of its value. Raises :class:`ExchangeError` ``template_unreadable``,
        ``template_too_large``."""
        self._path = path
        self._keys = {field_name(name): key for name, key in names.items()}
        self._titles = {_squeezed(name): field_name(name) for name in names}
        self._content = _read(path)
        self.used: list[UsedField] = []
        """Every field, from the top."""
        self.problems: list[Problem] = []
        """``template.unknown_field``, ``template.misspelt_field``, ``template.not_allowed``, ``template.syntax``, each with its place."""
        self._look()

    def fill(self, values: Mapping[str, str], moment: datetime) -> bytes:
        """The document for one; a key without a value is left empty. Raises :class:`ExchangeError` ``template_not_sound``."""
        from branchkit.exchange.writers.archive import settle

        made, settled = BytesIO(), BytesIO()
        self._filled(values).save(made)
        settle(made, settled, moment)
        return settled.getvalue()

    def fill_all(self, rows: Sequence[Mapping[str, str]], moment: datetime) -> bytes:
        """One document for all of them, each on pages of its own.

        Raises :class:`ExchangeError` ``template_not_sound``, ``template_head_fields`` where a header or footer has fields: it would
        be the first one's throughout.
        """
        from branchkit.exchange.writers.archive import settle

        if len(rows) > 1 and any(f.part in ("header", "footer", "footnotes") for f in self.used):
            raise ExchangeError("template_head_fields", path=str(self._path))
        whole: Any = None
        for values in rows:
            document = self._filled(values).docx
            if whole is None:
                whole = document
                continue
            # The parts are those of one template, so that whatever a body names is there under the same name.
            end = whole.element.body.sectPr
            breaking = whole.add_paragraph()
            breaking.add_run().add_break(_page_break())
            for child in document.element.body:
                if child is not document.element.body.sectPr:
                    end.addprevious(deepcopy(child))
        made, settled = BytesIO(), BytesIO()
        whole.save(made)
        settle(made, settled, moment)
        return settled.getvalue()

    def _filled(self, values: Mapping[str, str]) -> Any:
        if self.problems:
            raise ExchangeError("template_not_sound", path=str(self._path))
        template = self._open()
        given = {name: printable(values.get(key, "")) for name, key in self._keys.items()}
        template.render(given, _environment(), autoescape=True)
        return template

    def _open(self) -> Any:
        try:
            template = _template(self._content, self._titles)
            template.init_docx()
        # A file of others can be wrong in any way, and each library under this one has errors of its own.
        except Exception as error:
            raise ExchangeError("template_unreadable", path=str(self._path)) from error
        return template

    def _look(self) -> None:
        template = self._open()
        for part, source in _sources(template):
            self._look_at(part, source)

    def _look_at(self, part: str, source: str) -> None:
        from jinja2 import nodes
        from jinja2.exceptions import TemplateSyntaxError

        lined = _lined(source)
        try:
            tree = _environment().parse(lined)
        except TemplateSyntaxError as error:
            where = part, *_paragraph(lined, error.lineno)
            if isinstance(error, _not_allowed()):
                self._note("template.not_allowed", *where)
            elif strange := _NO_NAME.search(_plain(lined, error.lineno)):
                self._note_field(strange[1].strip(), *where)
            else:
                self._note("template.syntax", *where)
            return
        for name in tree.find_all(nodes.Name):
            where = part, *_paragraph(lined, name.lineno)
            self.used.append(UsedField(name.name, *where))
            if name.name not in self._keys:
                self._note_field(name.name, *where)

    def _note_field(self, name: str, part: str, number: int, text: str) -> None:
        from branchkit.toml.source import nearest

        if close := nearest(name, self._keys, _LIKENESS):
            self._note("template.misspelt_field", part, number, text, name=name, nearest=close)
        else:
            self._note("template.unknown_field", part, number, text, name=name)

    def _note(self, code: str, part: str, number: int, text: str, **params: object) -> None:
        params |= {"part": part, "number": number, "text": text}
        self.problems.append(Problem(code, Place(file=self._path.name), params=params))


def field_name(title: str) -> str:
    """What a field is called in a template: a column's title without marks and spaces, 转正时间 for 转正（时间）."""
    name = re.sub(r"\W+", "", title)
    return f"_{name}" if name[:1].isdigit() else name


def _squeezed(title: str) -> str:
    return re.sub(r"\s+", "", title)


def _read(path: Path) -> bytes:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_FILE:
                raise ExchangeError("template_too_large", path=str(path))
        return path.read_bytes()
    except (OSError, BadZipFile) as error:
        raise ExchangeError("template_unreadable", path=str(path)) from error


def _sources(template: Any) -> Iterator[tuple[str, str]]:
    """Everything that is rendered, as it will be given to Jinja."""
    yield "body", template.patch_xml(template.get_xml())
    for part, uri in (("header", template.HEADER_URI), ("footer", template.FOOTER_URI)):
        for _key, found in template.get_headers_footers(uri):
            yield part, template.patch_xml(template.get_part_xml(found))
    for found in template.docx.part.package.parts:
        if found.content_type.endswith(".footnotes+xml"):
            yield "footnotes", template.patch_xml(found.blob.decode("utf-8", "replace"))
    properties = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield "properties", getattr(properties, name)


def _lined(source: str) -> str:
    """Each paragraph in a line of its own, so that a line says which one."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", source.replace("\n", " "))


def _paragraph(lined: str, line: int) -> tuple[int, str]:
    return max(line - 1, 1), _plain(lined, line)[:_SNIPPET]


def _plain(lined: str, line: int) -> str:
    lines = lined.split("\n")
    found = lines[min(max(line, 1), len(lines)) - 1]
    return printable(re.sub(r"<[^>]*>", "", found)).strip()


def _template(content: bytes, titles: Mapping[str, str]) -> Any:
    from docxtpl import DocxTemplate

    class Titled(DocxTemplate):  # type: ignore[misc, unused-ignore]
        """Knows a column's title as it is written, marks and all, for the name of its field."""

        def patch_xml(self, src_xml: str) -> str:
            """As docxtpl does it, with titles made names."""

            def named(match: re.Match[str]) -> str:
                return "{{" + titles.get(_squeezed(match[1]), match[1]) + "}}"

            patched = str(super().patch_xml(src_xml))
            return re.sub(r"\{\{(.*?)\}\}", named, patched, flags=re.DOTALL)

    return Titled(BytesIO(content))


def _page_break() -> Any:
    from docx.enum.text import WD_BREAK

    return WD_BREAK.PAGE


def _not_allowed() -> Any:
    return _jinja()[1]


def _environment() -> Any:
    return _jinja()[0]()


@cache
def _jinja() -> tuple[Any, Any]:
    """The environment's class and the error with which it refuses; made when they are needed, since Jinja is imported then."""
    from jinja2 import nodes
    from jinja2.exceptions import TemplateSyntaxError
    from jinja2.sandbox import SandboxedEnvironment

    allowed: Iterable[type[nodes.Node]] = (
        nodes.Template,
        nodes.Output,
        nodes.TemplateData,
        nodes.Name,
        nodes.Const,
        nodes.If,
        nodes.Compare,
        nodes.Operand,
        nodes.And,
        nodes.Or,
        nodes.Not,
    )

    class NotAllowed(TemplateSyntaxError):
        """Something that Jinja knows and a template may not say."""

    class FieldsOnly(SandboxedEnvironment):
        """Reads fields and conditions, and refuses all else, whatever asks it to compile."""

        def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
            tree = super()._parse(source, name, filename)
            for node in tree.find_all(nodes.Node):
                if type(node) not in allowed:
                    raise NotAllowed("not allowed", node.lineno, name, filename)
            return tree

    return FieldsOnly, NotAllowed
