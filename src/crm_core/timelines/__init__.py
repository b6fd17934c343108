"""
Timelines: all that happened around a record, latest first.
"""
