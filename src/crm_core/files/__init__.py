"""
Files: attached to records, kept by their content.
"""
