/* counter FOLDER durable|normal COUNT: a script adds to a counter in a store, in a
 * transaction that writes more than that. What the store had comes first, "start 7",
 * then each sum once the store has acknowledged it. Failures are printed and gone on
 * from. */
#include <luavm.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char START[] = "local s = store.open('n') return s.n or 0";
static const char ADD[] =
    "local s = store.open('n') "
    "return store.transaction(function() "
    "  local n = (s.n or 0) + 1 "
    "  s.n = n "
    "  s['pad' .. n % 50] = ('x'):rep(3000) "
    "  return n "
    "end)";

/* One write, so that a kill leaves a whole line or none. */
static void say(const char *line, int length) {
  if (write(1, line, (size_t)length) != length) exit(3);
}

/* True: it was acknowledged. */
static int run(luavm_vm vm, const char *prefix, const char *source) {
  char line[1024];
  luavm_result *result;
  luavm_status status = vm_eval(vm, source, strlen(source), NULL, &result);
  if (result == NULL) exit(2);
  if (status == LUAVM_OK)
    say(line, snprintf(line, sizeof line, "%s%lld\n", prefix,
                       (long long)result->values[0].as.integer));
  else
    say(line, snprintf(line, sizeof line, "error: %.900s\n", result->message.data));
  vm_result_free(result);
  return status == LUAVM_OK;
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  char json[256];
  int length =
      snprintf(json, sizeof json,
               "{\"version\": 1, \"stores\": {\"n\": {\"url\": \"sqlite:n.db\", "
               "\"durable\": %s}}}",
               strcmp(arguments[2], "durable") == 0 ? "true" : "false");
  luavm_policy_options options = {
      .struct_size = sizeof options,
      .json = json,
      .json_length = (size_t)length,
      .folder = arguments[1],
      .folder_length = strlen(arguments[1]),
  };
  luavm_policy policy;
  luavm_vm vm;
  luavm_buffer *error = NULL;
  luavm_vm_options made = {.struct_size = sizeof made};
  if (policy_new(&options, &policy, &error) != LUAVM_OK ||
      (made.policy = policy, vm_new(&made, &vm, &error)) != LUAVM_OK) {
    fprintf(stderr, "%s\n", error != NULL ? error->data : "no memory");
    return 2;
  }
  run(vm, "start ", START);
  for (long left = atol(arguments[3]); left > 0; left--) run(vm, "", ADD);
  vm_free(vm);
  policy_free(policy);
  return 0;
}
