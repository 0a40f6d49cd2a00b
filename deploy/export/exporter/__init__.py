"""What deploy/export/export.py is made of. See deploy/export/README.md."""
