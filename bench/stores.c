/* Gets of scripts from a store in memory, on one core. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "luavm.h"

enum { GETS = 1000000, BATCHES = 11, KEYS = 1000 };

static const char *const forms[][2] = {
    {"s.name", "for i = 1, n do local x = s.name end"},
    {"s:get('name')", "for i = 1, n do local x = s:get('name') end"},
    {"s[i], 1,000 keys", "for i = 1, n do local x = s[i % 1000] end"},
    {"s.text, 32 bytes", "for i = 1, n do local x = s.text end"},
};

static luavm_buffer *error;

static void check(luavm_status status) {
  if (status == LUAVM_OK) return;
  fprintf(stderr, "%s: %s\n", luavm_status_name(status),
          error != NULL ? error->data : "");
  exit(1);
}

static luavm_vm vm_with_store(void) {
  static const char json[] =
      "{\"version\": 1, \"limits\": {\"wall\": \"60s\", \"fuel\": 1000000000000},"
      " \"stores\": {\"s\": {\"url\": \"memory:\"}}}";
  luavm_policy_options options = {
      .struct_size = sizeof options, .json = json, .json_length = sizeof json - 1};
  luavm_policy policy;
  check(policy_new(&options, &policy, &error));
  luavm_vm vm;
  luavm_vm_options vm_options = {.struct_size = sizeof vm_options, .policy = policy};
  check(vm_new(&vm_options, &vm, &error));
  check(policy_free(policy));
  return vm;
}

static void run(luavm_vm vm, const char *source) {
  luavm_result *result;
  luavm_eval_options options = {.struct_size = sizeof options,
                                .flags = LUAVM_EVAL_KEEP_ENVIRONMENT};
  luavm_status status = vm_eval(vm, source, strlen(source), &options, &result);
  if (status != LUAVM_OK) fprintf(stderr, "%s\n", result->message.data);
  check(status);
  vm_result_free(result);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_size(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return (difference > 0) - (difference < 0);
}

int main(void) {
  luavm_vm vm = vm_with_store();
  char source[256];
  snprintf(source, sizeof source,
           "n = %d s = store.open('s') s.name = 1 s.text = ('x'):rep(32) "
           "for i = 0, %d do s[i] = i end",
           GETS, KEYS - 1);
  run(vm, source);
  printf(
      "gets of scripts from a store in memory, million/s of processor time "
      "(target 2)\n");
  for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
    double rates[BATCHES];
    for (int i = -1; i < BATCHES; i++) {
      double before = seconds();
      run(vm, forms[f][1]);
      if (i >= 0) rates[i] = GETS / (seconds() - before) / 1e6;
    }
    qsort(rates, BATCHES, sizeof *rates, by_size);
    printf("  %-18s %5.2f\n", forms[f][0], rates[BATCHES / 2]);
  }
  return vm_free(vm);
}
