"""The dues screen: one month of a branch, keyed from the list that went round.

``screen`` wires the parts and draws the lines beneath, ``source`` turns a board into cells, ``commands`` are the keys, ``forms``
what is filled in, ``printing`` what is saved as a file.
"""
