/* Calls at random, from a fixed seed: scripts and host functions that load, call, keep,
 * release, raise, wait, collect and reset, some of it wrong. Nothing may crash, every
 * status is one that the header names, and in the end all is given back once. */
#include "host.h"

#include <stdio.h>

enum { REFERENCES = 32, STEPS = 60000 };

static uint64_t random_state;
static luavm_ref references[REFERENCES];
static luavm_ref kind;
static int made, released, waiting, depth;

static uint32_t pick(uint32_t count) {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(random_state >> 33) % count;
}

static void count_made(void *user) {
  (void)user;
  released++;
}

static void count_object(void *user, void *object) {
  (void)user, (void)object;
  released++;
}

/* Takes over what came, in place of another. */
static void put(luavm_ref reference) {
  luavm_ref *at = &references[pick(REFERENCES)];
  if (*at) vm_release(vm, at, 1);
  *at = reference;
}

static void take_all(luavm_result *result) {
  for (size_t i = 0; result && i < result->value_count; i++)
    if (result->values[i].flags & LUAVM_VALUE_REFERENCE)
      put(result->values[i].as.reference);
  if (result && (result->error.flags & LUAVM_VALUE_REFERENCE))
    put(result->error.as.reference);
  vm_result_free(result);
}

static luavm_value some_value(void) {
  static luavm_bytes bytes = {"text\0text", 9};
  static luavm_value items[3];
  static luavm_pair pairs[2];
  static luavm_table tables[2];
  switch (pick(9)) {
    case 0:
      return NIL;
    case 1:
      return BOOLEAN(pick(2));
    case 2:
      return NUMBER(pick(100) / 3.0);
    case 3:
      return (luavm_value){.type = LUAVM_BYTES, .as.bytes = &bytes};
    case 4:
      items[0] = INTEGER(1), items[1] = TABLE(&tables[1]), items[2] = TABLE(&tables[0]);
      pairs[0] = (luavm_pair){INTEGER(pick(5)), TABLE(&tables[pick(2)])};
      pairs[1] = (luavm_pair){NUMBER(0.5), INTEGER(pick(9))};
      tables[0] = (luavm_table){0, pick(4), items, pick(3), pairs};
      tables[1] = (luavm_table){0, 0, NULL, pick(2), pairs + 1};
      return TABLE(&tables[0]);
    case 5:
      return REFERENCE(LUAVM_TABLE, references[pick(REFERENCES)]);
    case 6:
      return (luavm_value){.type = (int32_t)pick(12), .as.integer = 0};
    default:
      return FUNCTION(references[pick(REFERENCES)]);
  }
}

static const luavm_eval_options *some_options(void) {
  static luavm_eval_options options;
  static const uint32_t flags[] = {0, 1, 2, 4, 8, 16, 2 | 8, 2 | 4, 31, 64};
  options = *EVAL_OPTIONS(.flags = flags[pick(COUNT(flags))]);
  if (depth == 0 && pick(4) == 0) options.slice_fuel = 1 + pick(200);
  if (depth == 0 && pick(4) == 0) options.fuel = 1 + pick(5000);
  return pick(4) ? &options : NULL;
}

static const char *const sources[] = {
    "return host(1, {2}, print), function(...) return host(...) end",
    "local t = {...} for i = 1, 20 do t[i] = {i, t} end return t, t[1]",
    "return pcall(host, ...)",
    "return coroutine.wrap(function(...) local x = host(...) coroutine.yield(x) "
    "return host(x) end)(...)",
    "local t = setmetatable({}, {__index = host, __newindex = host, __call = host, "
    "__close = host}) local y <close> = t t.x = 1 return t.y, t(1)",
    "table.sort({3, 1, 2}, function(a, b) host(a) return a < b end)",
    "return (('abc'):gsub('.', function(c) return tostring(host(c)) end))",
    "for i = 1, 300 do local x = {i} end collectgarbage() return host()",
    "error(host(...))",
    "if object then object.x = 1 return object, object.y, object:method(1) end",
    "while true do host() end",
    "local co = coroutine.create(function() for i = 1, 5 do host(i) end end) "
    "while coroutine.status(co) ~= 'dead' do coroutine.resume(co) end",
    "return load('return host(...)')(...)",
    "return +",
    "kept = {kept, ...} return kept, select('#', ...)",
};

static void step(void);

static luavm_status host(void *user, const luavm_call *call_made, luavm_reply *reply) {
  (void)user;
  if (depth < 20 && pick(3) == 0) {
    depth++;
    for (uint32_t n = pick(4); n > 0; n--) step();
    depth--;
  }
  static const luavm_status answers[] = {LUAVM_OK,      LUAVM_OK,        LUAVM_OK,
                                         LUAVM_OK,      LUAVM_RUNTIME,   LUAVM_PENDING,
                                         LUAVM_SANDBOX, LUAVM_CANCELLED, 77};
  reply->value_count = pick(4);
  for (size_t i = 0; i < reply->value_count; i++)
    reply->values[i] =
        call_made->argument_count && pick(2)
            ? call_made->arguments[pick((uint32_t)call_made->argument_count)]
            : some_value();
  void *memory;
  if (pick(5) == 0) luavm_reply_memory(reply, pick(2000), &memory);
  if (pick(40) == 0) vm_interrupt(call_made->vm);
  return answers[pick(pick(2) ? 4 : COUNT(answers))];
}

/* Assertions must not jump over the frames of a host function: noted here, looked at
 * after the step. */
static int complaints;

