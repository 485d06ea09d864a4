"""Urban communities: people to manage, money to act, a place to meet, and the region's units round one table (三有一化)."""
