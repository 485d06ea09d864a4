"""The score grid one writes first: Textual's DataTable, saving with TinyDB's JSONStorage at every Enter.

Takes a TinyDB file whose documents are ``{"name": ..., "scores": {head: score}}``.
"""

from __future__ import annotations

import sys
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Header, Static
from tinydb import TinyDB

HELP = (
    "帮助\n\n数字键  录入分数\nEnter   保存并下移\n方向键  移动\nPgUp/PgDn 翻页\n?       关闭帮助"
)


class HelpScreen(ModalScreen[None]):
    BINDINGS = [("question_mark", "app.pop_screen", "关闭")]  # noqa: RUF012
    CSS = """
    HelpScreen { align: center middle; }
    HelpScreen Static { width: 60; height: 14; border: round $primary; background: $surface; }
    """

    def compose(self) -> ComposeResult:
        yield Static(HELP)


class DataTableApp(App[None]):
    TITLE = "积分录入"
    BINDINGS = [("question_mark", "help", "帮助"), ("ctrl+q", "quit", "退出")]  # noqa: RUF012

    def __init__(self, file: str) -> None:
        super().__init__()
        self.database = TinyDB(file)
        self.entry = ""

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="cell", fixed_columns=1)
        yield Footer()

    def on_mount(self) -> None:
        documents = self.database.all()
        self.ids = [document.doc_id for document in documents]
        self.heads = list(documents[0]["scores"])
        table = self.query_one(DataTable)
        table.add_columns("姓名", *self.heads)
        table.add_rows([[d["name"], *d["scores"].values()] for d in documents])
        table.move_cursor(row=0, column=1)
        table.focus()

    def action_help(self) -> None:
        self.push_screen(HelpScreen())

    def on_key(self, event: events.Key) -> None:
        if isinstance(self.screen, HelpScreen):
            return
        table = self.query_one(DataTable)
        if event.character and event.character.isdecimal() and table.cursor_column:
            self.entry = (self.entry + event.character)[-2:]
            table.update_cell_at(table.cursor_coordinate, self.entry)
            event.stop()

    def on_data_table_cell_selected(self, event: DataTable.CellSelected) -> None:
        table = event.data_table
        row, column = table.cursor_coordinate
        if self.entry:
            head, points = self.heads[column - 1], self.entry

            def put(document: dict[str, Any]) -> None:
                document["scores"][head] = points

            self.database.update(put, doc_ids=[self.ids[row]])
            self.entry = ""
        table.move_cursor(row=row + 1)

    def on_data_table_cell_highlighted(self, event: DataTable.CellHighlighted) -> None:
        self.entry = ""


if __name__ == "__main__":
    DataTableApp(sys.argv[1]).run()
