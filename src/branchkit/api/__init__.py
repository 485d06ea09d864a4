"""Everything that a plugin may use, in groups; nothing else is needed, and our own sectors are held to it.

- ``api.hooks``: hooks, what they return and are given: for the module that ``plugin.toml`` names
- ``api.workspace``: the tree, members, records and results as a plugin reads them, and the changes it may make
- ``api.registers``: declared registers, conditions of their rows, reading and checking what is typed
- ``api.rules``: rule packs and their editions
- ``api.scoring``: schemes, measurements, results
- ``api.reports``: what a report is made of
- ``api.screens``: what a screen is made of; imports Textual
- ``api.queries``: TinyDB's words for asking tables; imports TinyDB
- ``api.testing``: what a plugin's own tests need

Everywhere ``id`` is what something is called in files and commands, ``org`` an organisation's id, ``title`` and ``short`` its name in both languages
or, on paper, in the reader's; days in documents are text (2026-11-03), figures are decimal text or ``Decimal``, never floats.

What stands in a group's ``__all__`` keeps its meaning as long as :data:`branchkit.api.hooks.API` is the same. Hooks, attributes,
and arguments with defaults may be added; names that begin with an underscore, and every other module, may change any day.
``docs/api.md`` is the reference, generated from these modules.
"""
