"""Village branches: what the three levels that create together (三级联创) keep and are judged by."""
