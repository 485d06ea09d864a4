"""The roster: one grid of members, the one under the cursor beneath, and the person's file over it.

``screen`` wires the parts, ``source`` turns lines into cells, ``detail`` into the lines beneath, ``commands`` say what the keys
do; ``editing``, ``moving``, ``printing`` and ``file_paper`` are imported when their keys are pressed.
"""
