#include "host.h"

luavm_vm vm;

int open_vm(void **state) {
  ledger_read(state);
  vm = vm_make(NULL);
  return 0;
}

int close_vm(void **state) {
  luavm_status status = vm_free(vm);
  if (status != LUAVM_OK && status != LUAVM_HANDLE) assert_status(status, LUAVM_OK);
  return ledger_even(state);
}

luavm_ref load(const char *source, const luavm_eval_options *options) {
  luavm_ref function = 77;
  luavm_result *result = NULL;
  luavm_status status =
      vm_load(vm, source, strlen(source), options, &function, &result);
  check_result(result, status);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 0);
  release(result);
  assert_true(function != 0);
  return function;
}

void drop(luavm_ref reference) {
  assert_status(vm_release(vm, &reference, 1), LUAVM_OK);
}

luavm_result *call(luavm_value function, const luavm_value *arguments, size_t count,
                   const luavm_eval_options *options) {
  luavm_result *result = NULL;
  luavm_status status = vm_call(vm, &function, arguments, count, options, &result);
  check_result(result, status);
  return result;
}

luavm_result *resume(luavm_status how, const luavm_value *values, size_t count,
                     const luavm_eval_options *options) {
  luavm_result *result = NULL;
  luavm_status status = vm_resume(vm, how, values, count, options, &result);
  check_result(result, status);
  return result;
}

luavm_result *run(const char *source, const luavm_value *arguments, size_t count) {
  luavm_ref function = load(source, NULL);
  luavm_result *result = call(TAKEN(LUAVM_FUNCTION, function), arguments, count, NULL);
  return result;
}

void run_true(const char *source, const luavm_value *arguments, size_t count) {
  luavm_result *result = run(source, arguments, count);
  assert_result(result, LUAVM_OK);
  if (result->value_count != 1 || result->values[0].type != LUAVM_BOOLEAN ||
      result->values[0].as.boolean != 1)
    fail_msg("not true: %s", source);
  release(result);
}

int64_t eval_integer(const char *source, const luavm_eval_options *options) {
  luavm_result *result = eval(vm, source, options);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].type, LUAVM_INTEGER);
  int64_t integer = result->values[0].as.integer;
  release(result);
  return integer;
}

void eval_ends(const char *source, luavm_status status) {
  luavm_result *result = eval(vm, source, NULL);
  assert_result(result, status);
  release(result);
}

luavm_status counted(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  (void)made, (void)reply;
  mine->calls++;
  return mine->answer;
}

void count_release(void *user) {
  counter *mine = user;
  mine->releases++;
}

luavm_status try_register(const char *path, luavm_callback body, void *user) {
  luavm_function function = {.struct_size = sizeof function,
                             .name = path,
                             .name_length = strlen(path),
                             .call = body,
                             .user = user,
                             .release = count_release};
  luavm_buffer *error = (luavm_buffer *)&function;
  luavm_status status = vm_register(vm, &function, &error);
  assert_true((status == LUAVM_OK) == (error == NULL));
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  return status;
}

void register_function(const char *path, luavm_callback body, void *user) {
  static counter nobody;
  assert_status(try_register(path, body, user ? user : &nobody), LUAVM_OK);
}

luavm_ref make_function(luavm_callback body, void *user) {
  static counter nobody;
  luavm_function function = {.struct_size = sizeof function,
                             .name = "made",
                             .name_length = 4,
                             .call = body,
                             .user = user ? user : &nobody,
                             .release = count_release};
  luavm_ref reference = 0;
  luavm_buffer *error = NULL;
  luavm_status status = vm_function(vm, &function, &reference, &error);
  if (error) fail_msg("vm_function: %s", error->data);
  assert_status(status, LUAVM_OK);
  assert_true(reference != 0);
  return reference;
}

luavm_status answer(luavm_reply *reply, luavm_status status, luavm_value value) {
  reply->values[0] = value;
  reply->value_count = 1;
  return status;
}

/* Evaluates its first argument in the VM that calls; answers status and value. */
static luavm_status evaluate(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  const luavm_bytes *source = made->arguments[0].as.bytes;
  luavm_result *result = NULL;
  mine->calls++;
  mine->answer = vm_eval(made->vm, source->data, source->length, NULL, &result);
  reply->values[0] = INTEGER(mine->answer);
  if (result && result->value_count && result->values[0].type == LUAVM_INTEGER)
    reply->values[1] = result->values[0];
  reply->value_count = 2;
  vm_result_free(result);
  return LUAVM_OK;
}

counter evaluator;

int open_nested(void **state) {
  open_vm(state);
  evaluator = (counter){0};
  register_function("evaluate", evaluate, &evaluator);
  return 0;
}

static luavm_status wait(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user;
  reply->values = (luavm_value *)made->arguments;
  reply->value_count = made->argument_count;
  return LUAVM_PENDING;
}

int open_waiting(void **state) {
  open_vm(state);
  register_function("wait", wait, NULL);
  return 0;
}

void starts(const char *source, int64_t asked) {
  luavm_result *result = eval(vm, source, NULL);
  assert_result(result, LUAVM_PENDING);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].as.integer, asked);
  release(result);
}
