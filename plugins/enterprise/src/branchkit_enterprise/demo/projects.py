"""Demo projects in every stage; one of them is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit.api.workspace import add_months, frozen
from branchkit_enterprise.demo.making import nth, row
from branchkit_enterprise.vocabulary import BRANDS, MILESTONES, TASKS


@frozen
class _Step:
    """A milestone: due so many days from today, done so many days after that; None: not done."""

    title: str
    due: int
    late: int | None = None
    result: str = ""


@frozen
class _Project:
    """A project, begun so many months ago and planned to take so many."""

    register: str
    name: str
    goal: str
    stage: str
    leader: int
    begun: int
    takes: int
    steps: tuple[_Step, ...]
    problem: str = ""
    weight: int = 1
    outcome: str = ""
    benefit: str = ""
    level: str = ""
    effect: str = ""


_PROJECTS = (
    _Project(
        TASKS,
        "降低空压站能耗",
        "单位产气电耗下降 8%",
        "running",
        1,
        5,
        7,
        (
            _Step("用气情况实测", -96, -3, "测得空载率 37%"),
            _Step("改造方案评审", -52, 4, "评审通过，改两处管路"),
            _Step("变频机组安装", -10),
            _Step("节电效果验证", 33),
        ),
        problem="空压机空载时间长，用电居高不下",
        weight=3,
    ),
    _Project(
        TASKS,
        "控制法兰焊接变形",
        "平面度一次合格率达到 98%",
        "running",
        2,
        4,
        6,
        (
            _Step("变形数据采集", -75, 0, "采集 120 件"),
            _Step("焊接工装试制", -24, -2, "试制两套"),
            _Step("小批验证", 8),
        ),
        problem="大直径法兰焊后翘曲，返修多",
        weight=2,
    ),
    _Project(
        TASKS,
        "提高镗孔一次合格率",
        "一次合格率由 94% 提高到 98%",
        "review",
        4,
        8,
        9,
        (
            _Step("刀具对比试验", -140, 0),
            _Step("参数固化", -61, -5, "写入工艺卡"),
            _Step("三个月稳定性考察", -4, -1, "连续三个月 98% 以上"),
            _Step("成果验收", 12),
        ),
        problem="深孔镗削振纹，一次合格率低",
        weight=2,
    ),
    _Project(
        TASKS,
        "机加线快速换型",
        "换型时间由 90 分钟压到 40 分钟",
        "closed",
        6,
        9,
        8,
        (
            _Step("换型动作录像分析", -190, 0),
            _Step("快换夹具投用", -95, 2),
            _Step("成果验收", -41, 0, "达到 38 分钟"),
        ),
        problem="多品种小批量，换型占用工时多",
        outcome="reached",
        benefit="186000.00",
    ),
    _Project(
        BRANDS,
        "零缺陷机台",
        "党员机台全年无质量差错，带动班组质量提升",
        "running",
        3,
        6,
        8,
        (
            _Step("示范机台挂牌", -120, 0, "挂牌 6 台"),
            _Step("质量公约上墙", -70, 1),
            _Step("季度质量讲评", -18, 0, "差错同比下降两成"),
            _Step("公司验收认定", 41),
        ),
        weight=2,
    ),
    _Project(
        BRANDS,
        "午间维修服务队",
        "午休时间为职工修理家电、配钥匙，每周两次",
        "planned",
        8,
        1,
        6,
        (_Step("招募队员、公布服务单", 3), _Step("试运行一个月", 40)),
    ),
    _Project(
        BRANDS,
        "点检明白人",
        "每台关键设备都有一名党员点检明白人",
        "closed",
        5,
        10,
        9,
        (_Step("点检标准修订", -210, 0), _Step("全员点检比武", -88, -2, "参加 64 人")),
        level="company",
        effect="设备故障停机下降三成",
    ),
)


def records(scene: DemoScene) -> Iterator[DemoRecord]:
    """The projects, each with its milestones."""
    for project in _PROJECTS:
        yield _project(scene, project)
        for number, step in enumerate(project.steps):
            yield _milestone(scene, project, number, step)


def _project(scene: DemoScene, project: _Project) -> DemoRecord:
    started = add_months(scene.today, -project.begun)
    ended = scene.today - timedelta(days=35)
    team = [nth(scene, project.leader + more) for more in (7, 11, 15)]
    return row(
        project.register,
        name=project.name,
        problem=project.problem,
        goal=project.goal,
        leader=nth(scene, project.leader),
        team=list(dict.fromkeys(team)),
        weight=str(project.weight),
        started_on=started.isoformat(),
        planned_until=add_months(started, project.takes).isoformat(),
        stage=project.stage,
        closed_on=ended.isoformat() if project.stage == "closed" else "",
        outcome=project.outcome,
        benefit=project.benefit,
        level=project.level,
        effect=project.effect,
    )


def _milestone(scene: DemoScene, project: _Project, number: int, step: _Step) -> DemoRecord:
    due = scene.today + timedelta(days=step.due)
    done: date | None = None if step.late is None else due + timedelta(days=step.late)
    return row(
        MILESTONES,
        project=project.name,
        title=step.title,
        owner=nth(scene, project.leader + (7 if number % 2 else 0)),
        due_on=due.isoformat(),
        done_on=done.isoformat() if done else "",
        result=step.result,
    )
