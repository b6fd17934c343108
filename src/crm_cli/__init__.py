"""
The CRM on the command line.
"""
