"""What a screen is made of. Importing it imports Textual: only modules that a screen's ``target`` names do so."""

from __future__ import annotations

from branchkit.core.pictures import bar, lengths, line_of
from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.core.tones import Tone
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Context, Place
from branchkit.screens.listed import RowView
from branchkit.screens.own_actions import PluginAction
from branchkit.screens.plugin_screen import PluginScreen
from branchkit.screens.screen_parts import Commands, ScreenPart
from branchkit.widgets import cells
from branchkit.widgets.form_model import SEPARATOR, FieldKind, FormField
from branchkit.widgets.grid import Grid
from branchkit.widgets.grid_model import FittingSource, GridCell, GridColumn, GridEditor, GridSource
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.report_view import Line, Lines, ReportLine

__all__ = [
    "SEPARATOR",
    "Catalog",
    "Commands",
    "Context",
    "FieldKind",
    "FittingSource",
    "FormField",
    "Grid",
    "GridCell",
    "GridColumn",
    "GridEditor",
    "GridSource",
    "Line",
    "Lines",
    "PickerItem",
    "Place",
    "PluginAction",
    "PluginScreen",
    "ReportLine",
    "RowView",
    "ScreenPart",
    "Tone",
    "bar",
    "cell_width",
    "cells",
    "lengths",
    "line_of",
    "pad",
    "wrap",
]
