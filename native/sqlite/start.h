/* SQLite as src/Sqlite uses it: its own functions, and these, which cannot be
 * called from there as they are (variable arguments, callbacks). */
#ifndef LUAVM_SQLITE_START_H
#define LUAVM_SQLITE_START_H

#include <stdbool.h>

struct sqlite3;

/* For the tests' shared library. */
#pragma GCC visibility push(protected)

/* Before any other call; any thread, any number of times. A code of SQLite's. */
int sqlite_start(void);

/* Takes away what a file that somebody else has written could do harm with. */
int sqlite_guard(struct sqlite3 *db);

/* Whether closing leaves the write-ahead log as it is, and the file with it. */
int sqlite_keep_log(struct sqlite3 *db, int keep);

/* The file was moved, deleted or replaced since it was opened. */
bool sqlite_moved(struct sqlite3 *db);

/* From now on each commit writes here how many pages the log has, and does not
 * copy them to their place by itself. */
void sqlite_watch_log(struct sqlite3 *db, int *pages);

#pragma GCC visibility pop
#endif
