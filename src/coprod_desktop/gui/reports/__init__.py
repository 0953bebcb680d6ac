# SPDX-License-Identifier: MIT
"""What is given to commissioners and inspectors: returns as tables, and the pack."""
