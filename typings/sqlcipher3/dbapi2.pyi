# SPDX-License-Identifier: MIT
from sqlite3.dbapi2 import *
