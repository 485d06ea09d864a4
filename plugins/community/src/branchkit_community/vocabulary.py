"""The names of what this sector declares: its registers and the ids that begin with its own."""

from __future__ import annotations

from branchkit.api.hooks import LocalText

PLUGIN = "community"

UNITS = "roll.member-units"
MEETINGS = "book.joint-meeting"
COMMITMENTS = "book.joint-commitment"
RESOURCES = "roll.region-resources"
USES = "book.resource-use"
REGISTRATIONS = "roll.double-registration"
SERVICES = "book.double-service"
VOLUNTEERS = "roll.community-volunteers"
QUARTERS = "roll.residential-quarters"
SIX = "book.six-in-place"
FUNDS = "book.community-funds"
WORKERS = "roll.community-workers"
PLACES = "list.community-places"
COUNCILS = "book.deliberation"
RECOGNISED = "roll.service-branches"

RESOURCE_KINDS = ("premises", "people", "funds", "facilities")
"""What units share, in the order of the region's map."""
SIX_POINTS = {
    "leaders": LocalText("班子人员到位", "Leaders in place"),
    "pay": LocalText("工资待遇到位", "Pay in place"),
    "premises": LocalText("阵地建设到位", "Premises in place"),
    "assessment": LocalText("考核机制到位", "Assessment in place"),
    "rules": LocalText("完善制度到位", "Rules in place"),
    "standards": LocalText("规范提升到位", "Standards in place"),
}
"""六个到位: columns of the check, each named like the condition of the yearly scheme that it feeds."""
