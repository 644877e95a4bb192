/* Stores in files, through scripts, against the same in C over the same SQLite, with
 * the same table, statements and pragmas: bench/README.md. */
#include <luavm.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../native/sqlite/start.h"
#include "bench.h"

enum { PUTS = 100000, DURABLE = 200, PAIRS = 7 };

static char folder[] = "/tmp/luavm-bench-XXXXXX";

static void fail(const char *what) {
  fprintf(stderr, "files: %s\n", what);
  exit(1);
}

static void check(sqlite3 *db, int code, int wanted) {
  if (code != wanted) fail(sqlite3_errmsg(db));
}

static void path_of(char *path, const char *name) {
  snprintf(path, 256, "%s/%s", folder, name);
}

static void clear(void) {
  const char *names[] = {"c.db",     "c.db-wal", "c.db-shm", "n.db",
                         "n.db-wal", "n.db-shm", "plain"};
  char path[256];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    path_of(path, names[i]);
    unlink(path);
  }
}

/* In turns, so that a busy machine meets both. */
typedef struct {
  double wall[PAIRS];
  double cpu[PAIRS];
} series;

static uint64_t wall_ns, cpu_ns;

static void watch(void) {
  wall_ns = clock_wall_ns();
  cpu_ns = clock_cpu_ns();
}

static void note(series *to, int at, double scale) {
  to->wall[at] = (double)(clock_wall_ns() - wall_ns) * scale;
  to->cpu[at] = (double)(clock_cpu_ns() - cpu_ns) * scale;
}

static double ratio(const double *one, const double *other) {
  double ratios[PAIRS];
  for (int i = 0; i < PAIRS; i++) ratios[i] = one[i] / other[i];
  return stats_median(ratios, PAIRS);
}

/* ------------------------------------------------------------- in C */

static sqlite3 *db;
static sqlite3_stmt *put, *count, *begin, *commit;

static void c_open(bool durable) {
  static const char SCHEMA[] =
      "PRAGMA cache_size=-4096; PRAGMA cell_size_check=ON; PRAGMA "
      "journal_size_limit=4194304;"
      "PRAGMA journal_mode=WAL;"
      "CREATE TABLE stores (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, keys "
      "INTEGER NOT NULL,"
      "  bytes INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT;"
      "CREATE TABLE entries (store INTEGER NOT NULL, key BLOB NOT NULL, expires "
      "INTEGER NOT NULL,"
      "  sum INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key)) STRICT, "
      "WITHOUT ROWID;"
      "CREATE INDEX expiring ON entries (store, expires) WHERE expires > 0;"
      "INSERT INTO stores VALUES (1, 'main', 0, 0, 0);";
  char path[256];
  path_of(path, "c.db");
  if (sqlite_start() != SQLITE_OK) fail("SQLite does not start");
  check(db, sqlite3_open(path, &db), SQLITE_OK);
  check(db, sqlite3_exec(db, SCHEMA, NULL, NULL, NULL), SQLITE_OK);
  check(db,
        sqlite3_exec(db,
                     durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL",
                     NULL, NULL, NULL),
        SQLITE_OK);
  check(db,
        sqlite3_prepare_v3(
            db, "INSERT INTO entries VALUES (1, ?1, 0, ?2, ?3) ON CONFLICT DO NOTHING",
            -1, SQLITE_PREPARE_PERSISTENT, &put, NULL),
        SQLITE_OK);
  check(db,
        sqlite3_prepare_v3(
            db, "UPDATE stores SET keys = keys + ?1, bytes = bytes + ?2 WHERE id = 1",
            -1, SQLITE_PREPARE_PERSISTENT, &count, NULL),
        SQLITE_OK);
  check(db,
        sqlite3_prepare_v3(db, "BEGIN IMMEDIATE", -1, SQLITE_PREPARE_PERSISTENT, &begin,
                           NULL),
        SQLITE_OK);
  check(db,
        sqlite3_prepare_v3(db, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT, &commit, NULL),
        SQLITE_OK);
}

static void c_close(void) {
  sqlite3_finalize(put);
  sqlite3_finalize(count);
  sqlite3_finalize(begin);
  sqlite3_finalize(commit);
  sqlite3_close(db);
}

static void c_step(sqlite3_stmt *statement) {
  check(db, sqlite3_step(statement), SQLITE_DONE);
  check(db, sqlite3_reset(statement), SQLITE_OK);
}

/* The keys and values that the script writes, as they are encoded. */
static void c_put(int from, int to) {
  int64_t bytes = 0;
  c_step(begin);
  for (int i = from; i <= to; i++) {
    char key[32];
    unsigned char value[8] = {1, 2, (unsigned char)(i << 1 | 0x80),
                              (unsigned char)(i >> 6 | 0x80), (unsigned char)(i >> 13)};
    int length = snprintf(key, sizeof key, "0key%d", i);
    sqlite3_bind_blob(put, 1, key, length, SQLITE_STATIC);
    sqlite3_bind_int64(put, 2, (int)(2654435761u * (unsigned)i));
    sqlite3_bind_blob(put, 3, value, 5, SQLITE_STATIC);
    c_step(put);
    bytes += length + 5;
  }
  sqlite3_bind_int64(count, 1, to - from + 1);
  sqlite3_bind_int64(count, 2, bytes);
  c_step(count);
  c_step(commit);
}

