"""The structure of a school: how it is, what the rules 40 / 10 / 2 make of it, and the way from one to the other.

Nothing here knows of a screen or a store: a :class:`~branchkit_schools.structure.school.School` is read once, everything else is
worked out of it.
"""
