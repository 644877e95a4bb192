/* Output and results near the limit, and what an error is reported as. */
#include <stdio.h>

#include "run.h"

/* 1.5 MB die right before the request, with no allocation left to collect them. */
static const char garbage[] =
    "local s, g = ('y'):rep(1000000), {} "
    "for i = 1, 5 do g[i] = ('x'):rep(300000 + i) end g = nil ";

static luavm_result *run_small(struct vm *v, const char *then) {
  char source[1000];
  strcat(strcpy(source, garbage), then);
  return run(v, source);
}

static void garbage_is_collected_before_output_is_refused(void **state) {
  (void)state;
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, 2950000);
  luavm_result *r = run_small(v, "print(s)");
  assert_int_equal(r->status, LUAVM_OK);
  assert_int_equal(r->output.length, 1000001);
  done(r);
  shim_vm_close(v);
  assert_int_equal(held(), 0);
}

static void garbage_is_collected_before_a_result_is_refused(void **state) {
  (void)state;
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, 2950000);
  luavm_result *r = run_small(v, "return s");
  assert_int_equal(r->status, LUAVM_OK);
  assert_int_equal(r->value_count, 1);
  assert_int_equal(r->values[0].as.bytes->length, 1000000);
  assert_int_equal(r->values[0].as.bytes->data[999999], 'y');
  done(r);
  shim_vm_close(v);
  assert_int_equal(held(), 0);
}

static void garbage_is_collected_before_a_buffer_is_refused(void **state) {
  (void)state;
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, 2950000);
  luavm_result *r = run_small(v, "s = nil return #('z'):rep(1200000)");
  assert_int_equal(r->status, LUAVM_OK);
  done(r);
  shim_vm_close(v);
  assert_int_equal(held(), 0);
}

static void a_refused_result_keeps_none_of_its_memory(void **state) {
  (void)state;
  const char *source =
      "local t = {} for i = 1, 100 do t[i] = ('y'):rep(9000) end return t";
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  luavm_result *r =
      run_with(v, source, strlen(source), (run_options){.result_bytes = 800000});
  assert_int_equal(r->status, LUAVM_OUTPUT);
  shim_vm_close(v);
  assert_true(held() < 100000);
  done(r);
  assert_int_equal(held(), 0);
}

/* The message of a caught sandbox error is freed and its address used again. */
static void an_error_of_the_scripts_own_is_never_taken_for_the_sandboxs(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  expect(v,
         "local ok, m = pcall(function() string.x = 1 end)\n"
         "local id, n = ('%p'):format(m), #m\n"
         "m = nil collectgarbage() collectgarbage()\n"
         "local keep, last = {}\n"
         "for i = 1, 500 do\n"
         "  last = ('z'):rep(n - 3) .. ('%03d'):format(i)\n"
         "  keep[i] = last\n"
         "  if ('%p'):format(last) == id then break end\n"
         "end\n"
         "error(last, 0)",
         LUAVM_RUNTIME);
  expect(v, "string.x = 1", LUAVM_SANDBOX);
  expect(v, "local ok, m = pcall(function() string.x = 1 end) error(m, 0)",
         LUAVM_SANDBOX);
  shim_vm_close(v);
}

static void memory_counts_what_is_printed(void **state) {
  (void)state;
  const char *source = "local s = ('x'):rep(1000) for i = 1, 1e6 do print(s) end";
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, MIB(1));
  luavm_result *r =
      run_with(v, source, strlen(source), (run_options){.output_bytes = MIB(64)});
  assert_int_equal(r->status, LUAVM_MEMORY);
  assert_true(r->output.length > 100000);
  assert_true(r->usage.memory_peak_bytes <= MIB(1));
  done(r);
  answers(v);
  shim_vm_close(v);
  assert_int_equal(held(), 0);
}

#ifndef ARENA_SYSTEM /* there a small block counts more */

/* Fills the heap with small tables to a share of the limit, in tables of tables
 * so that no single one has to grow. */
#define FILL                                                                 \
  "local limit, share, t, c, i = %d, %d, {}, {}, 0 "                         \
  "while collectgarbage('count') * 1160 < limit * share / 100 do i = i + 1 " \
  "if i %% 256 == 0 then t[#t + 1] = c c = {} end c[#c + 1] = {i} end "

static luavm_result *run_filled(struct vm *v, int share, const char *then) {
  char source[1000];
  int n = snprintf(source, sizeof source, FILL, 8 << 20, share);
  snprintf(source + n, sizeof source - (size_t)n, "%s", then);
  return run(v, source);
}

static void garbage_in_a_full_heap_costs_no_full_collections(void **state) {
  (void)state;
  static const char churn[] = "for i = 1, 200000 do local x = {i} end return #t";
  for (int share = 50; share <= 98; share += 12) {
    struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, MIB(8));
    luavm_result *r = run_filled(v, share, churn);
    assert_int_equal(r->status, LUAVM_OK);
    assert_true(r->usage.gc_count < 1500);
    luavm_memory m;
    shim_vm_memory(v, &m);
    assert_true(m.refused_count < 100);
    done(r);
    shim_vm_close(v);
  }
}

static void a_script_that_does_little_but_collect_is_out_of_memory(void **state) {
  (void)state;
  static const char replace[] =
      "for i = 1, 1e6 do t[i % #t + 1][i % 256 + 1] = {i} end";
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, MIB(8));
  luavm_result *r = run_filled(v, 100, replace);
  assert_int_equal(r->status, LUAVM_MEMORY);
  assert_true(r->usage.gc_count < 2000);
  done(r);
  answers(v);
  expect(v, "local t = {} for i = 1, 50000 do t[i] = {} end return #t", LUAVM_OK);
  shim_vm_close(v);
}

static void a_heap_with_room_again_is_collected_as_before(void **state) {
  (void)state;
  struct vm *v = open_vm_with(LUAVM_PROFILE_TRUSTED, 0, MIB(8));
  luavm_result *r =
      run_filled(v, 90,
                 "local full = collectgarbage('incremental') t = nil c = nil "
                 "collectgarbage() collectgarbage() "
                 "for i = 1, 100000 do local x = {} end "
                 "return full, collectgarbage('generational')");
  assert_int_equal(r->status, LUAVM_OK);
  for (int i = 0; i < 2; i++)
    assert_string_equal(r->values[i].as.bytes->data, "incremental");
  done(r);
  shim_vm_close(v);
}

#endif

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(garbage_is_collected_before_output_is_refused),
      TEST(garbage_is_collected_before_a_result_is_refused),
      TEST(garbage_is_collected_before_a_buffer_is_refused),
      TEST(a_refused_result_keeps_none_of_its_memory),
      TEST(an_error_of_the_scripts_own_is_never_taken_for_the_sandboxs),
      TEST(memory_counts_what_is_printed),
#ifndef ARENA_SYSTEM
      TEST(garbage_in_a_full_heap_costs_no_full_collections),
      TEST(a_script_that_does_little_but_collect_is_out_of_memory),
      TEST(a_heap_with_room_again_is_collected_as_before),
#endif
  };
  return RUN_TESTS("room", tests);
}
