/* The functions of luavm.h, each in front of its managed one (src/Exports).
 *
 * In a child made by fork not even the way into managed code may be taken: it
 * waits for a collection that was going on in the parent, and nobody in the
 * child will ever end that. So a fork is noticed here, and what works in a child
 * does not leave C. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "luavm.h"
#include "process.h"
#include "shim.h"
#include "status.h"

#define FORKED(otherwise) return process_open() ? (otherwise) : LUAVM_FORKED

/* Hidden also where the compiler of the managed side would export them. */
#pragma GCC visibility push(hidden)

luavm_status managed_buffer_free(luavm_buffer *buffer);
luavm_status managed_configure(const luavm_config *config, luavm_buffer **error);
luavm_status managed_stats(luavm_statistics *statistics);
luavm_status managed_fail_allocations(uint64_t nth, uint32_t flags, uint64_t *requests);
luavm_status managed_vm_new(const luavm_vm_options *options, luavm_vm *vm,
                            luavm_buffer **error);
luavm_status managed_vm_free(luavm_vm vm);
luavm_status managed_vm_reset(luavm_vm vm);
luavm_status managed_vm_interrupt(luavm_vm vm);
luavm_status managed_vm_mem_usage(luavm_vm vm, luavm_memory *memory);
luavm_status managed_vm_gc(luavm_vm vm, uint32_t operation, int64_t argument,
                           int64_t *result);
luavm_status managed_vm_result_free(luavm_result *result);
luavm_status managed_vm_eval(luavm_vm vm, const char *source, size_t source_length,
                             const luavm_eval_options *options, luavm_result **result);

luavm_status managed_vm_load(luavm_vm vm, const char *source, size_t source_length,
                             const luavm_eval_options *options, luavm_ref *function,
                             luavm_result **result);
luavm_status managed_vm_call(luavm_vm vm, const luavm_value *function,
                             const luavm_value *arguments, size_t argument_count,
                             const luavm_eval_options *options, luavm_result **result);
luavm_status managed_vm_resume(luavm_vm vm, luavm_status status,
                               const luavm_value *values, size_t value_count,
                               const luavm_eval_options *options,
                               luavm_result **result);
luavm_status managed_vm_get(luavm_vm vm, const char *path, size_t path_length,
                            const luavm_eval_options *options, luavm_result **result);
luavm_status managed_vm_set(luavm_vm vm, const char *path, size_t path_length,
                            const luavm_value *value, uint32_t flags,
                            luavm_result **result);
luavm_status managed_vm_index(luavm_vm vm, luavm_ref object, const luavm_value *key,
                              const luavm_eval_options *options, luavm_result **result);
luavm_status managed_vm_assign(luavm_vm vm, luavm_ref object, const luavm_value *key,
                               const luavm_value *value,
                               const luavm_eval_options *options,
                               luavm_result **result);
luavm_status managed_vm_keep(luavm_vm vm, const luavm_value *value,
                             luavm_ref *reference, luavm_buffer **error);
luavm_status managed_vm_release(luavm_vm vm, const luavm_ref *references, size_t count);
luavm_status managed_vm_register(luavm_vm vm, const luavm_function *function,
                                 luavm_buffer **error);
luavm_status managed_vm_function(luavm_vm vm, const luavm_function *function,
                                 luavm_ref *reference, luavm_buffer **error);
luavm_status managed_vm_class(luavm_vm vm, const luavm_class *definition,
                              luavm_ref *kind, luavm_buffer **error);
luavm_status managed_vm_object(luavm_vm vm, luavm_ref kind, void *object,
                               luavm_ref *reference, luavm_buffer **error);
luavm_status managed_template_new(luavm_template *templ, luavm_buffer **error);
luavm_status managed_template_register(luavm_template templ,
                                       const luavm_function *function,
                                       luavm_buffer **error);
luavm_status managed_template_free(luavm_template templ);
luavm_status managed_quota_set(const char *group, size_t group_length,
                               const luavm_quota *quota, luavm_buffer **error);
luavm_status managed_quota_read(const char *group, size_t group_length,
                                luavm_quota_usage *usage);
luavm_status managed_quota_remove(const char *group, size_t group_length);
luavm_status managed_cache_put(const char *tenant, size_t tenant_length,
                               const char *key, size_t key_length,
                               const luavm_value *value, uint64_t ttl_ms,
                               luavm_buffer **error);
luavm_status managed_cache_get(const char *tenant, size_t tenant_length,
                               const char *key, size_t key_length,
                               luavm_result **result);
luavm_status managed_cache_delete(const char *tenant, size_t tenant_length,
                                  const char *key, size_t key_length, int32_t *existed,
                                  luavm_buffer **error);
luavm_status managed_cache_clear(const char *tenant, size_t tenant_length,
                                 luavm_buffer **error);
luavm_status managed_cache_share(const char *tenant, size_t tenant_length,
                                 uint64_t share_bytes, luavm_buffer **error);
