"""Languages beside Chinese and English come with plugins: the program's texts and the plugins' own, Chinese where one lacks something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from branchkit.core.texts import LocalText, is_other_language
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.languages import known_languages, load_catalog
from branchkit.plugin.manifests import PluginTexts, read_manifest, read_texts
from branchkit.plugin.new_plugin import NewPlugin, write_plugin
from branchkit.settings import read_user_settings
from branchkit.testing.conformance import Finding, findings

MANIFEST = """
api = 1
title = { zh_CN = "繁体中文", en = "Traditional script", zh_TW = "繁體中文" }
languages = { zh_TW = "繁體中文", bo = "བོད་ཡིག" }
"""
TEXTS = """
"common.value.yes" = "是的"
"cli.plugin.fact.source" = "來自：{value}"
"""


@pytest.fixture
def pack(tmp_path: Path) -> InstalledPlugin:
    folder = tmp_path / "site" / "branchkit_script"
    (folder / "languages").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "languages" / "zh_TW.toml").write_text(TEXTS, encoding="utf-8")
    info = folder.with_name("branchkit_script-0.1.0.dist-info")
    info.mkdir()
    (info / "entry_points.txt").write_text("[branchkit]\nscript = branchkit_script\n")
    return InstalledPlugin("script", folder.name, "branchkit-script", "0.1.0", folder)


def test_a_plugins_languages_are_known(pack: InstalledPlugin) -> None:
    assert known_languages(installed=lambda: [pack]) == {"zh_TW": "繁體中文", "bo": "བོད་ཡིག"}
    assert known_languages(["script"], lambda: [pack]) == {}


def test_its_texts_are_spoken_and_chinese_where_it_has_none(pack: InstalledPlugin) -> None:
    catalog, problems = load_catalog("zh_TW", (), lambda: [pack])
    assert problems == []
    assert catalog.language == "zh_TW"
    assert catalog.text("common.value.yes") == "是的"
    assert catalog.text("cli.plugin.fact.source", value="甲") == "來自：甲"
    chinese = Catalog.load("zh_CN")
    assert catalog.text("common.value.no") == chinese.text("common.value.no")
    assert catalog.local(LocalText("水务", "Water", (("zh_TW", "水務"),))) == "水務"
    assert catalog.local(LocalText("水务", "Water")) == "水务"


def test_a_language_without_a_file_has_the_plugins_own_words(pack: InstalledPlugin) -> None:
    catalog, problems = load_catalog("bo", (), lambda: [pack])
    assert (catalog.language, problems) == ("bo", [])
    assert catalog.text("common.value.yes") == Catalog.load().text("common.value.yes")


def test_a_language_that_nobody_brings_is_chinese(pack: InstalledPlugin) -> None:
    assert load_catalog("ug", (), lambda: [pack])[0].language == "zh_CN"
    assert load_catalog("zh_TW", ["script"], lambda: [pack])[0].language == "zh_CN"


def test_what_is_wrong_with_a_file_is_told_and_the_rest_counts(pack: InstalledPlugin) -> None:
    assert pack.home is not None
    file = pack.home / "languages" / "zh_TW.toml"
    file.write_text('"common.value.yes" = 1\n"common.value.no" = "不是"\n', encoding="utf-8")
    catalog, problems = load_catalog("zh_TW", (), lambda: [pack])
    assert [(problem.code, problem.place.line) for problem in problems] == [("toml.not_text", 1)]
    assert catalog.text("common.value.no") == "不是"


def test_texts_of_a_plugin_have_further_languages() -> None:
    table = {
        "board": {"zh_CN": "一览", "en": "Board", "bo": "ཀ", "head": {"zh_CN": "头", "en": "H"}}
    }
    texts = PluginTexts(read_texts(table))
    assert texts.text("bo", "board") == "ཀ"
    assert texts.text("bo", "board.head") == "头"
    assert texts.text("en", "board") == "Board"


@pytest.mark.parametrize(("code", "other"), [("bo", True), ("zh_TW", True), ("mn_Mong", True)])
def test_codes(code: str, other: bool) -> None:
    assert is_other_language(code) is other


@pytest.mark.parametrize("code", ["zh_CN", "en", "ZH", "zh-TW", "chinese", "en_us", ""])
def test_what_is_no_code_of_another_language(code: str) -> None:
    assert not is_other_language(code)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('title = { zh_CN = "甲", eng = "A" }', "toml.misspelt_key"),
        ('title = { zh_CN = "甲", zh_cn = "A" }', "toml.misspelt_key"),
        ('title = { bo = "A" }', "toml.not_local_text"),
        ('title = "甲"\nlanguages = { chinese = "A" }', "declaration.language"),
        ('title = "甲"\nlanguages = { en = "English" }', "declaration.language"),
    ],
)
def test_what_is_written_wrongly_is_named(tmp_path: Path, line: str, code: str) -> None:
    path = tmp_path / "plugin.toml"
    path.write_text(f"api = 1\n{line}\n", encoding="utf-8")
    assert code in [problem.code for problem in read_manifest(path)[1]]


def test_the_installed_program_speaks_it(
    pack: InstalledPlugin, tmp_path: Path, isolated: Path
) -> None:
    assert pack.home is not None
    environment = {**os.environ, "PYTHONPATH": str(pack.home.parent)}

    def said(*words: str, language: str = "") -> tuple[str, str]:
        done = subprocess.run(
            [str(Path(sys.executable).parent / "branchkit"), *words],
            env={**environment, **({"BRANCHKIT_LANG": language} if language else {})},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout, done.stderr

    show = ("plugin", "show", "script")
    assert "來自：branchkit-script" in said(*show, "--lang", "zh_TW")[0]
    out, err = said(*show, language="zh_TW")
    assert "插件：繁體中文 (script)" in out
    assert err == ""
    out, err = said(*show, language="ug")
    assert "插件：繁体中文 (script)" in out
    assert "没有插件带来语言 ug" in err
    assert "zh_TW" in said("--lang", "xx", "plugins")[1]

    settings = isolated / "settings.toml"
    settings.write_text('language = "zh_TW"\n', encoding="utf-8")
    assert read_user_settings(settings).language == "zh_TW"
    environment["BRANCHKIT_CONFIG"] = str(settings)
    environment.pop("BRANCHKIT_LANG", None)
    assert "來自" in said(*show)[0]


def test_the_check_looks_through_every_language_of_a_plugin(tmp_path: Path) -> None:
    plugin = NewPlugin("county", LocalText("试验", "Trial"), ("rural",), declarative=True)
    write_plugin(plugin, tmp_path)
    package = tmp_path / "src" / "branchkit_county"
    (package / "languages").mkdir()
    texts = (
        '"common.value.yes" = "是的"\n"common.value.yess" = "是"\n"cli.plugin.fact.source" = "來"\n'
    )
    (package / "languages" / "zh_TW.toml").write_text(texts, encoding="utf-8")
    (package / "languages" / "bo.toml").write_text('"common.value.yes" = "ཀ"\n', encoding="utf-8")
    manifest = package / "plugin.toml"
    text = manifest.read_text(encoding="utf-8").replace(
        'en = "Trial" }', 'en = "Trial", zh_TW = "試驗" }'
    )
    manifest.write_text(f'{text}languages = {{ zh_TW = "繁體中文" }}\n', encoding="utf-8")

    def having(code: str) -> list[Finding]:
        return [finding for finding in found if finding.code == code]

    found = findings(tmp_path)
    assert [f.params for f in having("language_undeclared")] == [{"language": "bo"}]
    assert [f.params for f in having("language_key")] == [{"key": "common.value.yess"}]
    assert [f.params for f in having("placeholders")] == [{"key": "cli.plugin.fact.source"}]
    assert len(found) == 3  # what is not translated is Chinese
    (package / "languages" / "bo.toml").unlink()
    manifest.write_text(text, encoding="utf-8")  # without the line that names the language
    found = findings(tmp_path)
    places = {finding.place for finding in having("language_undeclared")}
    assert places == {
        "src/branchkit_county/plugin.toml",
        "src/branchkit_county/languages/zh_TW.toml",
    }


def test_a_plugin_of_a_language_alone_is_sound(tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    title = 'title = { zh_CN = "繁体", en = "Traditional", zh_TW = "繁體" }'
    manifest = f'api = 1\n{title}\nlanguages = {{ zh_TW = "繁體中文" }}\n'
    (tmp_path / "plugin.toml").write_text(manifest, encoding="utf-8")
    texts = '"common.value.yes" = "是的"\n'
    (tmp_path / "languages" / "zh_TW.toml").write_text(texts, encoding="utf-8")
    assert findings(tmp_path) == []
