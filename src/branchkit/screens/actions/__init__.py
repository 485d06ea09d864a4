"""Every action there is, a module for each screen, with the keys it has until somebody rebinds it.

Help, the bottom line, the list behind ``:`` and the user's ``[keys]`` all read from here. A name in the catalogs goes with
each: ``action.<id>``. A key is what Textual calls it (``f10``, ``ctrl+z``) or a single character; characters are compared
after NFKC, so that a full-width ``？`` is ``?``.

An input method left on swallows letters before they arrive. So every action also has a key that no input method takes: a
function key, ``=``, ``*``, ``/``, a digit; or, for the seldom ones, a digit in the list that F9 opens.
"""
