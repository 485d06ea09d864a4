"""``branchkit users`` and ``branchkit access``: who may do what, and why."""
