"""The sector's reports: a workspace in, a :class:`~branchkit.core.tables.Report` out."""
