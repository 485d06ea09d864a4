"""Demo records of members: performance, skills, and what others think of them."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.hooks import DemoRecord, DemoScene, Period
from branchkit_enterprise.demo.making import at_work, day_in, row
from branchkit_enterprise.vocabulary import BALLOTS, RESULTS, SKILLS

_LESSONS = (("training", "数控编程提高班"), ("drill", "应急停机演练"), ("drill", "量具使用比武"))
_PRIZES = ("钳工技能竞赛", "焊工技能竞赛", "数控车工技能竞赛")
_APPRENTICES = ("小董", "小石", "小段")
_VOTERS = {"colleagues": 12, "served": 8, "leaders": 3}


def monthly(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """Everybody's performance; training for two in three, a contest, apprentices."""
    here = at_work(scene)
    for member in here:
        score = scene.random.randint(86, 106)
        yield row(RESULTS, month=str(month), member=member.id, score=str(score))
    kind, title = _LESSONS[month.index % len(_LESSONS)]
    for number, member in enumerate(here):
        if (number + month.index) % 3:
            day = day_in(scene, month, 12)
            yield row(SKILLS, date=day, member=member.id, kind=kind, title=title)
    for turn, apprentice in enumerate(_APPRENTICES):
        yield row(
            SKILLS,
            date=day_in(scene, month, 18),
            member=here[turn * 3 % len(here)].id,
            kind="mentoring",
            title=f"师带徒小结（{apprentice}）",
            apprentice=apprentice,
        )
    yield row(
        SKILLS,
        date=day_in(scene, month, 22),
        member=here[month.index % len(here)].id,
        kind="contest",
        title=_PRIZES[month.index % len(_PRIZES)],
        placed=True,
    )


def quarterly(scene: DemoScene) -> Iterator[DemoRecord]:
    """The exam and the ballots of the quarter that ends with the scene."""
    day = day_in(scene, scene.months[-1], 15)
    for member in at_work(scene):
        exam = scene.random.choice((96, 93, 91, 88, 85, 82, 78, 71))
        yield row(
            SKILLS, date=day, member=member.id, kind="exam", title="季度技能考核", score=str(exam)
        )
        for group, voters in _VOTERS.items():
            excellent = scene.random.randint(voters // 2, voters)
            good = scene.random.randint(0, voters - excellent)
            yield row(
                BALLOTS,
                date=day,
                member=member.id,
                group=group,
                excellent=str(excellent),
                good=str(good),
                fair=str(voters - excellent - good),
                poor="0",
            )
