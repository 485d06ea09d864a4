"""Importers and exporters as plugins bring them: what is taken, and what is left out with a word."""

from __future__ import annotations

from .trials import MakePlugin, codes, hooks, load

BOTH = """
@hookimpl
def branchkit_importers():
    return [ImporterSpec("county.cwt", LocalText("村务通"), "nowhere.at_all:read", (".cwt",))]


@hookimpl
def branchkit_exporters():
    return [ExporterSpec("county.xml", LocalText("平台"), "nowhere.at_all:write", ".xml")]
"""


def test_formats_are_taken_without_importing_what_they_name(make_plugin: MakePlugin) -> None:
    contributions = load(make_plugin("county", **hooks("county", BOTH)))
    assert set(contributions.importers) == {"county.cwt"}
    assert set(contributions.exporters) == {"county.xml"}
    assert contributions.owners["importers", "county.cwt"] == "county"
    assert codes(contributions) == []


def test_a_format_under_anothers_name_is_refused(make_plugin: MakePlugin) -> None:
    contributions = load(make_plugin("bad", **hooks("bad", BOTH)))
    assert not contributions.importers
    assert not contributions.exporters
    assert codes(contributions) == [("bad", "foreign"), ("bad", "foreign")]
    assert {failure.hook for failure in contributions.failures} == {
        "branchkit_importers",
        "branchkit_exporters",
    }


def test_one_that_names_no_function_costs_itself_alone(make_plugin: MakePlugin) -> None:
    body = BOTH.replace("nowhere.at_all:read", "nowhere")
    contributions = load(make_plugin("county", **hooks("county", body)))
    assert not contributions.importers
    assert set(contributions.exporters) == {"county.xml"}
    assert codes(contributions) == [("county", "target_form")]
