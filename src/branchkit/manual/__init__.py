"""The manual: chapters in Markdown, written for somebody who has only used a spreadsheet so far, read when somebody asks for one.

Keys stand in braces, by action, idea of the grammar or name, ``{score.take}``, ``{undo}``, ``{Enter}``, so that a reader sees those that are bound now: docs/manual has the usual
ones, the program the reader's own. A numbered list is what is done at the keyboard; ``branchkit.testing.manual`` does it.
"""
