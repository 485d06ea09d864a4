"""The built-in pack: registers, metrics and schemes that every branch needs, loaded like any plugin's."""
