"""Users and their rights: kept, asked for by a store that guards, and explained."""
