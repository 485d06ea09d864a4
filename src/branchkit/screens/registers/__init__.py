"""The screens of registers: the list of all of them, and one register as a grid.

``index`` is the list, ``screen`` one register; ``source`` and ``columns`` draw the grid, ``detail`` the lines beneath, ``fields``
makes a form of a row, ``commands`` and ``selecting`` do what the keys ask for.
"""
