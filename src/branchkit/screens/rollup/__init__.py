"""The county at a glance, down to a branch's sheet."""
