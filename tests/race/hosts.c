/* Random calls: host functions, classes, objects, references, templates, runs that
 * wait. What the library takes over is counted, and what it releases. */
#include <pthread.h>

#include "race.h"

/* References and the VM each is of, which need not fit by the time they are used. */
static luavm_ref references[REFERENCE_SLOTS];
static luavm_vm reference_vms[REFERENCE_SLOTS];

static void count_release(void *user) {
  (void)user;
  __atomic_add_fetch(&released, 1, __ATOMIC_RELAXED);
}

static void count_object(void *user, void *object) {
  (void)user, (void)object;
  __atomic_add_fetch(&released, 1, __ATOMIC_RELAXED);
}

static void count_owned(luavm_status status) {
  if (status == LUAVM_OK) __atomic_add_fetch(&owned, 1, __ATOMIC_RELAXED);
}

static void keep_reference(worker *w, luavm_vm vm, luavm_ref reference) {
  if (reference == 0) return;
  uint64_t i = below(w, REFERENCE_SLOTS);
  __atomic_store_n(&reference_vms[i], vm, __ATOMIC_RELAXED);
  luavm_ref before = __atomic_exchange_n(&references[i], reference, __ATOMIC_ACQ_REL);
  if (before != 0) JUDGE(vm_release, vm, &before, 1);
}

/* Mostly with the VM it is of. */
static luavm_ref some_reference(worker *w, luavm_vm *vm) {
  uint64_t i = below(w, REFERENCE_SLOTS);
  *vm = below(w, 8) ? __atomic_load_n(&reference_vms[i], __ATOMIC_RELAXED) : some_vm(w);
  return __atomic_load_n(&references[i], __ATOMIC_ACQUIRE);
}

/* Uses the VM that calls as it pleases; what it answers is any status. */
static luavm_status any_function(void *user, const luavm_call *made,
                                 luavm_reply *reply) {
  static uint64_t turns;
  static const luavm_status answers[] = {LUAVM_OK,      LUAVM_OK,        LUAVM_RUNTIME,
                                         LUAVM_PENDING, LUAVM_CANCELLED, LUAVM_SANDBOX};
  uint64_t turn = __atomic_add_fetch(&turns, 1, __ATOMIC_RELAXED);
  int64_t figure;
  void *memory;
  (void)user;
  if (turn % 5 == 0) JUDGE(vm_eval, made->vm, "return {f}", 10, NULL, NULL);
  if (turn % 7 == 0) JUDGE(vm_gc, made->vm, LUAVM_GC_STEP, 0, &figure);
  if (turn % 11 == 0) JUDGE(vm_reset, made->vm);
  if (turn % 3 == 0) JUDGE(luavm_reply_memory, reply, turn % 5000, &memory);
  reply->values[0] = (luavm_value){.type = (int32_t)(turn % 4)};
  reply->value_count = turn % 2;
  return answers[turn % COUNT(answers)];
}

static luavm_function some_function(worker *w) {
  static const char *const names[] = {"f", "g", "host.f", "host.deep.g", "bad..name"};
  const char *name = names[below(w, 50) ? below(w, 4) : 4];
  return (luavm_function){.struct_size = sizeof(luavm_function),
                          .flags = (uint32_t)below(w, 2),
                          .name = name,
                          .name_length = strlen(name),
                          .call = any_function,
                          .release = count_release};
}

static void call_register(worker *w) {
  luavm_function function = some_function(w);
  luavm_buffer *error = NULL;
  count_owned(JUDGE(vm_register, some_vm(w), &function, &error));
  keep(w, buffers, error, free_buffer);
}

static void call_function(worker *w) {
  luavm_function function = some_function(w);
  luavm_ref reference = 0;
  luavm_vm vm = some_vm(w);
  count_owned(JUDGE(vm_function, vm, &function, &reference, NULL));
  keep_reference(w, vm, reference);
}

static void call_class(worker *w) {
  static const luavm_method method = {"go", 2, any_function, NULL};
  luavm_class definition = {.struct_size = sizeof definition,
                            .name = "Class",
                            .name_length = 5,
                            .methods = &method,
                            .method_count = 1,
                            .get = any_function,
                            .release = count_release,
                            .object_release = count_object};
  luavm_ref kind = 0, object = 0;
  luavm_vm vm = some_vm(w);
  count_owned(JUDGE(vm_class, vm, &definition, &kind, NULL));
  for (uint64_t n = below(w, 3); n > 0; n--) {
    count_owned(JUDGE(vm_object, vm, kind, w, &object, NULL));
    keep_reference(w, vm, object);
  }
  keep_reference(w, vm, kind);
}

