"""The ledger on the command line: history, copies, verification."""
