"""How plugins are found, read, called and kept apart; and the first page of the plugin guide.

A plugin is an installed distribution with an entry point in the group ``branchkit``; the entry point's name is the plugin's id,
its value the package that holds ``plugin.toml``::

    [project.entry-points.branchkit]
    rural = "branchkit_rural"

A sector that needs nothing but criteria is done with four files and no Python::

    branchkit_rural/__init__.py                    (empty)
    branchkit_rural/plugin.toml                    api, title, sectors
    branchkit_rural/registers/roll.visits.toml     what the branch keeps
    branchkit_rural/metrics/roll.visits.toml       which figures follow from it
    branchkit_rural/schemes/member-month.toml      what is judged: the scheme rural/member-month

and a demo with one more, ``branchkit_rural/demo/roll.visits.toml``. These files are found without importing the package; a
plugin whose Python is broken keeps its schemes. What TOML cannot say goes into a module named by ``hooks`` in ``plugin.toml``,
whose functions are marked with :data:`~branchkit.api.hooks.hookimpl`::

    from branchkit.api.hooks import DemoRecord, DemoScene, hookimpl

    @hookimpl
    def branchkit_demo(scene: DemoScene) -> list[DemoRecord]:
        ...

:class:`~branchkit.plugin.hookspecs.Hooks` has all hooks; ``branchkit plugin new`` writes a plugin to begin with, ``branchkit
plugin check`` says what is wrong with one. A county needs no plugin for a scheme of its own: a workspace's folders
``registers/``, ``metrics/``, ``schemes/`` and ``rules/`` are read like a plugin's, under the id ``local``, and a plugin
without Python may lie in its folder ``plugins/<id>/``.

What a plugin may use of this program is :mod:`branchkit.api`.
"""
