"""
Write every generated part anew, and say which pages changed.
"""

import sys

from . import ROOT, filled, pages

for page in pages():
    before = page.read_text(encoding="utf-8")
    after = filled(before)
    if after != before:
        page.write_text(after, encoding="utf-8")
        sys.stdout.write(f"{page.relative_to(ROOT.parent)}\n")