/* ------------------------------------------------------- in a script */

static luavm_policy policy;
static luavm_vm vm;

static void lua_open(bool durable) {
  char json[256];
  int length = snprintf(json, sizeof json,
                        "{\"version\": 1, \"limits\": {\"memory\": \"1GiB\", \"wall\": "
                        "\"60s\"}, \"stores\": {\"s\": "
                        "{\"url\": \"sqlite:n.db\", \"durable\": %s}}}",
                        durable ? "true" : "false");
  luavm_policy_options options = {.struct_size = sizeof options,
                                  .json = json,
                                  .json_length = (size_t)length,
                                  .folder = folder,
                                  .folder_length = strlen(folder)};
  luavm_buffer *error = NULL;
  luavm_vm_options made = {.struct_size = sizeof made};
  if (policy_new(&options, &policy, &error) != LUAVM_OK) fail(error->data);
  made.policy = policy;
  if (vm_new(&made, &vm, &error) != LUAVM_OK) fail(error->data);
}

static void lua_close(void) {
  vm_free(vm);
  policy_free(policy);
}

static void lua_run(const char *source) {
  luavm_eval_options options = {.struct_size = sizeof options,
                                .flags = LUAVM_EVAL_KEEP_ENVIRONMENT};
  luavm_result *result;
  if (vm_eval(vm, source, strlen(source), &options, &result) != LUAVM_OK)
    fail(result != NULL ? result->message.data : "no memory");
  vm_result_free(result);
}

/* ---------------------------------------------------------- measured */

static const double MS = 1e-6, US = 1e-3 / DURABLE;

static void batch_c(series *to, int at) {
  clear();
  c_open(false);
  watch();
  c_put(1, PUTS);
  note(to, at, MS);
  c_close();
}

static void batch_lua(series *to, int at, const char *before, const char *timed) {
  clear();
  lua_open(false);
  lua_run("s = store.open('s')");
  lua_run(before);
  watch();
  lua_run(timed);
  note(to, at, MS);
  lua_close();
}

static void durable_c(series *to, int at) {
  clear();
  c_open(true);
  c_put(1, 1);
  watch();
  for (int i = 2; i < 2 + DURABLE; i++) c_put(i, i);
  note(to, at, US);
  c_close();
}

static void durable_lua(series *to, int at) {
  clear();
  lua_open(true);
  lua_run("s = store.open('s') s.key1 = 1 n = 1");
  watch();
  for (int i = 0; i < DURABLE; i++) lua_run("n = n + 1 s['key' .. n] = n");
  note(to, at, US);
  lua_close();
}

/* As much as a durable put writes, and its sync. */
static void sync_plain(series *to, int at) {
  char path[256];
  static const char pages[2 * 4120];
  path_of(path, "plain");
  int fd = open(path, O_CREAT | O_RDWR, 0600);
  watch();
  for (int i = 0; i < DURABLE; i++)
    if (write(fd, pages, sizeof pages) != sizeof pages || fdatasync(fd) != 0)
      fail("no disk");
  note(to, at, US);
  close(fd);
}

static void report(const char *title, const char *unit, const series *c,
                   const series *lua, double target) {
  double cpu = ratio(lua->cpu, c->cpu);
  printf("%-32s %8.1f %s %8.1f %s %7.3f %7.3f", title, stats_median(c->wall, PAIRS),
         unit, stats_median(lua->wall, PAIRS), unit, ratio(lua->wall, c->wall), cpu);
  if (target > 0) printf("  <= %.2f  %s", target, cpu <= target ? "met" : "MISSED");
  putchar('\n');
}

int main(void) {
  static const char LIST[] = "w = {} for i = 1, 100000 do w[i] = {'key' .. i, i} end";
  static const char KEYS[] = "k = {} for i = 1, 100000 do k[i] = 'key' .. i end";
  static const char EACH[] =
      "store.transaction(function() "
      "for i = 1, 100000 do s[k[i]] = i end end)";
  static series batch, list, each, put_c, put_lua, plain;
  if (mkdtemp(folder) == NULL) fail("no folder");
  for (int i = -1; i < PAIRS; i++) { /* the first one warms up */
    int at = i < 0 ? 0 : i;
    batch_c(&batch, at);
    batch_lua(&list, at, LIST, "s:batch(w)");
    batch_lua(&each, at, KEYS, EACH);
    durable_c(&put_c, at);
    durable_lua(&put_lua, at);
    sync_plain(&plain, at);
  }
  clear();
  rmdir(folder);
  printf("\n%-32s %11s %11s %7s %7s\n", "stores in files", "C", "script", "ratio",
         "cpu");
  report("batch of 100,000 puts", "ms", &batch, &list, 1.5);
  report("  one by one, in a transaction", "ms", &batch, &each, 0);
  report("a durable put", "us", &put_c, &put_lua, 0);
  printf("%-32s %8.1f us %21.3f of it\n", "  its write and sync, without it",
         stats_median(plain.wall, PAIRS), ratio(plain.wall, put_lua.wall));
  return 0;
}
