/* Requests for memory of the torture scripts fail, alone and with all after them,
 * under the sanitizers: nothing is touched after its end, and what a state holds
 * is given back to the last byte. TORTURE_POINTS: how many to try per script. */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "run.h"

enum { SOURCE_MAX = 65536, POINTS_DEFAULT = 24 };

extern void lua_close(void *L);

typedef struct script {
  char name[256];
  char source[SOURCE_MAX];
  uint32_t profile, flags;
  uint64_t memory;
  int64_t fuel;
} script;

/* What a run without failures does: calls answer, requests are made. */
enum { FRESH, KEPT, EVALS };
typedef struct usual {
  int32_t status[EVALS];
  uint64_t requests;
  uint64_t left; /* still counted once Lua has closed its state */
} usual;

static bool next_script(DIR *folder, script *s) {
  struct dirent *entry;
  while ((entry = readdir(folder)) != NULL)
    if (strstr(entry->d_name, ".lua") != NULL) break;
  if (entry == NULL) return false;
  snprintf(s->name, sizeof s->name, "%s", entry->d_name);
  char path[512], word[16];
  snprintf(path, sizeof path, "../torture/%s", s->name);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  size_t length = fread(s->source, 1, SOURCE_MAX - 1, file);
  fclose(file);
  s->source[length] = 0;
  long long n = 0;
  s->profile = LUAVM_PROFILE_STANDARD;
  s->memory = MIB(16);
  s->fuel = INT64_MAX;
  if (sscanf(s->source, "-- profile: %15s", word) == 1)
    s->profile =
        strcmp(word, "trusted") == 0 ? LUAVM_PROFILE_TRUSTED : LUAVM_PROFILE_LOCKED;
  if (sscanf(s->source, "-- memory: %lld%15s", &n, word) == 2)
    s->memory = (uint64_t)n << (*word == 'K' ? 10 : 20);
  if (sscanf(s->source, "-- fuel: %lld", &n) == 1) s->fuel = n;
  return true;
}

static int32_t evaluate(struct vm *v, const script *s, bool keep) {
  static uint64_t number;
  shim_run eval = {.text = s->source,
                   .length = strlen(s->source),
                   .chunk_name = "@torture",
                   .output_bytes = MIB(1),
                   .result_bytes = MIB(64),
                   .flags = keep ? LUAVM_EVAL_KEEP_ENVIRONMENT : 0};
  luavm_result *r = NULL;
  shim_vm_begin(v, s->fuel, ++number);
  int32_t status = shim_vm_run(v, &eval, &r);
  if (r == NULL) {
    assert_int_equal(status, LUAVM_MEMORY);
    return status;
  }
  assert_int_equal(r->status, status);
  if (shim_vm_publish(v, r) == 0) return LUAVM_MEMORY;
  done(r);
  return status;
}

/* Lua frees its state object by object, and the arena must then be empty: a leak
 * inside a VM shows here, as dropping the arena would hide it. */
static uint64_t close_counting(struct vm *v, const script *s) {
  uint64_t left = 0;
  if (s->profile != LUAVM_PROFILE_TRUSTED) {
    lua_close(shim_vm_state(v));
    left = used(v);
  }
  shim_vm_close(v);
  return left;
}

static usual run_with_fault(const script *s, uint64_t nth, bool onward) {
  usual u = {{LUAVM_MEMORY, LUAVM_MEMORY}, 0, 0};
  shim_options options = {.profile = s->profile,
                          .flags = s->flags,
                          .memory_bytes = s->memory,
                          .memory_soft_bytes = s->memory / 4 * 3,
                          .handle = 1};
  int32_t status = -1;
  shim_fault_arm(nth, onward);
  struct vm *v = shim_vm_open(&options, &status);
  if (v != NULL) {
    u.status[FRESH] = evaluate(v, s, false);
    u.status[KEPT] = evaluate(v, s, true);
  }
  u.requests = shim_fault_arm(0, 0);
  assert_int_equal(status, v != NULL ? LUAVM_OK : LUAVM_MEMORY);
  if (v == NULL) return u;
  answers(v);
  u.left = close_counting(v, s);
  return u;
}

