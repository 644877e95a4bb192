/* What a run that waits costs: output, fuel, time, memory. */
#include "host.h"

#include <time.h>

static void output_comes_with_the_call_that_printed_it(void **state) {
  (void)state;
  luavm_result *result = eval(vm, "print('a') wait(1) print('b')", NULL);
  assert_result(result, LUAVM_PENDING);
  assert_text(&result->output, "a\n");
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OK);
  assert_text(&result->output, "b\n");
  release(result);
  luavm_eval_options *little = EVAL_OPTIONS(.output_bytes = 10);
  result = eval(vm, "print('12345') wait(1) print('12345')", little);
  assert_result(result, LUAVM_PENDING);
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OUTPUT);
  release(result);
}

static void fuel_is_of_the_whole_run(void **state) {
  (void)state;
  static const char source[] =
      "for i = 1, 1000 do end wait(1) for i = 1, 1000 do end return 1";
  luavm_result *result = eval(vm, source, NULL);
  uint64_t before = result->usage.fuel;
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_true(before >= 1000 && result->usage.fuel >= before + 1000);
  release(result);
  result = eval(vm, source, EVAL_OPTIONS(.fuel = 1500));
  assert_result(result, LUAVM_PENDING);
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_FUEL);
  release(result);
}

static void time_spent_waiting_does_not_count(void **state) {
  (void)state;
  luavm_result *result = eval(vm, "wait(1) return 1", EVAL_OPTIONS(.wall_ms = 300));
  assert_result(result, LUAVM_PENDING);
  release(result);
  nanosleep(&(struct timespec){.tv_nsec = 600000000}, NULL);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OK);
  assert_true(result->usage.wall_ns < 300000000);
  release(result);
  result = eval(vm, "wait(1) while true do end", EVAL_OPTIONS(.wall_ms = 50));
  assert_result(result, LUAVM_PENDING);
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_TIMEOUT);
  release(result);
}

static luavm_status seven(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user;
  (void)made;
  return answer(reply, LUAVM_OK, INTEGER(7));
}

static void an_answer_is_made_while_the_run_waits(void **state) {
  (void)state;
  starts("local f, t = wait(1) return f() + t[1]", 1);
  luavm_ref function = make_function(seven, NULL), kept = 0;
  luavm_table list = {.item_count = 1, .items = &INTEGER(35)};
  luavm_buffer *error = NULL;
  assert_status(vm_keep(vm, &TABLE(&list), &kept, &error), LUAVM_OK);
  luavm_result *result =
      resume(LUAVM_OK, ROW(FUNCTION(function), TAKEN(LUAVM_TABLE, kept)), NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 42);
  release(result);
  drop(function);
}

static void what_is_made_meanwhile_gives_the_run_no_more_fuel(void **state) {
  (void)state;
  luavm_result *result =
      eval(vm, "for i = 1, 1000 do end wait(1) for i = 1, 1000 do end return 1",
           EVAL_OPTIONS(.fuel = 1500));
  assert_result(result, LUAVM_PENDING);
  release(result);
  for (int i = 0; i < 10; i++) drop(make_function(seven, NULL));
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_FUEL);
  assert_true(result->usage.fuel >= 1500);
  release(result);
}

static void what_cannot_be_made_leaves_the_run_waiting(void **state) {
  (void)state;
  starts("return wait(1)", 1);
  luavm_ref kept;
  luavm_buffer *error;
  luavm_value bad = REFERENCE(LUAVM_FUNCTION, 12345);
  assert_status(vm_keep(vm, &bad, &kept, &error), LUAVM_ARGUMENT);
  assert_int_equal(kept, 0);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  luavm_result *result = resume(LUAVM_OK, ROW(INTEGER(7)), NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 7);
  release(result);
}

static void many_runs_that_wait_leave_nothing(void **state) {
  (void)state;
  uint64_t used = 0;
  for (int i = 0; i < 3000; i++) {
    starts(
        "local t = {} for i = 1, 100 do t[i] = {} end "
        "return coroutine.wrap(function() return wait(1) end)()",
        1);
    luavm_result *result = resume(i % 3 ? LUAVM_OK : LUAVM_CANCELLED, NONE, NULL);
    release(result);
    if (i % 1000 != 999) continue;
    assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
    if (used == 0) used = memory_of(vm).used_bytes;
    assert_true(memory_of(vm).used_bytes < used + KIB(8));
  }
}

static void object_went(void *user, void *object) {
  (void)object;
  ((counter *)user)->releases++;
}

static void the_answer_may_be_an_object_made_meanwhile(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  starts("local object = wait(1) return type(object), object.name", 1);
  const luavm_class definition = {.struct_size = sizeof definition,
                                  .name = "Late",
                                  .name_length = 4,
                                  .user = &mine,
                                  .object_release = object_went};
  luavm_ref kind, object;
  assert_status(vm_class(vm, &definition, &kind, NULL), LUAVM_OK);
  assert_status(vm_object(vm, kind, &mine, &object, NULL), LUAVM_OK);
  luavm_result *result = resume(LUAVM_OK, ROW(TAKEN(LUAVM_USERDATA, object)), NULL);
  assert_result(result, LUAVM_OK);
  assert_text(result->values[0].as.bytes, "userdata");
  release(result);
  drop(kind);
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_int_equal(mine.releases, 1);
}

static void what_is_kept_meanwhile_ends_no_run(void **state) {
  (void)state;
  starts("wait(1) for i = 1, 1000 do end return 1", 1);
  for (int i = 0; i < 100; i++) {
    luavm_ref kept;
    const luavm_value text = TEXT("kept");
    assert_status(vm_keep(vm, &text, &kept, NULL), LUAVM_OK);
    drop(kept);
  }
  luavm_result *result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OK);
  release(result);
}

static uint64_t runs(void) {
  luavm_statistics statistics = {.struct_size = sizeof statistics};
  assert_status(luavm_stats(&statistics), LUAVM_OK);
  return statistics.eval_total;
}

static void a_run_counts_once_when_it_has_ended(void **state) {
  (void)state;
  uint64_t before = runs();
  starts("wait(1) return 1", 1);
  luavm_result *result = resume(LUAVM_OK, ROW(FUNCTION(12345)), NULL);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  assert_int_equal(runs(), before);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OK);
  release(result);
  assert_int_equal(runs(), before + 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WAITING(output_comes_with_the_call_that_printed_it),
      WAITING(fuel_is_of_the_whole_run),
      WAITING(time_spent_waiting_does_not_count),
      WAITING(an_answer_is_made_while_the_run_waits),
      WAITING(what_is_made_meanwhile_gives_the_run_no_more_fuel),
      WAITING(what_cannot_be_made_leaves_the_run_waiting),
      WAITING(many_runs_that_wait_leave_nothing),
      WAITING(the_answer_may_be_an_object_made_meanwhile),
      WAITING(what_is_kept_meanwhile_ends_no_run),
      WAITING(a_run_counts_once_when_it_has_ended),
  };
  return RUN("waiting", tests);
}
