/* One document says what scripts may use, here and in every other language. Start
 * examples/server.py first.
 *
 *   cc policy.c -o policy $(pkg-config --cflags --libs luavm) && ./policy
 */
#include <stdio.h>
#include <string.h>

#include <luavm.h>

static const char *const scripts[] = {
    /* what the policy allows */
    "return http.get(base .. '/hello').body",
    "return #http.get(base .. '/json'):json().langs .. ' languages'",
    "cache.set('greeting', {text = 'hi'}) return cache.get('greeting').text",
    /* and what it does not */
    "return http.post(base .. '/echo', 'x').body",
    "return http.get(base .. '/away').body",
    "return http.get('http://10.0.0.1/').body",
    "return store.open('secrets')",
    "while true do end",
};

static const char json[] =
    "{\"version\": 1,\n"
    " \"limits\": {\"memory\": \"8MiB\", \"wall\": \"1s\", \"fuel\": 10000000},\n"
    " \"http\": {\"hosts\": [{\"host\": \"127.0.0.1\", \"ports\": [%d], \"schemes\": "
    "[\"http\"],\n"
    "                      \"methods\": [\"GET\"]}],\n"
    "          \"addresses\": {\"allow\": [\"127.0.0.1/32\"]}},\n"
    " \"cache\": {\"tenant\": \"example\", \"share\": \"1MiB\"},\n"
    " \"stores\": {}}";

static luavm_buffer *error;

static int fail(void) {
  fprintf(stderr, "%s\n", error != NULL ? error->data : "no memory");
  luavm_buffer_free(error);
  return 1;
}

static void run(luavm_vm vm, const char *source) {
  luavm_result *result;
  luavm_status status = vm_eval(vm, source, strlen(source), NULL, &result);
  if (status == LUAVM_OK)
    printf("ok: %s\n", result->values[0].as.bytes->data);
  else
    printf("%s\n", luavm_status_name(status)); /* result->message says why */
  vm_result_free(result);
}

int main(int count, char **arguments) {
  int port = 8765;
  if (count > 1) sscanf(strrchr(arguments[1], ':'), ":%d", &port);
  char document[1024], base[64];
  snprintf(document, sizeof document, json, port);
  luavm_policy_options options = {.struct_size = sizeof options,
                                  .json = document,
                                  .json_length = strlen(document),
                                  .name = "example.json",
                                  .name_length = 12};
  luavm_policy policy;
  if (policy_new(&options, &policy, &error) != LUAVM_OK) return fail();

  luavm_vm vm;
  luavm_vm_options vm_options = {.struct_size = sizeof vm_options, .policy = policy};
  if (vm_new(&vm_options, &vm, &error) != LUAVM_OK) return fail();
  luavm_bytes text = {base,
                      (size_t)snprintf(base, sizeof base, "http://127.0.0.1:%d", port)};
  vm_set(vm, "base", 4, &(luavm_value){.type = LUAVM_BYTES, .as.bytes = &text}, 0,
         NULL);
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) run(vm, scripts[i]);
  vm_free(vm);
  return policy_free(policy);
}
