/* Trees of values as results: what the block shows against what the script counts
 * of the same tables. */
#include "engine.h"

enum { TABLES = 6 };

static void put_value(text *to, input *in) {
  static const char *const scalars[] = {"nil",
                                        "true",
                                        "false",
                                        "0",
                                        "-1",
                                        "math.mininteger",
                                        "1.5",
                                        "-0.0",
                                        "1/0",
                                        "0/0",
                                        "''",
                                        "'a\\0b'",
                                        "print",
                                        "function() end",
                                        "coroutine.create(print)",
                                        "2^53"};
  size_t choice = take_choice(in, 24);
  if (choice < 16)
    put(to, "%s", scalars[choice]);
  else if (choice < 20)
    put(to, "t[%zu]", 1 + take_choice(in, TABLES));
  else if (choice == 20)
    put(to, "('s'):rep(%u)", (unsigned)take_number(in, 2));
  else if (choice == 21)
    put(to, "%lld", (long long)take_number(in, 8));
  else
    put_literal(to, take_run(in, 40));
}

static void put_key(text *to, input *in) {
  if (take_byte(in) & 1)
    put(to, "%zu", take_choice(in, 12));
  else
    put_value(to, in);
}

static void put_step(text *to, input *in) {
  size_t table = 1 + take_choice(in, TABLES), choice = take_choice(in, 10);
  switch (choice) {
    case 0:
      put(to, "for i = 1, %u do t[%zu][i] = i end\n", take_byte(in), table);
      break;
    case 1:
      put(to, "for i = %u, 1, -2 do t[%zu][i] = nil end\n", take_byte(in), table);
      break;
    case 2:
      put(to, "for i = 1, %u do t[%zu] = {t[%zu]} end\n", take_byte(in), table, table);
      break;
    case 3:
      put(to, "setmetatable(t[%zu], {__index = t, __len = error, __pairs = error})\n",
          table);
      break;
    case 4: /* keys that collide */
      put(to, "for i = 1, %u do t[%zu][i << %zu] = i end\n", take_byte(in), table,
          take_choice(in, 64));
      break;
    case 5:
      put(to, "for i = 1, %u do t[%zu][(i + 0.5) * 2.0 ^ %zu] = i end\n", take_byte(in),
          table, take_choice(in, 64));
      break;
    default:
      put(to, "do local k = ");
      put_key(to, in);
      put(to, " if k ~= nil and k == k then t[%zu][k] = ", table);
      put_value(to, in);
      put(to, " end end\n");
  }
}

/* For each table: how many entries it has, and the n of its items 1..n. */
static const char census[] =
    "local count = {}\n"
    "for i = 1, 6 do\n"
    "  local entries, n = 0, 0\n"
    "  for k, x in next, t[i] do\n"
    "    entries = entries + 1\n"
    "    assert(x ~= x or rawequal(rawget(t[i], k), x), 'a key is lost')\n"
    "  end\n"
    "  while rawget(t[i], n + 1) ~= nil do n = n + 1 end\n"
    "  count[2 * i - 1], count[2 * i] = entries, n\n"
    "end\n"
    "return count, t[1], t[2], t[3], t[4], t[5], t[6], ";

static void compare(const luavm_result *r) {
  CHECK(r->value_count >= 1 + TABLES, "%zu values", r->value_count);
  const luavm_table *count = r->values[0].as.table;
  CHECK(count->item_count == 2 * TABLES, "%zu counts", count->item_count);
  for (int i = 0; i < TABLES; i++) {
    const luavm_table *table = r->values[1 + i].as.table;
    size_t entries = (size_t)count->items[2 * i].as.integer;
    size_t items = (size_t)count->items[2 * i + 1].as.integer;
    CHECK(table->item_count == items, "table %d: %zu items, not %zu", i + 1,
          table->item_count, items);
    CHECK(table->item_count + table->pair_count == entries,
          "table %d: %zu and %zu of %zu", i + 1, table->item_count, table->pair_count,
          entries);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static text script;
  input in = {data, size};
  limits l = engine_limits;
  l.result_bytes = take_number(&in, 2) * 4 + 16;
  script.length = 0;
  put(&script, "local t = {{}, {}, {}, {}, {}, {}}\n");
  size_t returned = take_choice(&in, 8);
  while (in.size > 0 && script.length < sizeof script.data / 2) put_step(&script, &in);
  put(&script, "%s", census);
  for (in = (input){data, size}; returned > 0; returned--) {
    put_value(&script, &in);
    put(&script, ", ");
  }
  put(&script, "nil");
  struct vm *v = engine_open(&l);
  luavm_result *r = engine_eval(v, &l, script.data, script.length);
  CHECK(r->status != LUAVM_SYNTAX && r->status != LUAVM_RUNTIME, "%s\n%s",
        r->message.data, script.data);
  if (r->status == LUAVM_OK) compare(r);
  engine_free(r);
  engine_close(v);
  return 0;
}
