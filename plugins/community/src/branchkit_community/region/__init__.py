"""The region as a value: member units with what they offer, what they promised and who of theirs serves here."""
