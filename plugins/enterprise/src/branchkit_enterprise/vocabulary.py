"""The sector's registers, schemes and rules by name."""

from __future__ import annotations

SECTOR = "enterprise"

AREAS = "roll.enterprise-areas"
CHECKS = "book.enterprise-checks"
BRANDS = "roll.enterprise-brands"
TASKS = "roll.enterprise-tasks"
MILESTONES = "book.enterprise-milestones"
DECISIONS = "book.enterprise-decisions"
BALLOTS = "book.enterprise-ballots"
SKILLS = "book.enterprise-skills"
IDEAS = "book.enterprise-ideas"
TARGETS = "book.enterprise-targets"
REQUESTS = "book.enterprise-requests"
RESULTS = "book.enterprise-results"

PROJECTS = (TASKS, BRANDS)
"""The registers whose rows are projects."""

MEMBER_MONTH = "enterprise/member-month"
MEMBER_QUARTER = "enterprise/member-quarter"
BRANCH_YEAR = "enterprise/branch-year"
LEADING_GROUP_YEAR = "enterprise/leading-group-year"


RULES = "enterprise-appraisal"
"""The rule pack."""
STRONG_SHARE = "four-strong-share"
SATISFACTION_LEAST = "satisfaction-least"
AREA_CHECK_MONTHS = "area-check-months"
