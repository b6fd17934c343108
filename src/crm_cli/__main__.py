"""
``python -m crm_cli`` is ``crm``.
"""

from .main import main

main()
