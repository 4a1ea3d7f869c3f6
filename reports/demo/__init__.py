"""Demo data: a real notice rebuilt from records, and a fictitious set that shows everything."""
