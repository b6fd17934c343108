"""
Activities: calls, meetings, tasks and notes, planned and done.
"""
