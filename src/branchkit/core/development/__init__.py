"""The development of members: where a case stands by the steps of a rule pack. Plain values in, plain values out."""
