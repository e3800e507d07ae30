"""Making documents: tagged PDF from HTML (`pdf`), and sheets from one description of a table (`sheets`)."""