static void check(const script *s, const usual *u, uint64_t nth, bool onward) {
  uint64_t bytes = held(), blocks = shim_block_live();
  usual now = run_with_fault(s, nth, onward);
  const char *wrong = NULL;
  for (int i = 0; i < EVALS; i++)
    if (now.status[i] != u->status[i] && now.status[i] != LUAVM_MEMORY &&
        !(s->flags == LUAVM_VM_MEMORY_CATCHABLE && now.status[i] <= LUAVM_RUNTIME))
      wrong = "another status";
  if (now.left != 0 && now.left != u->left) wrong = "a leak in the VM";
  if (held() != bytes || shim_block_live() != blocks) wrong = "a leak";
  if (wrong != NULL)
    fail_msg("%s: request %llu %s: %s", s->name, (unsigned long long)nth,
             onward ? "and all after it" : "alone", wrong);
}

static void sweep(uint32_t flags) {
  static script s;
  const char *wanted = getenv("TORTURE_POINTS");
  uint64_t points = wanted != NULL ? strtoull(wanted, NULL, 10) : POINTS_DEFAULT;
  DIR *folder = opendir("../torture");
  assert_non_null(folder);
  int scripts = 0;
  uint64_t tried = 0;
  for (; next_script(folder, &s); scripts++) {
    s.flags = flags;
    usual u = run_with_fault(&s, UINT64_MAX, false);
    uint64_t stride = u.requests / points + 1;
    for (uint64_t nth = 1 + (uint64_t)scripts % stride; nth <= u.requests;
         nth += stride) {
      check(&s, &u, nth, false);
      check(&s, &u, nth, true);
      tried += 2;
    }
  }
  closedir(folder);
  assert_true(scripts >= 50);
  print_message("%llu points of %d scripts\n", (unsigned long long)tried, scripts);
}

static void whatever_request_fails_the_vm_answers_and_nothing_leaks(void **state) {
  (void)state;
  sweep(0);
}

static void scripts_that_catch_the_failure_leak_nothing_either(void **state) {
  (void)state;
  sweep(LUAVM_VM_MEMORY_CATCHABLE);
}

static void requests_are_counted_and_the_same_every_time(void **state) {
  (void)state;
  script s = {.source = "local t = {} for i = 1, 100 do t['k' .. i] = {} end return t",
              .profile = LUAVM_PROFILE_STANDARD,
              .memory = MIB(16),
              .fuel = INT64_MAX};
  usual first = run_with_fault(&s, UINT64_MAX, false);
  assert_true(first.requests > 200);
  for (int i = 0; i < 10; i++)
    assert_int_equal(run_with_fault(&s, UINT64_MAX, false).requests, first.requests);
  assert_int_equal(run_with_fault(&s, 0, false).requests, 0);
  assert_int_equal(run_with_fault(&s, 1, false).status[FRESH], LUAVM_MEMORY);
}

static void blocks_fail_without_a_vm_too(void **state) {
  (void)state;
  static char large[8192];
  uint64_t bytes = held();
  for (uint64_t nth = 1; nth <= 2; nth++) {
    shim_fault_arm(nth, 0);
    assert_null(shim_buffer_new(large, sizeof large));
    assert_int_equal(shim_fault_arm(nth, 0), nth);
    assert_null(shim_result_error(LUAVM_BUSY, large, sizeof large));
    assert_int_equal(shim_fault_arm(0, 0), nth);
  }
  assert_int_equal(held(), bytes);
  assert_int_equal(shim_block_live(), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(requests_are_counted_and_the_same_every_time),
      TEST(blocks_fail_without_a_vm_too),
      TEST(whatever_request_fails_the_vm_answers_and_nothing_leaks),
      TEST(scripts_that_catch_the_failure_leak_nothing_either),
  };
  return RUN_TESTS("faults", tests);
}
