"""What people fill in for plans and agreements."""
