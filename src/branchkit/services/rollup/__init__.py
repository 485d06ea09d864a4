"""The county at a glance, out of figures that are kept: an organisation's children beside each other, over a year of periods."""
