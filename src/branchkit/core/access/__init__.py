"""Users, their roles, and what each may do where."""
