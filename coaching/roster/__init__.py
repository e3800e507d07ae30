"""Reading people and partnerships from a sheet: pure Python, no database.

`reading` turns bytes into a `Sheet`, `mapping` says which column is what, `verdicts` judges every row,
`partnerships` does both for the small sheet of partnerships, `refused` writes back what was not imported.
"""
