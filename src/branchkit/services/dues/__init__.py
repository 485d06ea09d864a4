"""What is done with dues: bases, bills, payments, arrears, the branch's account.

A :class:`~branchkit.services.dues.records.DuesRecords` is what is read, a :class:`~branchkit.services.dues.writer.DuesWriter` is the
only writer; commands make both in one unit of work, the screen keeps its book between keys.
"""