static void note(luavm_status status, luavm_result **out) {
  luavm_result *result = *out;
  if (status < LUAVM_OK || status > LUAVM_YIELDED || status == LUAVM_INTERNAL ||
      status == LUAVM_HANDLE || status == LUAVM_CLOSED || status == LUAVM_FORKED) {
    print_error("status %d: %s\n", status, result ? result->message.data : "");
    complaints++;
  }
  if (depth == 0 && status != LUAVM_ARGUMENT && status != LUAVM_BUSY)
    waiting = status == LUAVM_PENDING || status == LUAVM_YIELDED;
  take_all(result);
}

static luavm_function definition(void) {
  return (luavm_function){.struct_size = sizeof(luavm_function),
                          .name = "host",
                          .name_length = 4,
                          .flags = pick(2),
                          .call = host,
                          .release = count_made};
}

static void make_some(void) {
  luavm_function function = definition();
  luavm_ref reference = 0;
  switch (pick(4)) {
    case 0:
      if (vm_function(vm, &function, &reference, NULL) == LUAVM_OK) made++;
      break;
    case 1:
      if (vm_register(vm, &function, NULL) == LUAVM_OK) made++;
      break;
    default:
      if (vm_object(vm, kind, NULL, &reference, NULL) == LUAVM_OK) made++;
  }
  if (reference != 0) put(reference);
}

static void make_class(void) {
  luavm_method method = {"method", 6, host, NULL};
  luavm_class class = {.struct_size = sizeof class,
                       .name = "Class",
                       .name_length = 5,
                       .methods = &method,
                       .method_count = 1,
                       .get = host,
                       .set = host,
                       .release = count_made,
                       .object_release = count_object};
  if (vm_class(vm, &class, &kind, NULL) == LUAVM_OK) made++;
}

static void run_source(void) {
  const char *source = sources[pick(COUNT(sources))];
  const luavm_eval_options *options = some_options();
  luavm_result *result = NULL;
  luavm_ref reference = 0;
  if (pick(2) == 0) {
    note(vm_eval(vm, source, strlen(source), options, &result), &result);
    return;
  }
  luavm_status status =
      vm_load(vm, source, strlen(source), options, &reference, &result);
  if (reference != 0) put(reference);
  note(status, &result);
}

static void call_some(void) {
  luavm_value arguments[3] = {some_value(), some_value(), INTEGER(1)};
  luavm_value function = FUNCTION(references[pick(REFERENCES)]);
  const luavm_eval_options *options = some_options();
  luavm_result *result = NULL;
  note(vm_call(vm, &function, arguments, pick(4), options, &result), &result);
}

static void use_some(void) {
  luavm_value key = some_value(), value = some_value();
  luavm_ref object = references[pick(REFERENCES)], reference = 0;
  luavm_eval_options flags = *EVAL_OPTIONS(.flags = pick(2) ? 2 : 8);
  luavm_result *result = NULL;
  switch (pick(6)) {
    case 0:
      note(vm_index(vm, object, &key, &flags, &result), &result);
      break;
    case 1:
      note(vm_assign(vm, object, &key, &value, NULL, &result), &result);
      break;
    case 2:
      note(vm_set(vm, "object", 6, &value, pick(2), &result), &result);
      break;
    case 3:
      note(vm_get(vm, "kept", 4, &flags, &result), &result);
      break;
    case 4:
      if (vm_keep(vm, &value, &reference, NULL) == LUAVM_OK) put(reference);
      break;
    default:
      vm_release(vm, &references[pick(REFERENCES)], 1);
  }
}

static void step(void) {
  switch (pick(8)) {
    case 0:
      make_some();
      break;
    case 1:
    case 2:
      call_some();
      break;
    case 3:
    case 4:
      use_some();
      break;
    case 5:
      if (pick(20) == 0) vm_gc(vm, pick(6), 0, NULL);
      break;
    default:
      run_source();
  }
}

static void go_on(void) {
  static const luavm_status answers[] = {LUAVM_OK, LUAVM_OK, LUAVM_RUNTIME,
                                         LUAVM_CANCELLED};
  for (int i = 0; waiting && i < 50; i++) {
    luavm_value value = some_value();
    luavm_eval_options slice = *EVAL_OPTIONS(.slice_fuel = pick(2) * 100);
    luavm_result *result = NULL;
    note(vm_resume(vm, i == 49 ? LUAVM_CANCELLED : answers[pick(4)], &value,
                   i == 49 ? 0 : pick(2), &slice, &result),
         &result);
  }
}

static void a_storm(uint64_t seed) {
  random_state = seed;
  made = released = waiting = depth = 0;
  memset(references, 0, sizeof references);
  vm_end(vm);
  vm = vm_make(
      VM_OPTIONS(.memory_bytes = KIB(700), .fuel = 20000, .output_bytes = 5000));
  make_class();
  for (int i = 0; i < STEPS / 8; i++) {
    step();
    go_on();
    if (waiting || pick(2000) == 0) {
      assert_status(vm_reset(vm), LUAVM_OK);
      waiting = 0;
      memset(references, 0, sizeof references);
      make_class();
    }
    assert_int_equal(complaints, 0);
    if (pick(50) == 0) expect_answer(vm);
  }
  vm_end(vm);
  if (made != released)
    fail_msg("seed %d: made %d, released %d", (int)seed, made, released);
  vm = vm_make(NULL);
}

static void all_is_given_back_after_a_storm(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 8; seed++) a_storm(seed);
}

int main(void) {
  const struct CMUnitTest tests[] = {HERE(all_is_given_back_after_a_storm)};
  return RUN("storm", tests);
}
