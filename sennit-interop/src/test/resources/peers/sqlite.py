"""Runs the SQL of standard input on the SQLite file named by the argument; prints rows, tab apart."""

import sqlite3
import sys

with sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30) as database:
    for statement in sys.stdin.read().split(";\n"):
        for row in database.execute(statement):
            print("\t".join(str(column) for column in row))
