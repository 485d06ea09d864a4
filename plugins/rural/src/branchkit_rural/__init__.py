"""Villages, townships and counties: what the three levels that create together (三级联创) are judged by."""
