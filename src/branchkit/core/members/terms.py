"""The words people write into rosters for the fixed values of a member, and the values they stand for.

Kept as data apart from the reading, so that a term somebody's county uses is one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from branchkit.core.members.member import Category, Contact, MemberClass, Mobility, Standing

NOTHING = frozenset({"", "无", "/", "//", "\\", "-", "--", "—", "——", "暂无", "空", "null", "none"})
"""What people write into a cell that has nothing to say."""
NOT_KNOWN = frozenset({"不详", "不明", "未知", "待查", "待补", "缺", "?", "??", "N/A", "#N/A"})
"""What people write for something that there is and nobody has at hand."""
NO_POST = frozenset({"党员", "普通党员", "一般党员", "群众", "无职务", "无职党员", "否"})

SEXES: Mapping[str, str] = {
    "男": "m",
    "男性": "m",
    "m": "m",
    "male": "m",
    "1": "m",
    "女": "f",
    "女性": "f",
    "f": "f",
    "female": "f",
    "2": "f",
}
"""1 and 2 are the codes of GB/T 2261.1."""

NOT_YET_A_MEMBER = "积极分子|发展对象|培养对象|申请|群众|团员|共青团|少先队|非党|非中共|党外"
"""Words of which one says that somebody on a mixed list is no member (yet); a pattern."""
OF_ANOTHER_PARTY = "民革|民盟|民建|民进|农工|致公|九三|台盟|民主党|民主同盟|民主建国|民主促进|民主自治|无党派|国民党"
"""The same of those of another party, or of none."""
NO_MORE_A_MEMBER = "曾|原|前|退党|出党|开除|除名|转出|去世|死亡|拟|发展"
"""Words that make it doubtful whether a 党员 is one, or one here; a pattern."""
POLITICAL_STATUSES: Mapping[str, str] = {
    f"{number:02d}": status
    for number, status in enumerate(
        [
            "中共党员",
            "中共预备党员",
            "共青团员",
            "民革党员",
            "民盟盟员",
            "民建会员",
            "民进会员",
            "农工党党员",
            "致公党党员",
            "九三学社社员",
            "台盟盟员",
            "无党派人士",
            "群众",
        ],
        start=1,
    )
}
"""GB/T 4762: code → status."""

CHOICES: Mapping[str, Mapping[str, StrEnum]] = {
    "category": {
        "正式党员": Category.FULL,
        "正式": Category.FULL,
        "中共党员": Category.FULL,
        "中共正式党员": Category.FULL,
        "正式中共党员": Category.FULL,
        "中共正式": Category.FULL,
        "中共": Category.FULL,
        "共产党员": Category.FULL,
        "中国共产党员": Category.FULL,
        "转正党员": Category.FULL,
        "中国共产党党员": Category.FULL,
        "中国共产党正式党员": Category.FULL,
        "党员": Category.FULL,
        "预备党员": Category.PROBATIONARY,
        "预备": Category.PROBATIONARY,
        "预备期": Category.PROBATIONARY,
        "预备期党员": Category.PROBATIONARY,
        "中共预备": Category.PROBATIONARY,
        "中共预备党员": Category.PROBATIONARY,
        "预备中共党员": Category.PROBATIONARY,
        "中国共产党预备党员": Category.PROBATIONARY,
    },
    "standing": {
        "正常": Standing.NORMAL,
        "正常党籍": Standing.NORMAL,
        "有": Standing.NORMAL,
        "保留": Standing.RETAINED,
        "保留党籍": Standing.RETAINED,
        "停止": Standing.SUSPENDED,
        "停止党籍": Standing.SUSPENDED,
        "停止党籍处理": Standing.SUSPENDED,
        "恢复": Standing.RESTORED,
        "恢复党籍": Standing.RESTORED,
        "开除": Standing.EXPELLED,
        "开除党籍": Standing.EXPELLED,
        "除名": Standing.STRUCK_OFF,
        "党内除名": Standing.STRUCK_OFF,
    },
    "mobility": {
        "否": Mobility.NONE,
        "不是": Mobility.NONE,
        "未流动": Mobility.NONE,
        "非流动党员": Mobility.NONE,
        "是": Mobility.OUT,
        "流动": Mobility.OUT,
        "流动党员": Mobility.OUT,
        "外出": Mobility.OUT,
        "流出": Mobility.OUT,
        "流出党员": Mobility.OUT,
        "流入": Mobility.IN,
        "流入党员": Mobility.IN,
    },
    "contact": {
        "否": Contact.NORMAL,
        "正常": Contact.NORMAL,
        "未失联": Contact.NORMAL,
        "取得联系": Contact.NORMAL,
        "是": Contact.LOST,
        "失联": Contact.LOST,
        "失联党员": Contact.LOST,
        "失去联系": Contact.LOST,
    },
    "member_class": {
        "普通": MemberClass.ORDINARY,
        "普通党员": MemberClass.ORDINARY,
        "一般": MemberClass.ORDINARY,
        "在职": MemberClass.POST_HOLDER,
        "在职党员": MemberClass.POST_HOLDER,
        "有职党员": MemberClass.POST_HOLDER,
        "无职": MemberClass.WITHOUT_POST,
        "无职党员": MemberClass.WITHOUT_POST,
        "流动": MemberClass.MOBILE,
        "流动党员": MemberClass.MOBILE,
        "退休": MemberClass.RETIRED,
        "离退休": MemberClass.RETIRED,
        "离退休党员": MemberClass.RETIRED,
        "特殊": MemberClass.SPECIAL,
        "特殊党员": MemberClass.SPECIAL,
        "年老体弱": MemberClass.SPECIAL,
        "年老体弱党员": MemberClass.SPECIAL,
    },
}
"""Field of :class:`~branchkit.core.members.member.Member` → term → value. The enum's own id is understood too."""

STAR_COUNTS: Mapping[str, str] = {
    figure: str(count) for count, figure in enumerate("一二三四五六七八九十", start=1)
}
"""How many stars a household has, where it is written out."""

_GB_T_3304 = (
    "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 "
    "傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 "
    "仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 "
    "鄂伦春族 赫哲族 门巴族 珞巴族 基诺族"
)
ETHNICITIES = frozenset(_GB_T_3304.split())
"""GB/T 3304."""
ETHNICITY_CODES: Mapping[str, str] = {
    f"{number:02d}": name for number, name in enumerate(_GB_T_3304.split(), start=1)
}
"""GB/T 3304: numeric code → name."""
