"""The papers of a month, built from an evaluated sheet: values in, a :class:`~branchkit.core.tables.Report` out."""
