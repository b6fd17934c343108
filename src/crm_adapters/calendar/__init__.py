"""
Calendar files and calendar servers.
"""
