"""The scoring screen: one grid, the criterion and its proposal beneath, one line for keys and questions.

``screen`` wires the parts, ``source`` turns a board into cells, ``detail`` into the lines beneath, ``commands`` do what the keys
ask for, ``resume`` remembers where the cursor stood.
"""
