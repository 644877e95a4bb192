/* References: kept, indexed, released once, whoever does it and whenever. */
#include "host.h"

#include <pthread.h>

static luavm_result *keeping(const char *source, uint32_t flags) {
  luavm_result *result = eval(vm, source, EVAL_OPTIONS(.flags = flags));
  assert_result(result, LUAVM_OK);
  return result;
}

/* The reference that a script returns. */
static luavm_ref kept(const char *source) {
  luavm_result *result =
      keeping(source, LUAVM_EVAL_KEEP_FUNCTIONS | LUAVM_EVAL_KEEP_TABLES);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].flags, LUAVM_VALUE_REFERENCE);
  luavm_ref reference = result->values[0].as.reference;
  assert_true(reference != 0);
  release(result);
  return reference;
}

static luavm_result *get(luavm_ref object, luavm_value key) {
  luavm_result *result = NULL;
  luavm_status status = vm_index(vm, object, &key, NULL, &result);
  check_result(result, status);
  return result;
}

static int64_t get_integer(luavm_ref object, luavm_value key) {
  luavm_result *result = get(object, key);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].type, LUAVM_INTEGER);
  int64_t integer = result->values[0].as.integer;
  release(result);
  return integer;
}

static void each_flag_keeps_its_types(void **state) {
  (void)state;
  static const char source[] =
      "return print, coroutine.create(print), {print, {1}}, 5, 'x'";
  luavm_result *result = eval(vm, source, NULL);
  assert_int_equal(result->values[0].flags, 0);
  assert_int_equal(result->values[1].flags, 0);
  assert_int_equal(result->values[2].flags, 0);
  release(result);

  result = keeping(source, LUAVM_EVAL_KEEP_FUNCTIONS);
  const luavm_value *v = result->values;
  assert_int_equal(v[0].type, LUAVM_FUNCTION);
  assert_int_equal(v[0].flags, LUAVM_VALUE_REFERENCE);
  assert_int_equal(v[1].type, LUAVM_COROUTINE);
  assert_int_equal(v[1].flags, LUAVM_VALUE_REFERENCE);
  assert_int_equal(v[2].flags, 0);
  assert_int_equal(v[2].as.table->items[0].flags, LUAVM_VALUE_REFERENCE);
  assert_int_equal(v[3].flags, 0);
  drop(v[0].as.reference), drop(v[1].as.reference);
  drop(v[2].as.table->items[0].as.reference);
  release(result);

  result = keeping(source, LUAVM_EVAL_KEEP_TABLES);
  assert_int_equal(result->values[0].flags, 0);
  assert_int_equal(result->values[2].type, LUAVM_TABLE);
  assert_int_equal(result->values[2].flags, LUAVM_VALUE_REFERENCE);
  drop(result->values[2].as.reference);
  release(result);

  result = keeping(source, LUAVM_EVAL_SHALLOW);
  assert_int_equal(result->values[2].flags, 0);
  const luavm_value *inner = &result->values[2].as.table->items[1];
  assert_int_equal(inner->type, LUAVM_TABLE);
  assert_int_equal(inner->flags, LUAVM_VALUE_REFERENCE);
  assert_int_equal(get_integer(inner->as.reference, INTEGER(1)), 1);
  drop(inner->as.reference);
  release(result);
}

static void without_a_result_nothing_is_kept(void **state) {
  (void)state;
  luavm_eval_options *keep = EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_TABLES);
  static const char source[] = "return {('x'):rep(1 << 20)}";
  for (int i = 0; i < 100; i++)
    assert_status(vm_eval(vm, source, sizeof source - 1, keep, NULL), LUAVM_OK);
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_true(memory_of(vm).used_bytes < MIB(1));
}

static void a_table_in_two_places_is_refused_where_asked(void **state) {
  (void)state;
  luavm_eval_options *refuse = EVAL_OPTIONS(.flags = LUAVM_EVAL_REFUSE_SHARED);
  luavm_result *result =
      eval(vm, "local s = {} return {left = s, right = {s}}", refuse);
  assert_result(result, LUAVM_RUNTIME);
  assert_result_names(result, "left");
  assert_result_names(result, "right");
  release(result);
  result = eval(vm, "local t = {} t.inside = t return t", refuse);
  assert_result(result, LUAVM_RUNTIME);
  assert_result_names(result, "inside");
  release(result);
  result = eval(vm, "return {{}, {}}, {}", refuse);
  assert_result(result, LUAVM_OK);
  release(result);
}

static void keep_makes_references_of_everything(void **state) {
  (void)state;
  luavm_value item = INTEGER(7);
  luavm_table table = {.item_count = 1, .items = &item};
  const luavm_value values[] = {TABLE(&table), TEXT("text"), INTEGER(5), NIL,
                                NUMBER(0.5)};
  for (size_t i = 0; i < COUNT(values); i++) {
    luavm_ref reference = 0;
    luavm_buffer *error = (luavm_buffer *)&table;
    assert_status(vm_keep(vm, &values[i], &reference, &error), LUAVM_OK);
    assert_null(error);
    luavm_value again = REFERENCE(values[i].type, reference);
    if (i == 0)
      run_true("return (...)[1] == 7", ROW(again));
    else
      run_true("local a, b = ... return a == b", ROW(again, values[i]));
    luavm_ref second = 0;
    assert_status(vm_keep(vm, &again, &second, NULL), LUAVM_OK);
    assert_true(second != reference);
    run_true("return rawequal(...)", ROW(again, REFERENCE(values[i].type, second)));
    drop(reference), drop(second);
  }
}

