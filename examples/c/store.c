/* A table that outlives VMs and the process: scripts count in it, the host reads it.
 *
 *   cc store.c -o store $(pkg-config --cflags --libs luavm) && ./store visits.db
 */
#include <stdio.h>
#include <string.h>

#include <luavm.h>

static luavm_buffer *error;

static int fail(void) {
  fprintf(stderr, "%s\n", error != NULL ? error->data : "no memory");
  luavm_buffer_free(error);
  return 1;
}

static const char *const visit =
    "local visits = store.open('visits')\n"
    "visits:transaction(function()\n"
    "  visits.ada = (visits.ada or 0) + 1\n"
    "  visits.pages = {'home', 'news'}\n"
    "end)\n"
    "return visits.ada";

/* All or nothing: an error takes back what the transaction has written. */
static const char *const failing =
    "local visits = store.open('visits')\n"
    "visits:transaction(function() visits.ada = 0 error('changed my mind') end)";

static int run(luavm_policy policy) {
  luavm_vm vm;
  luavm_result *result;
  luavm_vm_options options = {.struct_size = sizeof options, .policy = policy};
  if (vm_new(&options, &vm, &error) != LUAVM_OK) return fail();
  for (int i = 0; i < 3; i++) {
    if (vm_eval(vm, visit, strlen(visit), NULL, &result) == LUAVM_OK)
      printf("%lld visits\n", (long long)result->values[0].as.integer);
    else
      printf("%s\n", result->message.data);
    vm_result_free(result);
  }
  printf("%s\n", luavm_status_name(vm_eval(vm, failing, strlen(failing), NULL, NULL)));
  return vm_free(vm);
}

int main(int count, char **arguments) {
  char url[1024];
  snprintf(url, sizeof url, "sqlite:%s", count > 1 ? arguments[1] : "visits.db");
  luavm_store_options options = {.struct_size = sizeof options,
                                 .flags = LUAVM_STORE_DURABLE,
                                 .url = url,
                                 .url_length = strlen(url)};
  luavm_store store;
  if (store_open(&options, &store, &error) != LUAVM_OK) return fail();

  /* Scripts get the stores that their policy names, and no other. */
  static const char json[] = "{\"version\": 1, \"limits\": {\"wall\": \"2s\"}}";
  luavm_policy_options policy_options = {.struct_size = sizeof policy_options,
                                         .json = json,
                                         .json_length = sizeof json - 1};
  luavm_policy policy;
  if (policy_new(&policy_options, &policy, &error) != LUAVM_OK) return fail();
  if (policy_store(policy, "visits", 6, store, &error) != LUAVM_OK) return fail();
  if (run(policy) != LUAVM_OK) return 1;

  /* The host reads and writes the same entries. */
  luavm_bytes name = {"ada", 3};
  luavm_value key = {.type = LUAVM_BYTES, .as.bytes = &name};
  luavm_result *result;
  if (store_get(store, &key, &result) == LUAVM_OK)
    printf("ada: %lld\n", (long long)result->values[0].as.integer);
  vm_result_free(result);
  int32_t existed;
  if (store_delete(store, &key, &existed, &error) != LUAVM_OK) return fail();
  luavm_buffer *document;
  if (store_export(store, &document, &error) != LUAVM_OK) return fail();
  printf("%s", document->data);
  luavm_buffer_free(document);

  policy_free(policy);
  return store_free(store);
}
