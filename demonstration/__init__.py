"""Invented programs to look at, made through the product's own services as the people themselves."""
