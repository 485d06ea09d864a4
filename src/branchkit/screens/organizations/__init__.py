"""The tree of organisations: one grid of nodes, the one under the cursor beneath with what the rules say about it.

``screen`` wires the parts and draws the lines beneath, ``source`` turns rows into cells, ``commands`` say what the keys do; ``editing``, ``reshaping`` and ``importing`` are imported when their keys are pressed.
"""
