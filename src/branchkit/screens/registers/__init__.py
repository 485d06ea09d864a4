"""The screens of registers: the list of all of them, and one register as a grid.

``index`` is the list, ``screen`` one register with the lines beneath, ``source`` turns rows into cells, ``fields`` makes a form of a
row, ``commands``, ``editing`` and ``selecting`` do what the keys ask for.
"""
