"""The tree of organisations: one grid of nodes, the one under the cursor beneath with what the rules say about it.

``screen`` wires the parts, ``source`` turns rows into cells, ``detail`` into the lines beneath, ``commands`` say what the keys
do; ``editing``, ``reshaping`` and ``importing`` are imported when their keys are pressed.
"""
