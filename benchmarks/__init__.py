"""
What the product's speed is held to: ``python -m benchmarks [--quick] [NAMES...]``.
"""
