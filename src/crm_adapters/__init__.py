"""
Adapters: one folder per technology, put together in ``bootstrap``.
"""
