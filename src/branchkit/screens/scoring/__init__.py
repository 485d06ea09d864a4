"""The scoring screen: one grid, the criterion and its proposal beneath, one line for keys and questions.

``screen`` wires the parts, ``source`` turns a board into cells, ``detail`` into the lines beneath, ``entry`` takes what is
typed, ``modes`` are the things that take over the keyboard for a while (finding, notes, lists, papers).
"""
