#include "result.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "fault.h"
#include "shim.h"

enum { BLOCK_INLINE = 1024, CHUNK_MIN = 4096, STRIPES = 16, SLOTS_FIRST = 32 };

/* ------------------------------------------------------ building a block */

static void start_inline(result_block *b) {
  b->bytes = BLOCK_INLINE;
  b->bump = (char *)b + ((sizeof *b + 15) & ~(size_t)15);
  b->end = (char *)b + BLOCK_INLINE;
  b->later = NULL;
}

/* The first kilobyte is the process's, so that even a VM without any room left
 * can report; what follows is the VM's until the block is published. */
result_block *block_new(int kind, arena *payer) {
  result_block *b = fault_malloc(BLOCK_INLINE);
  if (b == NULL) return NULL;
  account_adopt(&account_process, BLOCK_INLINE);
  memset(b, 0, sizeof *b);
  b->kind = kind;
  b->account = &account_process;
  b->payer = payer;
  start_inline(b);
  return b;
}

void block_adopt(result_block *b, result_chunk *c) {
  c->next = b->chunks;
  b->chunks = c;
  b->bytes += c->bytes;
  if (b->payer != NULL)
    b->paid += c->bytes;
  else
    account_adopt(b->account, c->bytes);
}

static result_chunk *add_chunk(result_block *b, size_t bytes) {
  if (b->payer != NULL && !arena_charge(b->payer, bytes)) return NULL;
  result_chunk *c = fault_malloc(bytes);
  if (c == NULL) {
    if (b->payer != NULL) {
      arena_system_refused(b->payer);
      arena_discharge(b->payer, bytes);
    }
    return NULL;
  }
  c->bytes = bytes;
  block_adopt(b, c);
  return c;
}

/* What fits into the first kilobyte stays the process's: most results hold no
 * group. */
static void move_account(result_block *b, account *to) {
  account_hold(to);
  account_discharge(b->account, b->bytes - b->paid);
  account_drop(b->account);
  account_adopt(to, b->bytes);
  b->account = to;
}

void block_settle(result_block *b) {
  if (b->payer == NULL) return;
  arena_discharge(b->payer, b->paid);
  if (b->paid > 0) move_account(b, b->payer->account);
  b->payer = NULL;
  b->paid = 0;
}

void *block_reserve(result_block *b, size_t bytes) {
  if (bytes > SIZE_MAX - 64) return NULL;
  bytes = (bytes + 15) & ~(size_t)15;
  if (bytes <= (size_t)(b->end - b->bump)) {
    void *at = b->bump;
    b->bump += bytes;
    return at;
  }
  bool own = bytes > CHUNK_MIN / 2; /* a chunk for itself; keep the current one */
  size_t size = own ? bytes + sizeof(result_chunk) : b->bytes / 2;
  if (!own && size < CHUNK_MIN) size = CHUNK_MIN;
  if (!own && size > 256 * 1024) size = 256 * 1024;
  result_chunk *c = add_chunk(b, size);
  if (c == NULL) return NULL;
  if (own) return c + 1;
  b->bump = (char *)(c + 1) + bytes;
  b->end = (char *)c + size;
  return c + 1;
}

bool block_copy(result_block *b, luavm_bytes *to, const char *data, size_t length) {
  char *copy = block_reserve(b, length + 1);
  if (copy == NULL) return false;
  if (length > 0) memcpy(copy, data, length);
  copy[length] = 0;
  to->data = copy;
  to->length = length;
  return true;
}

void block_keep_room(result_block *b) {
  b->later = block_reserve(b, BLOCK_LATER);
}

static void free_chunks(result_block *b) {
  for (result_chunk *c = b->chunks, *next; c != NULL; c = next) {
    next = c->next;
    free(c);
  }
}

void block_rewind(result_block *b) {
  if (b->payer != NULL)
    arena_discharge(b->payer, b->paid);
  else
    account_discharge(b->account, b->bytes - BLOCK_INLINE);
  free_chunks(b);
  b->chunks = NULL;
  b->references = NULL;
  b->paid = 0;
  start_inline(b);
}

void block_drop(result_block *b) {
  block_settle(b);
  account_discharge(b->account, b->bytes);
  account_drop(b->account);
  free_chunks(b);
  free(b);
}

/* ------------------------------------------------------- which ones live */

/* A free of anything else is answered, not obeyed: the addresses handed out and
 * not yet given back, in open-addressed tables under a few locks. */
typedef struct stripe {
  pthread_mutex_t lock;
  result_block **slots;
  size_t capacity, count; /* capacity: a power of two, or 0 */
} stripe;

static stripe stripes[STRIPES] = {
    [0 ... STRIPES - 1] = {PTHREAD_MUTEX_INITIALIZER, NULL, 0, 0}};