luavm_status managed_cache_stats(const char *tenant, size_t tenant_length,
                                 luavm_cache_statistics *statistics);
luavm_status managed_policy_new(const luavm_policy_options *options,
                                luavm_policy *policy, luavm_buffer **error);
luavm_status managed_policy_show(const char *name, size_t name_length,
                                 luavm_buffer **json);
luavm_status managed_policy_free(luavm_policy policy);
luavm_status managed_http_request(const luavm_http_request *request,
                                  luavm_http_response **response);
luavm_status managed_http_get(const char *url, size_t url_length,
                              luavm_http_response **response);
luavm_status managed_http_free(luavm_http_response *response);
luavm_status managed_ws_connect(const luavm_ws_options *options, luavm_ws *socket,
                                luavm_buffer **error);
luavm_status managed_ws_send(luavm_ws socket, int32_t kind, const char *data,
                             size_t length, uint64_t timeout_ms, luavm_buffer **error);
luavm_status managed_ws_receive(luavm_ws socket, uint64_t timeout_ms, int32_t *kind,
                                int32_t *code, luavm_buffer **data,
                                luavm_buffer **error);
luavm_status managed_ws_close(luavm_ws socket, int32_t code, const char *reason,
                              size_t reason_length, uint64_t timeout_ms,
                              luavm_buffer **error);
luavm_status managed_ws_free(luavm_ws socket);
luavm_status managed_policy_store(luavm_policy policy, const char *name,
                                  size_t name_length, luavm_store store,
                                  luavm_buffer **error);
luavm_status managed_store_open(const luavm_store_options *options, luavm_store *store,
                                luavm_buffer **error);
luavm_status managed_store_get(luavm_store store, const luavm_value *key,
                               luavm_result **result);
luavm_status managed_store_put(luavm_store store, const luavm_store_entry *entries,
                               size_t count, luavm_buffer **error);
luavm_status managed_store_delete(luavm_store store, const luavm_value *key,
                                  int32_t *existed, luavm_buffer **error);
luavm_status managed_store_list(luavm_store store, const luavm_value *after,
                                size_t limit, luavm_result **result);
luavm_status managed_store_export(luavm_store store, luavm_buffer **document,
                                  luavm_buffer **error);
luavm_status managed_store_import(luavm_store store, const char *document,
                                  size_t document_length, uint64_t *count,
                                  luavm_buffer **error);
luavm_status managed_store_stats(luavm_store store, luavm_store_statistics *statistics,
                                 luavm_buffer **error);
luavm_status managed_store_free(luavm_store store);

/* The linker puts this in front of what the runtime does when a thread ends
 * (-Wl,--wrap): in a child that would wait as well. */
void __real__Z21RuntimeThreadShutdownPv(void *thread);
void __wrap__Z21RuntimeThreadShutdownPv(void *thread);

#pragma GCC visibility pop

/* A host may call from destructors of its own thread-specific data. The runtime
 * lets go of the thread in a destructor too, and a call after that breaks its
 * locks; so it lets go one round of destructors later. */
static pthread_key_t last_round;
static bool has_last_round;

static void let_go(void *thread) {
  if (process_open()) __real__Z21RuntimeThreadShutdownPv(thread);
}

__attribute__((constructor)) static void make_last_round(void) {
  has_last_round = pthread_key_create(&last_round, let_go) == 0;
}

void __wrap__Z21RuntimeThreadShutdownPv(void *thread) {
  if (!has_last_round || pthread_setspecific(last_round, thread) != 0) let_go(thread);
}

/* ------------------------------------------------- works in a forked child */

const char *luavm_version(void) {
  return LUAVM_VERSION;
}

uint32_t luavm_abi_version(void) {
  return LUAVM_ABI_VERSION;
}

const char *luavm_status_name(luavm_status status) {
  return status_name(status);
}

/* ------------------------------------------------------------ all the rest */

luavm_status luavm_buffer_free(luavm_buffer *buffer) {
  FORKED(managed_buffer_free(buffer));
}

luavm_status luavm_configure(const luavm_config *config, luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_configure(config, error));
}

/* Size of luavm_statistics before there were services. */
enum { STATISTICS_FIRST = offsetof(luavm_statistics, http_cap) };

luavm_status luavm_stats(luavm_statistics *statistics) {
  if (process_open()) return managed_stats(statistics);
  if (statistics == NULL) return LUAVM_FORKED;
  const luavm_statistics none = {.struct_size = statistics->struct_size};
  if (none.struct_size == sizeof none || none.struct_size == STATISTICS_FIRST)
    memcpy(statistics, &none, none.struct_size);
  return LUAVM_FORKED;
}

luavm_status luavm_fail_allocations(uint64_t nth, uint32_t flags, uint64_t *requests) {
  if (requests != NULL) *requests = 0;
  FORKED(managed_fail_allocations(nth, flags, requests));
}

luavm_status vm_new(const luavm_vm_options *options, luavm_vm *vm,
                    luavm_buffer **error) {
  if (vm != NULL) *vm = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_vm_new(options, vm, error));
}

