/* Blocks that the managed side fills: responses of servers, values that come from no
 * VM. */
#include "account.h"
#include "fault.h"
#include "result.h"
#include "shim.h"

/* The struct as the host is to find it if nothing is written there. */
static void *clear(result_block *b) {
  static const luavm_bytes empty = {"", 0};
  luavm_http_response *r = &b->as.response;
  if (b->kind != BLOCK_RESPONSE) return b;
  *r = (luavm_http_response){.struct_size = sizeof *r};
  r->message = r->url = r->body = empty;
  return b;
}

void *shim_block_new(int32_t kind) {
  result_block *b = block_new(kind, NULL);
  return b == NULL ? NULL : clear(b);
}

void shim_block_rewind(void *block) {
  block_rewind(block);
  clear(block);
}

void *shim_block_reserve(void *block, size_t bytes) {
  return block_reserve(block, bytes);
}

/* A chunk for itself, which large ones are moved by the system without a copy. */
int32_t shim_block_resize(void *block, void **at, size_t bytes) {
  result_block *b = block;
  result_chunk *old = *at == NULL ? NULL : (result_chunk *)*at - 1, **link = &b->chunks;
  if (bytes > SIZE_MAX - 64) return LUAVM_MEMORY;
  if (old != NULL)
    while (*link != old) link = &(*link)->next;
  size_t held = old == NULL ? 0 : old->bytes, wanted = bytes + sizeof *old;
  if (wanted > held && !account_claim(b->account, wanted - held, 0)) return LUAVM_QUOTA;
  result_chunk *c = fault_realloc(old, wanted);
  if (c == NULL) {
    if (wanted > held) account_discharge(b->account, wanted - held);
    return LUAVM_MEMORY;
  }
  if (wanted < held) account_discharge(b->account, held - wanted);
  if (old == NULL) c->next = b->chunks;
  c->bytes = wanted;
  b->bytes = b->bytes - held + wanted;
  *link = c;
  *at = c + 1;
  return LUAVM_OK;
}

int32_t shim_block_publish(void *block) {
  if (block_publish(block)) return 1;
  block_drop(block);
  return 0;
}

void shim_block_drop(void *block) {
  block_drop(block);
}

static bool copy_value(result_block *b, luavm_value *to, const luavm_value *from);

static bool copy_table(result_block *b, luavm_value *to, const luavm_table *from) {
  luavm_table *t = block_reserve(b, sizeof *t);
  luavm_value *items = block_reserve(b, (from->item_count + 1) * sizeof *items);
  luavm_pair *pairs = block_reserve(b, (from->pair_count + 1) * sizeof *pairs);
  if (t == NULL || items == NULL || pairs == NULL) return false;
  *t = (luavm_table){++b->tables, from->item_count, items, from->pair_count, pairs};
  to->as.table = t;
  for (size_t i = 0; i < from->item_count; i++)
    if (!copy_value(b, &items[i], &from->items[i])) return false;
  for (size_t i = 0; i < from->pair_count; i++)
    if (!copy_value(b, &pairs[i].key, &from->pairs[i].key) ||
        !copy_value(b, &pairs[i].value, &from->pairs[i].value))
      return false;
  return true;
}

/* Recursive: what services hand out is nested 64 deep at most. */
static bool copy_value(result_block *b, luavm_value *to, const luavm_value *from) {
  *to = *from;
  if (from->type == LUAVM_TABLE) return copy_table(b, to, from->as.table);
  if (from->type != LUAVM_BYTES) return true;
  luavm_bytes *bytes = block_reserve(b, sizeof *bytes);
  to->as.bytes = bytes;
  return bytes != NULL &&
         block_copy(b, bytes, from->as.bytes->data, from->as.bytes->length);
}

luavm_result *shim_result_copy(const luavm_value *values, size_t count) {
  result_block *b = block_new(BLOCK_RESULT, NULL);
  if (b == NULL) return NULL;
  luavm_result *r = &b->as.result;
  result_clear(r);
  luavm_value *copies = block_reserve(b, (count + 1) * sizeof *copies);
  bool copied = copies != NULL;
  for (size_t i = 0; copied && i < count; i++)
    copied = copy_value(b, &copies[i], &values[i]);
  r->values = copies;
  r->value_count = count;
  if (copied && block_publish(b)) return r;
  block_drop(b);
  return NULL;
}
