/* Host functions, values and references for valid calls. */
#include <pthread.h>

#include "call.h"

static const char called[] = "return ...";

luavm_status do_nothing(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user, (void)made, (void)reply;
  return LUAVM_OK;
}

luavm_status wait_for_it(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user, (void)made, (void)reply;
  return LUAVM_PENDING;
}

void count_release(void *user) {
  owned *all = user;
  if (all != NULL) __atomic_add_fetch(&all->released, 1, __ATOMIC_RELAXED);
}

static void count_object(void *user, void *object) {
  (void)user;
  count_release(object);
}

luavm_function function_of(const char *name, luavm_callback body, owned *user) {
  return (luavm_function){.struct_size = sizeof(luavm_function),
                          .name = name,
                          .name_length = strlen(name),
                          .call = body,
                          .user = user,
                          .release = user != NULL ? count_release : NULL};
}

void function_put(luavm_vm vm, const char *name, luavm_callback body, void *user) {
  luavm_function function = function_of(name, body, NULL);
  function.user = user;
  luavm_status status = vm_register(vm, &function, NULL);
  CHECK(status == LUAVM_OK, "vm_register: %s", luavm_status_name(status));
}

luavm_value text_value(const luavm_bytes *bytes) {
  return (luavm_value){.type = LUAVM_BYTES, .as.bytes = bytes};
}

luavm_value reference_value(int32_t type, luavm_ref reference) {
  return (luavm_value){
      .type = type, .flags = LUAVM_VALUE_REFERENCE, .as.reference = reference};
}

luavm_ref some_table(luavm_vm vm) {
  static const luavm_table empty;
  luavm_value value = {.type = LUAVM_TABLE, .as.table = &empty};
  luavm_ref reference = 0;
  luavm_status status = vm_keep(vm, &value, &reference, NULL);
  CHECK(status == LUAVM_OK && reference != 0, "vm_keep: %s", luavm_status_name(status));
  return reference;
}

luavm_ref some_function(luavm_vm vm) {
  luavm_ref reference = 0;
  luavm_status status = vm_load(vm, called, sizeof called - 1, NULL, &reference, NULL);
  CHECK(status == LUAVM_OK && reference != 0, "vm_load: %s", luavm_status_name(status));
  return reference;
}

luavm_ref some_class(luavm_vm vm) {
  luavm_class definition = {.struct_size = sizeof definition,
                            .name = "Misused",
                            .name_length = 7,
                            .object_release = count_object};
  luavm_ref reference = 0;
  luavm_status status = vm_class(vm, &definition, &reference, NULL);
  CHECK(status == LUAVM_OK && reference != 0, "vm_class: %s",
        luavm_status_name(status));
  return reference;
}

luavm_store some_store(void) {
  luavm_store_options options = {
      .struct_size = sizeof options, .url = "memory:", .url_length = 7};
  luavm_store store = 0;
  luavm_status status = store_open(&options, &store, NULL);
  CHECK(status == LUAVM_OK && store != 0, "store_open: %s", luavm_status_name(status));
  return store;
}

/* As store_export writes it, of a store with one entry. */
const char *some_document(void) {
  static char document[1024];
  static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&once);
  if (document[0] == 0) {
    luavm_store store = some_store();
    luavm_store_entry entry = {.key = {.type = LUAVM_INTEGER, .as.integer = 7},
                               .value = {.type = LUAVM_BOOLEAN, .as.boolean = 1}};
    luavm_buffer *made = NULL;
    CHECK(store_put(store, &entry, 1, NULL) == LUAVM_OK, "store_put");
    CHECK(store_export(store, &made, NULL) == LUAVM_OK && made != NULL &&
              made->length < sizeof document,
          "store_export");
    memcpy(document, made->data, made->length);
    CHECK(luavm_buffer_free(made) == LUAVM_OK && store_free(store) == LUAVM_OK,
          "the document");
  }
  pthread_mutex_unlock(&once);
  return document;
}

luavm_policy some_policy(void) {
  luavm_policy_options options = {
      .struct_size = sizeof options, .json = "{\"version\": 1}", .json_length = 14};
  luavm_policy policy = 0;
  luavm_status status = policy_new(&options, &policy, NULL);
  CHECK(status == LUAVM_OK && policy != 0, "policy_new: %s", luavm_status_name(status));
  return policy;
}

luavm_template some_template(void) {
  luavm_template templ = 0;
  luavm_status status = template_new(&templ, NULL);
  CHECK(status == LUAVM_OK && templ != 0, "template_new: %s",
        luavm_status_name(status));
  return templ;
}
