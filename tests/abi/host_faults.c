/* Everything a host does, once for every request for memory on the way, with that
 * one failing, alone and with all after it: each call answers that there is no memory
 * or as ever, nothing leaks, and whatever the library took over is released once. */
#include "host.h"

static counter function_counter, made_counter, class_counter, object_counter,
    reply_counter, template_counter;

static luavm_status reply_table(void *user, const luavm_call *made,
                                luavm_reply *reply) {
  counter *mine = user;
  (void)made;
  mine->calls++;
  void *memory;
  luavm_status status = luavm_reply_memory(reply, 2 * sizeof(luavm_value), &memory);
  if (status != LUAVM_OK) return status;
  static const luavm_value items[] = {{.type = LUAVM_INTEGER, .as.integer = 1},
                                      {.type = LUAVM_NUMBER, .as.number = 0.5}};
  static const luavm_table table = {.item_count = 2, .items = items};
  luavm_value *values = memory;
  values[0] = TABLE(&table);
  values[1] = INTEGER(2);
  reply->values = values;
  reply->value_count = 2;
  reply->release = count_release;
  reply->release_user = &reply_counter;
  reply_counter.calls++;
  return LUAVM_OK;
}

static luavm_status wait(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user;
  reply->values[0] = made->arguments[0];
  reply->value_count = 1;
  return LUAVM_PENDING;
}

static luavm_status nested(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user, (void)reply;
  luavm_result *result = NULL;
  luavm_status status =
      vm_call(made->vm, &made->arguments[0], made->arguments, 1, NULL, &result);
  vm_result_free(result);
  return status == LUAVM_OK ? LUAVM_OK : LUAVM_RUNTIME;
}

static void release_object(void *user, void *object) {
  (void)user;
  count_release(object);
}

/* Without memory, a status may say so; a script may see an error of a function. */
static luavm_status seen(luavm_status status) {
  if (status != LUAVM_OK && status != LUAVM_MEMORY && status != LUAVM_QUOTA &&
      status != LUAVM_RUNTIME && status != LUAVM_PENDING)
    fail_msg("status %s", luavm_status_name(status));
  return status;
}

/* How often the library has taken something over. */
static int taken[5];

static luavm_function function_of(const char *name, luavm_callback body, void *user) {
  return (luavm_function){.struct_size = sizeof(luavm_function),
                          .name = name,
                          .name_length = strlen(name),
                          .call = body,
                          .user = user,
                          .release = count_release};
}

static luavm_template make_template(void) {
  luavm_template made = 0;
  if (seen(template_new(&made, NULL)) != LUAVM_OK) return 0;
  luavm_function function = function_of("deep.wait", wait, &template_counter);
  if (seen(template_register(made, &function, NULL)) == LUAVM_OK) taken[0]++;
  return made;
}

static void make_things(luavm_vm in) {
  luavm_function function = function_of("game.reply", reply_table, &function_counter);
  if (seen(vm_register(in, &function, NULL)) == LUAVM_OK) taken[1]++;
  luavm_function nesting = function_of("nested", nested, &template_counter);
  if (seen(vm_register(in, &nesting, NULL)) == LUAVM_OK) taken[0]++;
  luavm_ref reference = 0, kind = 0;
  function = function_of("made", counted, &made_counter);
  if (seen(vm_function(in, &function, &reference, NULL)) == LUAVM_OK) {
    taken[2]++;
    luavm_value value = FUNCTION(reference);
    seen(vm_set(in, "lib.made", 8, &value, 0, NULL));
    vm_release(in, &reference, 1);
  }
  luavm_method method = {"count", 5, counted, &made_counter};
  luavm_class definition = {.struct_size = sizeof definition,
                            .name = "Thing",
                            .name_length = 5,
                            .methods = &method,
                            .method_count = 1,
                            .user = &class_counter,
                            .release = count_release,
                            .object_release = release_object};
  if (seen(vm_class(in, &definition, &kind, NULL)) != LUAVM_OK) return;
  taken[3]++;
  luavm_ref object = 0;
  if (seen(vm_object(in, kind, &object_counter, &object, NULL)) == LUAVM_OK) {
    taken[4]++;
    luavm_value value = TAKEN(LUAVM_USERDATA, object);
    seen(vm_set(in, "thing", 5, &value, LUAVM_SET_READ_ONLY, NULL));
  }
  vm_release(in, &kind, 1);
}

static void drop_all(luavm_vm in, luavm_result *result) {
  for (size_t i = 0; result && i < result->value_count; i++)
    if (result->values[i].flags & LUAVM_VALUE_REFERENCE)
      assert_status(vm_release(in, &result->values[i].as.reference, 1), LUAVM_OK);
  if (result && (result->error.flags & LUAVM_VALUE_REFERENCE))
    assert_status(vm_release(in, &result->error.as.reference, 1), LUAVM_OK);
  vm_result_free(result);
}