static void call_release(worker *w) {
  luavm_vm vm;
  luavm_ref all[3] = {some_reference(w, &vm), 0, 0};
  if (below(w, 4) == 0) all[2] = next(w);
  JUDGE(vm_release, vm, all, COUNT(all));
}

static void call_load(worker *w) {
  static const char source[] = "local a = ... if f then return f(a) end return {a}";
  luavm_eval_options options = {.struct_size = sizeof options,
                                .flags = (uint32_t)below(w, 32),
                                .slice_fuel = below(w, 2) ? 10 : 0};
  luavm_vm vm = some_vm(w);
  luavm_ref function = 0;
  luavm_result *result = NULL;
  JUDGE(vm_load, vm, source, sizeof source - 1, &options, &function, &result);
  keep(w, results, result, free_result);
  if (function == 0) return;
  luavm_value called = {
      .type = LUAVM_FUNCTION, .flags = LUAVM_VALUE_REFERENCE, .as.reference = function};
  JUDGE(vm_call, vm, &called, &called, 1, &options, &result);
  keep(w, results, result, free_result);
  keep_reference(w, vm, function);
}

/* A run that answers pending or yielded: resumed here, there, or never. */
static void call_run(worker *w) {
  static const char source[] =
      "for i = 1, 3000 do if host and host.f then host.f(i) elseif f then f(i) end end";
  luavm_eval_options options = {
      .struct_size = sizeof options, .fuel = 20000, .slice_fuel = below(w, 2) ? 20 : 0};
  luavm_vm vm = some_vm(w);
  luavm_result *result = NULL;
  JUDGE(vm_eval, vm, source, sizeof source - 1, &options, &result);
  keep(w, results, result, free_result);
}

static void call_resume(worker *w) {
  static const luavm_status statuses[] = {LUAVM_OK, LUAVM_OK, LUAVM_RUNTIME,
                                          LUAVM_CANCELLED, LUAVM_PENDING};
  luavm_value value = {.type = LUAVM_INTEGER, .as.integer = 3};
  luavm_result *result = NULL;
  JUDGE(vm_resume, some_vm(w), statuses[below(w, COUNT(statuses))], &value, below(w, 2),
        NULL, &result);
  keep(w, results, result, free_result);
}

static void call_value(worker *w) {
  luavm_vm vm;
  luavm_ref reference = some_reference(w, &vm), kept = 0;
  luavm_value value = {
      .type = LUAVM_TABLE, .flags = LUAVM_VALUE_REFERENCE, .as.reference = reference};
  luavm_bytes bytes = {"kept", 4};
  luavm_value key = {.type = LUAVM_BYTES, .as.bytes = &bytes};
  luavm_result *result = NULL;
  switch (below(w, 5)) {
    case 0:
      JUDGE(vm_get, vm, "host.f", 6, NULL, &result);
      break;
    case 1:
      JUDGE(vm_set, vm, "kept.value", 10, &value, (uint32_t)below(w, 2), &result);
      break;
    case 2:
      JUDGE(vm_index, vm, reference, &key, NULL, &result);
      break;
    case 3:
      JUDGE(vm_assign, vm, reference, &key, &value, NULL, &result);
      break;
    default:
      JUDGE(vm_keep, vm, &value, &kept, NULL);
      keep_reference(w, vm, kept);
  }
  keep(w, results, result, free_result);
}

static void call_template(worker *w) {
  luavm_template *slot = &templates[below(w, TEMPLATE_SLOTS)], templ = 0;
  luavm_function function = some_function(w);
  if (below(w, 4)) {
    count_owned(JUDGE(template_register, PEEK(*slot), &function, NULL));
    return;
  }
  JUDGE(template_new, &templ, NULL);
  JUDGE(template_free, __atomic_exchange_n(slot, templ, __ATOMIC_ACQ_REL));
}

void call_host(worker *w) {
  static void (*const calls[])(worker *) = {
      call_register, call_function, call_class, call_release,
      call_release,  call_load,     call_run,   call_run,
      call_resume,   call_resume,   call_value, call_template};
  calls[below(w, COUNT(calls))](w);
}
