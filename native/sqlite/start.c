/* How SQLite is set up: every byte that it takes is charged to the process, so
 * that the memory quota holds for its page caches too. */
#include "start.h"

#include "../account.h"
#include "../fault.h"
#include "sqlite3.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

/* What goes before each block. */
typedef union {
  size_t bytes;
  max_align_t aligned;
} head;

static void *block_new(int bytes) {
  size_t total = sizeof(head) + (size_t)bytes;
  if (!account_charge(&account_process, total)) return NULL;
  head *block = fault_malloc(total);
  if (block == NULL) {
    account_discharge(&account_process, total);
    return NULL;
  }
  block->bytes = total;
  return block + 1;
}

static void block_free(void *at) {
  if (at == NULL) return;
  head *block = (head *)at - 1;
  account_discharge(&account_process, block->bytes);
  free(block);
}

static void *block_resize(void *at, int bytes) {
  head *block = (head *)at - 1;
  size_t before = block->bytes, total = sizeof(head) + (size_t)bytes;
  if (total > before && !account_charge(&account_process, total - before)) return NULL;
  head *moved = fault_realloc(block, total);
  if (moved == NULL) {
    if (total > before) account_discharge(&account_process, total - before);
    return NULL;
  }
  if (total < before) account_discharge(&account_process, before - total);
  moved->bytes = total;
  return moved + 1;
}

static int block_bytes(void *at) {
  return at == NULL ? 0 : (int)(((head *)at - 1)->bytes - sizeof(head));
}

static int block_round(int bytes) {
  return (bytes + 7) & ~7;
}

static int begin(void *unused) {
  (void)unused;
  return SQLITE_OK;
}

static void end(void *unused) {
  (void)unused;
}

static const sqlite3_mem_methods methods = {
    block_new, block_free, block_resize, block_bytes, block_round, begin, end, NULL};

static int started = SQLITE_ERROR;

static void start(void) {
  started = sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  if (started == SQLITE_OK) started = sqlite3_initialize();
}

int sqlite_start(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start);
  return started;
}

int sqlite_guard(sqlite3 *db) {
  static const int on[] = {SQLITE_DBCONFIG_DEFENSIVE};
  static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA,
                            SQLITE_DBCONFIG_ENABLE_TRIGGER,
                            SQLITE_DBCONFIG_ENABLE_VIEW};
  int code = SQLITE_OK;
  for (size_t i = 0; i < sizeof on / sizeof *on && code == SQLITE_OK; i++)
    code = sqlite3_db_config(db, on[i], 1, NULL);
  for (size_t i = 0; i < sizeof off / sizeof *off && code == SQLITE_OK; i++)
    code = sqlite3_db_config(db, off[i], 0, NULL);
  return code;
}

int sqlite_keep_log(sqlite3 *db, int keep) {
  return sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep, NULL);
}

bool sqlite_moved(sqlite3 *db) {
  int moved = 0;
  return sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) ==
             SQLITE_OK &&
         moved;
}

/* SQLite calls it after each commit. */
static int log_grown(void *pages, sqlite3 *db, const char *schema, int count) {
  (void)db;
  (void)schema;
  *(int *)pages = count;
  return SQLITE_OK;
}

void sqlite_watch_log(sqlite3 *db, int *pages) {
  sqlite3_wal_hook(db, log_grown, pages);
}
