"""What plugins offer goes to the sectors that they were made for."""

from __future__ import annotations

from branchkit.core.organizations.organization import Organization
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions, LoadedPlugin, ReportSpec, ScreenSpec
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.plugins.offers import reports_for, screens_for, sectors_at
from branchkit.services.scoring.offered import serving
from branchkit.testing.township import ACTOR, TOWN, a_township_store

TITLE = LocalText("图", "Map")


def loaded(id: str, *sectors: str) -> LoadedPlugin:
    return LoadedPlugin(id, LocalText(id), "1", id, {}, sectors)


CONTRIBUTIONS = Contributions(
    plugins=(
        loaded("base"),
        loaded("community", "community"),
        loaded("rural", "rural"),
        loaded("county"),
        loaded("local"),
    ),
    screens={id: ScreenSpec(id, TITLE, "x:y") for id in ("rural.map", "community.map", "county.x")},
    reports={"rural.paper": ReportSpec("rural.paper", TITLE, "x:y")},
    owners={
        ("screens", "rural.map"): "rural",
        ("screens", "community.map"): "community",
        ("screens", "county.x"): "county",
        ("reports", "rural.paper"): "rural",
    },
)


def test_the_workspaces_own_comes_first_and_the_pack_last() -> None:
    assert serving(CONTRIBUTIONS, {"rural"}) == ["local", "rural", "county", "base"]
    assert serving(CONTRIBUTIONS, {"rural", "community"})[1:3] == ["community", "rural"]
    assert serving(CONTRIBUTIONS, ()) == ["local", "county", "base"]


def test_each_sector_sees_its_own_and_what_is_for_all() -> None:
    assert [s.id for s in screens_for(CONTRIBUTIONS, {"rural"})] == ["rural.map", "county.x"]
    assert [s.id for s in screens_for(CONTRIBUTIONS, {"schools"})] == ["county.x"]
    assert [r.id for r in reports_for(CONTRIBUTIONS, {"rural"})] == ["rural.paper"]
    assert reports_for(CONTRIBUTIONS, {"schools"}) == []


def test_an_organisation_has_the_sectors_of_all_below_it() -> None:
    store = a_township_store()
    with store.begin(ACTOR, "test") as uow:
        add_organization(
            uow, Organization("school", "白水中学党支部", sector="schools", parent=TOWN)
        )
        uow.commit()
    assert sectors_at(store, TOWN) == {"rural", "schools"}
    assert sectors_at(store, "school") == {"schools"}
