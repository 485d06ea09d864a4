"""The roster: one grid of members, the one under the cursor beneath, and the person's file over it.

``screen`` wires the parts and draws the lines beneath, ``source`` turns lines into cells, ``commands`` say what the keys do;
``editing``, ``moving`` and ``reports`` are imported when their keys are pressed.
"""