static void run_things(luavm_vm in) {
  static const char source[] =
      "local t, f = ... local a, b = game.reply() nested(function() end) "
      "if thing then thing:count() end if lib then lib.made() end "
      "local x = deep and coroutine.wrap(function() return deep.wait(t.n) end)() "
      "return {a, x}, f, print, t";
  luavm_ref function = 0, kept = 0;
  luavm_result *result = NULL;
  luavm_eval_options *keep =
      EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_FUNCTIONS | LUAVM_EVAL_SHALLOW);
  luavm_pair pair = {TEXT("n"), INTEGER(5)};
  luavm_value item = TEXT("an item");
  luavm_table table = {
      .item_count = 1, .items = &item, .pair_count = 1, .pairs = &pair};
  luavm_value value = TABLE(&table), key = TEXT("key");
  if (seen(vm_keep(in, &value, &kept, NULL)) == LUAVM_OK) {
    seen(vm_assign(in, kept, &key, &value, NULL, NULL));
    seen(vm_index(in, kept, &key, keep, &result));
    drop_all(in, result);
    result = NULL;
    vm_release(in, &kept, 1);
  }
  if (seen(vm_load(in, source, sizeof source - 1, NULL, &function, NULL)) != LUAVM_OK)
    return;
  luavm_value callee = FUNCTION(function);
  luavm_status status =
      seen(vm_call(in, &callee, (luavm_value[]){value, callee}, 2, keep, &result));
  drop_all(in, result);
  if (status == LUAVM_PENDING) {
    result = NULL;
    status = vm_resume(in, LUAVM_OK, &value, 1, keep, &result);
    drop_all(in, result);
    seen(status);
    if (status != LUAVM_OK) vm_resume(in, LUAVM_CANCELLED, NULL, 0, NULL, NULL);
  }
  vm_release(in, &function, 1);
  if (status != LUAVM_OK) return; /* it may wait still */
  result = NULL;
  seen(vm_get(in, "lib", 3, keep, &result));
  drop_all(in, result);
}

static void scenario(void) {
  luavm_template host = make_template();
  luavm_vm made = 0;
  luavm_vm_options options = *VM_OPTIONS(.host = host);
  if (seen(vm_new(&options, &made, NULL)) == LUAVM_OK) {
    make_things(made);
    run_things(made);
    assert_status(vm_free(made), LUAVM_OK);
  }
  assert_status(template_free(host), LUAVM_OK);
}

static uint64_t with_failure(uint64_t nth, uint32_t flags) {
  counter *const all[] = {&template_counter, &function_counter, &made_counter,
                          &class_counter, &object_counter};
  for (size_t i = 0; i < COUNT(all); i++) *all[i] = (counter){0};
  reply_counter = (counter){0};
  memset(taken, 0, sizeof taken);
  uint64_t requests = 0;
  assert_status(luavm_fail_allocations(nth, flags, NULL), LUAVM_OK);
  scenario();
  assert_status(luavm_fail_allocations(0, 0, &requests), LUAVM_OK);
  for (size_t i = 0; i < COUNT(all); i++)
    if (all[i]->releases != taken[i])
      fail_msg("request %d: %zu released %d times, taken %d times", (int)nth, i,
               all[i]->releases, taken[i]);
  assert_int_equal(reply_counter.releases, reply_counter.calls);
  return requests;
}

static void every_request_may_fail(uint32_t flags) {
  with_failure(LUAVM_UNLIMITED, 0);
  luavm_statistics before = stats();
  uint64_t nth = 1;
  for (; with_failure(nth, flags) >= nth; nth++) {
    luavm_statistics now = stats();
    if (now.vm_count != before.vm_count || now.block_count != before.block_count)
      fail_msg("request %d leaves a VM or a block", (int)nth);
  }
  assert_true(nth > 200);
}

static void one_request_may_fail(void **state) {
  (void)state;
  every_request_may_fail(0);
}

static void all_requests_may_fail_from_one_on(void **state) {
  (void)state;
  every_request_may_fail(LUAVM_FAIL_ONWARD);
}

static void without_failures_all_of_it_happens(void **state) {
  (void)state;
  with_failure(LUAVM_UNLIMITED, 0);
  for (size_t i = 0; i < COUNT(taken); i++) assert_true(taken[i] > 0);
  assert_int_equal(function_counter.calls, 1);
  assert_int_equal(made_counter.calls, 2);
  assert_int_equal(reply_counter.releases, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(without_failures_all_of_it_happens),
      TEST(one_request_may_fail),
      TEST(all_requests_may_fail_from_one_on),
  };
  return RUN("host_faults", tests);
}