luavm_status vm_free(luavm_vm vm) {
  FORKED(managed_vm_free(vm));
}

luavm_status vm_reset(luavm_vm vm) {
  FORKED(managed_vm_reset(vm));
}

luavm_status vm_interrupt(luavm_vm vm) {
  FORKED(managed_vm_interrupt(vm));
}

luavm_status vm_mem_usage(luavm_vm vm, luavm_memory *memory) {
  if (process_open()) return managed_vm_mem_usage(vm, memory);
  if (memory != NULL && memory->struct_size == sizeof *memory)
    *memory = (luavm_memory){.struct_size = sizeof *memory};
  return LUAVM_FORKED;
}

luavm_status vm_gc(luavm_vm vm, uint32_t operation, int64_t argument, int64_t *result) {
  if (result != NULL) *result = 0;
  FORKED(managed_vm_gc(vm, operation, argument, result));
}

luavm_status vm_result_free(luavm_result *result) {
  FORKED(managed_vm_result_free(result));
}

luavm_status vm_eval(luavm_vm vm, const char *source, size_t source_length,
                     const luavm_eval_options *options, luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_vm_eval(vm, source, source_length, options, result));
}

luavm_status vm_load(luavm_vm vm, const char *source, size_t source_length,
                     const luavm_eval_options *options, luavm_ref *function,
                     luavm_result **result) {
  if (function != NULL) *function = 0;
  if (result != NULL) *result = NULL;
  FORKED(managed_vm_load(vm, source, source_length, options, function, result));
}

luavm_status vm_call(luavm_vm vm, const luavm_value *function,
                     const luavm_value *arguments, size_t argument_count,
                     const luavm_eval_options *options, luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_vm_call(vm, function, arguments, argument_count, options, result));
}

luavm_status vm_resume(luavm_vm vm, luavm_status status, const luavm_value *values,
                       size_t value_count, const luavm_eval_options *options,
                       luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_vm_resume(vm, status, values, value_count, options, result));
}

luavm_status vm_get(luavm_vm vm, const char *path, size_t path_length,
                    const luavm_eval_options *options, luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_vm_get(vm, path, path_length, options, result));
}

luavm_status vm_set(luavm_vm vm, const char *path, size_t path_length,
                    const luavm_value *value, uint32_t flags, luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_vm_set(vm, path, path_length, value, flags, result));
}

luavm_status vm_index(luavm_vm vm, luavm_ref object, const luavm_value *key,
                      const luavm_eval_options *options, luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_vm_index(vm, object, key, options, result));
}

luavm_status vm_assign(luavm_vm vm, luavm_ref object, const luavm_value *key,
                       const luavm_value *value, const luavm_eval_options *options,
                       luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_vm_assign(vm, object, key, value, options, result));
}

luavm_status vm_keep(luavm_vm vm, const luavm_value *value, luavm_ref *reference,
                     luavm_buffer **error) {
  if (reference != NULL) *reference = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_vm_keep(vm, value, reference, error));
}

luavm_status vm_release(luavm_vm vm, const luavm_ref *references, size_t count) {
  FORKED(managed_vm_release(vm, references, count));
}

luavm_status vm_register(luavm_vm vm, const luavm_function *function,
                         luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_vm_register(vm, function, error));
}

luavm_status vm_function(luavm_vm vm, const luavm_function *function,
                         luavm_ref *reference, luavm_buffer **error) {
  if (reference != NULL) *reference = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_vm_function(vm, function, reference, error));
}

luavm_status vm_class(luavm_vm vm, const luavm_class *definition, luavm_ref *kind,
                      luavm_buffer **error) {
  if (kind != NULL) *kind = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_vm_class(vm, definition, kind, error));
}

luavm_status vm_object(luavm_vm vm, luavm_ref kind, void *object, luavm_ref *reference,
                       luavm_buffer **error) {
  if (reference != NULL) *reference = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_vm_object(vm, kind, object, reference, error));
}

luavm_status template_new(luavm_template *templ, luavm_buffer **error) {
  if (templ != NULL) *templ = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_template_new(templ, error));
}

luavm_status template_register(luavm_template templ, const luavm_function *function,
                               luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_template_register(templ, function, error));
}

luavm_status template_free(luavm_template templ) {
  FORKED(managed_template_free(templ));
}

/* Asks nothing of the managed side: it is called within host functions. */
luavm_status luavm_reply_memory(luavm_reply *reply, size_t bytes, void **memory) {
  if (memory == NULL) return process_open() ? LUAVM_ARGUMENT : LUAVM_FORKED;
  *memory = NULL;
  FORKED(shim_reply_memory(reply, bytes, memory));
}

/* A file for each service. */
#include "gate_cache.c"
#include "gate_http.c"
#include "gate_policy.c"
#include "gate_quota.c"
#include "gate_store.c"
#include "gate_ws.c"