/* A few blocks at a time, as most programs hold, need no memory to be known. */
static result_block *first_slots[STRIPES][SLOTS_FIRST];

static size_t spread(const void *p) {
  return (size_t)(((uint64_t)(uintptr_t)p >> 4) * 0x9E3779B97F4A7C15u >> 20);
}

static stripe *stripe_of(const void *p) {
  return &stripes[spread(p) % STRIPES];
}

static size_t home(const stripe *s, const void *p) {
  return (spread(p) / STRIPES) & (s->capacity - 1);
}

static void put(stripe *s, result_block *b) {
  size_t i = home(s, b);
  while (s->slots[i] != NULL) i = (i + 1) & (s->capacity - 1);
  s->slots[i] = b;
}

static bool make_room(stripe *s) {
  result_block **first = first_slots[s - stripes];
  if (s->capacity == 0) {
    s->slots = first;
    s->capacity = SLOTS_FIRST;
  }
  if (s->count * 2 < s->capacity) return true;
  size_t old_capacity = s->capacity;
  result_block **old = s->slots;
  result_block **slots = fault_calloc(old_capacity * 2, sizeof *slots);
  if (slots == NULL) return false;
  s->slots = slots;
  s->capacity = old_capacity * 2;
  for (size_t i = 0; i < old_capacity; i++)
    if (old[i] != NULL) put(s, old[i]);
  if (old != first) free(old);
  return true;
}

/* Linear probing leaves no tombstones: later entries of the run move up. */
static bool take(stripe *s, const void *p) {
  if (s->capacity == 0) return false;
  size_t mask = s->capacity - 1, i = home(s, p);
  while (s->slots[i] != p) {
    if (s->slots[i] == NULL) return false;
    i = (i + 1) & mask;
  }
  for (size_t j = (i + 1) & mask; s->slots[j] != NULL; j = (j + 1) & mask) {
    size_t from = home(s, s->slots[j]);
    if (((j - from) & mask) >= ((j - i) & mask)) {
      s->slots[i] = s->slots[j];
      i = j;
    }
  }
  s->slots[i] = NULL;
  s->count--;
  return true;
}

bool block_publish(result_block *b) {
  stripe *s = stripe_of(b);
  pthread_mutex_lock(&s->lock);
  bool known = make_room(s);
  if (known) {
    put(s, b);
    s->count++;
  }
  pthread_mutex_unlock(&s->lock);
  if (known) block_settle(b);
  return known;
}

uint64_t shim_block_live(void) {
  uint64_t n = 0;
  for (int i = 0; i < STRIPES; i++) {
    pthread_mutex_lock(&stripes[i].lock);
    n += stripes[i].count;
    pthread_mutex_unlock(&stripes[i].lock);
  }
  return n;
}

int32_t shim_block_free(void *p, int32_t kind) {
  if (p == NULL) return 1;
  stripe *s = stripe_of(p);
  pthread_mutex_lock(&s->lock);
  bool live = take(s, p);
  if (live && ((result_block *)p)->kind != kind) { /* a result freed as a buffer */
    put(s, p);
    s->count++;
    live = false;
  }
  pthread_mutex_unlock(&s->lock);
  if (live) block_drop(p);
  return live;
}

luavm_buffer *shim_buffer_new(const char *data, size_t length) {
  result_block *b = block_new(BLOCK_BUFFER, NULL);
  luavm_bytes bytes;
  if (b == NULL) return NULL;
  if (!block_copy(b, &bytes, data, length)) {
    block_drop(b);
    return NULL;
  }
  b->as.buffer.data = bytes.data;
  b->as.buffer.length = bytes.length;
  if (block_publish(b)) return &b->as.buffer;
  block_drop(b);
  return NULL;
}

/* A result's fields point somewhere even when empty. */
void result_clear(luavm_result *r) {
  static const luavm_bytes empty = {"", 0};
  r->struct_size = sizeof *r;
  r->message = r->traceback = r->source = r->output = empty;
}

luavm_result *shim_result_error(int32_t status, const char *message, size_t length) {
  result_block *b = block_new(BLOCK_RESULT, NULL);
  if (b == NULL) return NULL;
  result_clear(&b->as.result);
  b->as.result.status = status;
  if (!block_copy(b, &b->as.result.message, message, length)) {
    block_drop(b);
    return NULL;
  }
  if (block_publish(b)) return &b->as.result;
  block_drop(b);
  return NULL;
}

int32_t shim_result_message(luavm_result *r, const char *message, size_t length) {
  result_block *b = (result_block *)r;
  if (b->later == NULL || length >= BLOCK_LATER)
    return block_copy(b, &r->message, message, length);
  memcpy(b->later, message, length);
  b->later[length] = 0;
  r->message = (luavm_bytes){b->later, length};
  return 1;
}
