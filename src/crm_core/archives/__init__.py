"""
One organization's complete archive: what is in it, and how that is verified.
"""

from .model import FORMAT_VERSION, Manifest, Member, read_manifest

__all__ = ["FORMAT_VERSION", "Manifest", "Member", "read_manifest"]
