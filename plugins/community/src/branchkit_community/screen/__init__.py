"""The region's map: who offers what, what was promised, what is done, what lies idle."""