static void keep_refuses_what_is_no_value(void **state) {
  (void)state;
  luavm_ref reference = 77;
  luavm_buffer *error = NULL;
  luavm_value bad = {.type = 50};
  assert_status(vm_keep(vm, &bad, &reference, &error), LUAVM_ARGUMENT);
  assert_true(reference == 0);
  assert_non_null(error);
  luavm_buffer_free(error);
  assert_status(vm_keep(vm, NULL, &reference, NULL), LUAVM_ARGUMENT);
  luavm_value one = INTEGER(1);
  assert_status(vm_keep(vm, &one, NULL, NULL), LUAVM_ARGUMENT);
  reference = 77;
  assert_status(vm_keep(0, &one, &reference, NULL), LUAVM_HANDLE);
  assert_true(reference == 0);
}

static void a_reference_is_released_once(void **state) {
  (void)state;
  luavm_ref a = kept("return {1}"), b = kept("return {2}");
  luavm_ref three[] = {0, a, 0, b};
  assert_status(vm_release(vm, three, 4), LUAVM_OK);
  assert_status(vm_release(vm, three, 4), LUAVM_ARGUMENT);
  assert_status(vm_release(vm, NULL, 0), LUAVM_OK);
  assert_status(vm_release(vm, NULL, 1), LUAVM_ARGUMENT);
  luavm_ref c = kept("return {3}");
  luavm_ref mixed[] = {a, c};
  assert_status(vm_release(vm, mixed, 2), LUAVM_ARGUMENT);
  assert_status(vm_release(vm, &c, 1), LUAVM_ARGUMENT);
  luavm_ref twice[] = {kept("return {4}"), 0};
  twice[1] = twice[0];
  assert_status(vm_release(vm, twice, 2), LUAVM_ARGUMENT);
  luavm_result *result = call(FUNCTION(a), NONE, NULL);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
}

static void a_reference_belongs_to_its_vm(void **state) {
  (void)state;
  luavm_vm other = vm_make(NULL);
  luavm_ref mine = kept("return function() return 1 end");
  luavm_value function = FUNCTION(mine);
  assert_status(vm_call(other, &function, NULL, 0, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(vm_release(other, &mine, 1), LUAVM_ARGUMENT);
  vm_end(other);
  assert_status(vm_release(other, &mine, 1), LUAVM_HANDLE);
  drop(mine);
}

static void a_reset_ends_every_reference(void **state) {
  (void)state;
  luavm_ref old = kept("return function() return 1 end");
  assert_status(vm_reset(vm), LUAVM_OK);
  luavm_ref new = kept("return function() return 2 end");
  luavm_result *result = call(FUNCTION(old), NONE, NULL);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  assert_status(vm_release(vm, &old, 1), LUAVM_ARGUMENT);
  result = call(FUNCTION(new), NONE, NULL);
  assert_int_equal(result->values[0].as.integer, 2);
  release(result);
  drop(new);
}

static void what_is_released_is_collected(void **state) {
  (void)state;
  for (int i = 0; i < 200; i++) drop(kept("return {('x'):rep(1 << 20)}"));
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_true(memory_of(vm).used_bytes < MIB(1));
  luavm_ref held = kept("return {('x'):rep(1 << 20)}");
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_true(memory_of(vm).used_bytes >= MIB(1));
  drop(held);
}

static void a_taken_reference_is_gone_after_the_call(void **state) {
  (void)state;
  luavm_ref table = kept("return {5}");
  run_true("return (...)[1] == 5", ROW(TAKEN(LUAVM_TABLE, table)));
  assert_status(vm_release(vm, &table, 1), LUAVM_ARGUMENT);
}

typedef struct releaser {
  const luavm_ref *references;
  size_t count;
  luavm_status worst;
} releaser;

static void *release_each(void *argument) {
  releaser *mine = argument;
  for (size_t i = 0; i < mine->count; i++) {
    luavm_status status = vm_release(vm, &mine->references[i], 1);
    if (status != LUAVM_OK) mine->worst = status;
  }
  return NULL;
}

static void another_thread_releases_while_the_vm_runs(void **state) {
  (void)state;
  enum { MANY = 5000 };
  static luavm_ref references[MANY];
  for (int i = 0; i < MANY; i++) references[i] = kept("return {{}}");
  releaser mine = {references, MANY, LUAVM_OK};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, release_each, &mine), 0);
  for (int i = 0; i < 20; i++)
    assert_int_equal(
        eval_integer("local n = 0 for i = 1, 20000 do n = n + #{i} end return n", NULL),
        20000);
  pthread_join(thread, NULL);
  assert_status(mine.worst, LUAVM_OK);
  assert_status(vm_release(vm, references, 1), LUAVM_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(each_flag_keeps_its_types),
      HERE(without_a_result_nothing_is_kept),
      HERE(a_table_in_two_places_is_refused_where_asked),
      HERE(keep_makes_references_of_everything),
      HERE(keep_refuses_what_is_no_value),
      HERE(a_reference_is_released_once),
      HERE(a_reference_belongs_to_its_vm),
      HERE(a_reset_ends_every_reference),
      HERE(what_is_released_is_collected),
      HERE(a_taken_reference_is_gone_after_the_call),
      HERE(another_thread_releases_while_the_vm_runs),
  };
  return RUN("references", tests);
}
