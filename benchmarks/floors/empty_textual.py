"""The least a Textual app can be: one line of text, changed by every key."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """Counts keys."""

    pressed = 0

    def compose(self) -> ComposeResult:
        yield Static("ready 0")

    def on_key(self, event: events.Key) -> None:
        self.pressed += 1
        self.query_one(Static).update(f"ready {self.pressed}")


if __name__ == "__main__":
    EmptyApp().run()
