"""sqlite_table.py DATABASE KEYFILE: writes the key file into the table `aliases` of a new database."""

import os
import sqlite3
import sys


def main():
    database, path = sys.argv[1:]
    if os.path.exists(database):
        os.remove(database)
    with open(path, encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t", 1) for line in lines]
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("CREATE TABLE aliases(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        connection.executemany("INSERT INTO aliases VALUES (?, ?)", rows)
    connection.close()


main()
