"""What bin/start and bin/test share. Python's own library only: it runs before anything is installed."""
