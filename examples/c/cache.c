/* Two VMs of one tenant share what they worked out; another tenant sees none of it.
 *
 *   cc cache.c -o cache $(pkg-config --cflags --libs luavm) && ./cache
 */
#include <stdio.h>
#include <string.h>

#include <luavm.h>

static const char script[] =
    "local square = cache.get('square of 12')\n"
    "if square then return 'found ' .. square end\n"
    "cache.set('square of 12', 12 * 12, {ttl = 60})   -- gone after a minute\n"
    "return 'worked out ' .. 12 * 12\n";
static const char key[] = "square of 12";

/* A VM whose policy names the tenant has module cache. */
static int run(const char *tenant) {
  char json[100];
  luavm_policy_options policy_options = {.struct_size = sizeof policy_options,
                                         .json = json};
  luavm_vm_options vm_options = {.struct_size = sizeof vm_options};
  luavm_vm vm = 0;
  luavm_result *result = NULL;
  policy_options.json_length = (size_t)snprintf(
      json, sizeof json,
      "{\"version\": 1, \"cache\": {\"tenant\": \"%s\", \"share\": \"1MiB\"}}", tenant);
  int good = policy_new(&policy_options, &vm_options.policy, NULL) == LUAVM_OK &&
             vm_new(&vm_options, &vm, NULL) == LUAVM_OK &&
             vm_eval(vm, script, sizeof script - 1, NULL, &result) == LUAVM_OK;
  if (good) printf("%s: %s\n", tenant, result->values[0].as.bytes->data);
  vm_result_free(result);
  vm_free(vm);
  policy_free(vm_options.policy);
  return good;
}

int main(void) {
  if (!run("ada") || !run("ada") || !run("bob")) return 1;

  /* The host has the same keys. */
  luavm_result *result;
  if (cache_get("ada", 3, key, sizeof key - 1, &result) != LUAVM_OK) return 1;
  printf("host: %lld\n", (long long)result->values[0].as.integer);
  vm_result_free(result);

  luavm_cache_statistics left = {.struct_size = sizeof left};
  if (cache_delete("ada", 3, key, sizeof key - 1, NULL, NULL) != LUAVM_OK ||
      cache_stats("ada", 3, &left) != LUAVM_OK)
    return 1;
  printf("host: %llu left\n", (unsigned long long)left.entry_count);
  return 0;
}
