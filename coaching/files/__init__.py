"""Files that people bring: what is taken, by its content and never by its name (fault 51)."""
