/* Blocks that the managed side fills: responses of servers, values that come from no
 * VM. */
#include "result.h"
#include "shim.h"

void *shim_block_new(int32_t kind) {
  return block_new(kind, NULL);
}

void *shim_block_reserve(void *block, size_t bytes) {
  return block_reserve(block, bytes);
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
