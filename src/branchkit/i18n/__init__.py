"""Catalogs: every text that somebody reads, in Chinese and English."""
