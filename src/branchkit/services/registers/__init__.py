"""The records of registers: listed, put into words, written, searched, checked."""
