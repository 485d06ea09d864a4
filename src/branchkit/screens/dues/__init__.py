"""The dues screen: one month of a branch, keyed from the list that went round.

``screen`` wires the parts, ``source`` turns a board into cells, ``detail`` into the lines beneath, ``entry`` takes what is
typed, ``commands`` are the keys, ``forms`` what is filled in, ``printing`` what is saved as a file.
"""
