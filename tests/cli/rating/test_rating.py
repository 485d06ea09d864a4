"""``branchkit rating`` on a township in a file: a whole rating as an office types it, in words and as json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.dates import Period
from branchkit.testing.builders import fixed_clock
from branchkit.testing.villages import a_township_with_villages


class Rating:
    """The command on one workspace; the last call's output."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._capsys = capsys
        self.err = ""

    def __call__(self, *words: str, expect: int = exit_codes.OK) -> str:
        code = main(["--workspace", str(self.directory), *words])
        out, self.err = self._capsys.readouterr()
        assert code == expect, self.err
        return out


@pytest.fixture
def rating(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Rating:
    directory = tmp_path / "town"
    a_township_with_villages(directory, fixed_clock(), Period.parse("2025"))
    return Rating(directory, capsys)


def test_a_rating_is_typed_from_opening_to_seal(
    rating: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    rating("rating", "propose", "2025", expect=exit_codes.REFUSED)
    assert "还没有开始评定" in rating.err
    rating("rating", "open", "2025", "--before", "西村=先进")
    shown = json.loads(rating("rating", "propose", "2025", "--format", "json"))
    assert [(one["name"], one["rank"], one["proposal"], one["move"]) for one in shown] == [
        ("东村党支部", 1, "advanced", "new"),
        ("南村党支部", 2, "ordinary", "new"),
        ("西村党支部", 3, "ordinary", "fell"),
    ]
    why = rating("rating", "show", "2025", "--why", "南村")
    assert "先进以上限 1 个（34%），按名次已有 2 个，名额不够" in why
    rating("rating", "decide", "2025", "南村", "先进", expect=exit_codes.REFUSED)
    assert "请写明理由" in rating.err
    text = rating("rating", "decide", "2025")
    assert "降位" in text and "xicun" not in text and "advanced" not in text
    rating("rating", "notice", "2025")
    rating("rating", "object", "2025", "西村", "有一项没有算", "--by", "村民")
    assert "有一项没有算" in rating("rating", "show", "2025", "--objections", "--format", "csv")
    assert "先进 1 个、一般 2 个" in rating("report", "评定通报", "2025")
    rating("rating", "seal", "2025", expect=exit_codes.REFUSED)
    assert "公示到" in rating.err
    monkeypatch.setenv("BRANCHKIT_NOW", "2026-12-01T09:00:00")
    rating("rating", "seal", "2025", expect=exit_codes.REFUSED)
    assert "第 1 号意见还没有答复" in rating.err
    rating("rating", "answer", "2025", "1", "已核实")
    assert json.loads(rating("rating", "seal", "2025", "--format", "json"))["state"] == "sealed"
    (listed,) = json.loads(rating("rating", "list", "--format", "json"))
    assert (listed["state"], listed["rated"]) == ("sealed", 3)
    assert "先进" in rating("rating", "history", "东村")
    assert "西村党支部 审定等次" in rating("history", "--all")
    sheet = json.loads(
        rating(
            "sheet",
            "show",
            "2025",
            "--scheme",
            "local/village-year",
            "--org",
            "dongcun",
            "--format",
            "json",
        )
    )
    assert (sheet[0]["rank"], sheet[0]["band"]) == (1, "先进")
    rating("rating", "reopen", "2025", "--reason", "上级复核")
    assert "待评定" in rating(
        "sheet", "show", "2025", "--scheme", "local/village-year", "--org", "dongcun"
    )
