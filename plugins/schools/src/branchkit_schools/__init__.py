"""Schools: branches that stand on the grades, Party groups in the subjects, and what their members are judged by."""
