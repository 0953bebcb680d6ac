# SPDX-License-Identifier: MIT
# sqlcipher3 carries no types; it is sqlite3's own source under another name.
from sqlite3 import *
