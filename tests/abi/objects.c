/* Host objects: classes, methods, properties, operators, and when they go. */
#include "host.h"

#include <stdio.h>

typedef struct box {
  int64_t number;
  int releases;
} box;

static counter class_counter;

static luavm_status add(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user;
  box *self = made->arguments[0].as.object->user;
  self->number += made->arguments[1].as.integer;
  reply->values[0] = made->arguments[0];
  reply->value_count = 1;
  return LUAVM_OK;
}

static luavm_status get(void *user, const luavm_call *made, luavm_reply *reply) {
  const luavm_value *v = made->arguments;
  if (user != &class_counter || made->argument_count != 2) return LUAVM_INTERNAL;
  if (v[1].type != LUAVM_BYTES || strcmp(v[1].as.bytes->data, "number") != 0)
    return LUAVM_OK;
  return answer(reply, LUAVM_OK, INTEGER(((box *)v[0].as.object->user)->number));
}

static luavm_status set(void *user, const luavm_call *made, luavm_reply *reply) {
  const luavm_value *v = made->arguments;
  (void)reply;
  if (user != &class_counter || made->argument_count != 3) return LUAVM_INTERNAL;
  if (v[2].type != LUAVM_INTEGER) return answer(reply, LUAVM_RUNTIME, TEXT("integer!"));
  ((box *)v[0].as.object->user)->number = v[2].as.integer;
  return LUAVM_OK;
}

static luavm_status text(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)made;
  static luavm_bytes bytes;
  bytes = (luavm_bytes){user, strlen(user)};
  reply->values[0] = (luavm_value){.type = LUAVM_BYTES, .as.bytes = &bytes};
  reply->value_count = 1;
  return LUAVM_OK;
}

static void release_box(void *user, void *object) {
  assert_ptr_equal(user, &class_counter);
  ((box *)object)->releases++;
}

static luavm_method methods[] = {
    {"add", 3, add, NULL},        {"__tostring", 10, text, "a box"},
    {"__add", 5, text, "sum"},    {"__concat", 8, text, "joined"},
    {"__len", 5, text, "length"}, {"__call", 6, text, "called"},
    {"__unm", 5, text, "minus"},  {"__close", 7, text, "closed"},
};

static luavm_class definition(void) {
  return (luavm_class){.struct_size = sizeof(luavm_class),
                       .name = "Box",
                       .name_length = 3,
                       .methods = methods,
                       .method_count = COUNT(methods),
                       .get = get,
                       .set = set,
                       .user = &class_counter,
                       .release = count_release,
                       .object_release = release_box};
}

static luavm_ref make_class(luavm_class made) {
  luavm_ref kind = 0;
  luavm_buffer *error = NULL;
  luavm_status status = vm_class(vm, &made, &kind, &error);
  if (error) fail_msg("vm_class: %s", error->data);
  assert_status(status, LUAVM_OK);
  assert_true(kind != 0);
  return kind;
}

static luavm_ref make_object(luavm_ref kind, box *object) {
  luavm_ref reference = 0;
  luavm_buffer *error = NULL;
  luavm_status status = vm_object(vm, kind, object, &reference, &error);
  if (error) fail_msg("vm_object: %s", error->data);
  assert_status(status, LUAVM_OK);
  assert_true(reference != 0);
  return reference;
}

static void collect(void) {
  for (int i = 0; i < 3; i++)
    assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
}

static void methods_and_properties_work(void **state) {
  (void)state;
  static box mine;
  mine = (box){0};
  luavm_ref kind = make_class(definition()), object = make_object(kind, &mine);
  run_true(
      "local b = ... b.number = 40 b:add(2) return b.number == 42 and "
      "b.nothing == nil and b.add ~= nil and type(b) == 'userdata'",
      ROW(OBJECT(object)));
  assert_int_equal(mine.number, 42);
  drop(kind), drop(object);
}

static void operators_and_tostring_work(void **state) {
  (void)state;
  static box mine;
  mine = (box){0};
  luavm_ref kind = make_class(definition()), object = make_object(kind, &mine);
  run_true(
      "local b = ... return tostring(b) == 'a box' and b + 1 == 'sum' and "
      "1 + b == 'sum' and b .. 'x' == 'joined' and 'x' .. b == 'joined' and "
      "#b == 'length' and b(1) == 'called' and -b == 'minus'",
      ROW(OBJECT(object)));
  run_true("do local b <close> = ... end return true", ROW(OBJECT(object)));
  luavm_result *result = run("return ... < 1", ROW(OBJECT(object)));
  assert_result(result, LUAVM_RUNTIME);
  release(result);
  drop(kind), drop(object);
}

static void a_class_without_tostring_shows_its_name_and_no_address(void **state) {
  (void)state;
  static box mine;
  mine = (box){0};
  luavm_class plain = definition();
  plain.method_count = 0, plain.get = NULL, plain.set = NULL;
  luavm_ref kind = make_class(plain), object = make_object(kind, &mine);
  run_true("return tostring(...):find('^Box') ~= nil", ROW(OBJECT(object)));
  run_true("local b = ... return b.anything == nil", ROW(OBJECT(object)));
  luavm_result *result = run("(...).x = 1", ROW(OBJECT(object)));
  assert_true(result->status == LUAVM_RUNTIME || result->status == LUAVM_SANDBOX);
  release(result);
  char address[32];
  snprintf(address, sizeof address, "%llx", (unsigned long long)(uintptr_t)&mine);
  run_true("local b, a = ... return not tostring(b):find(a, 1, true)",
           ROW(OBJECT(object), BYTES(address, strlen(address))));
  drop(kind), drop(object);
}

static void a_method_refuses_other_objects(void **state) {
  (void)state;
  static box mine, theirs;
  mine = (box){0};
  theirs = (box){0};
  luavm_class other = definition();
  other.name = "Other", other.name_length = 5;
  luavm_ref kind = make_class(definition()), other_kind = make_class(other);
  luavm_ref object = make_object(kind, &mine),
            stranger = make_object(other_kind, &theirs);
  static const char *const wrong[] = {"(...).add(select(2, ...), 1)", "(...).add(1, 1)",
                                      "(...).add()", "(...).add('x', 1)",
                                      "(...).add({}, 1)"};
  for (size_t i = 0; i < COUNT(wrong); i++) {
    luavm_result *result = run(wrong[i], ROW(OBJECT(object), OBJECT(stranger)));
    assert_result(result, LUAVM_RUNTIME);
    assert_result_names(result, "Box");
    release(result);
  }
  assert_int_equal(mine.number + theirs.number, 0);
  drop(kind), drop(other_kind), drop(object), drop(stranger);
}

static void scripts_see_no_metatable(void **state) {
  (void)state;
  static box mine;
  mine = (box){0};
  luavm_ref kind = make_class(definition()), object = make_object(kind, &mine);
  run_true(
      "local b = ... local m = getmetatable(b) "
      "return type(m) ~= 'table' and not pcall(setmetatable, b, {}) and "
      "not pcall(rawset, b, 'x', 1) and not pcall(rawget, b, 'add') and "
      "not pcall(next, b)",
      ROW(OBJECT(object)));
  drop(kind), drop(object);
}

static void an_object_goes_out_and_in_again(void **state) {
  (void)state;
  static box mine;
  mine = (box){0};
  luavm_ref kind = make_class(definition()), object = make_object(kind, &mine);
  luavm_result *result = run("return ..., {...}", ROW(OBJECT(object)));
  assert_result(result, LUAVM_OK);
  const luavm_value *out = &result->values[0];
  assert_int_equal(out->type, LUAVM_USERDATA);
  assert_int_equal(out->flags, LUAVM_VALUE_OBJECT);
  assert_ptr_equal(out->as.object->user, &mine);
  assert_true(out->as.object->id >= 1);
  assert_ptr_equal(result->values[1].as.table->items[0].as.object->user, &mine);
  run_true("return rawequal(...)", ROW(OBJECT(object), *out));
  luavm_ref again = 0;
  assert_status(vm_keep(vm, out, &again, NULL), LUAVM_OK);
  run_true("return rawequal(...)", ROW(OBJECT(object), OBJECT(again)));
  /* `user` is not read on the way in: nothing can be forged with it. */
  luavm_object forged = *out->as.object;
  forged.user = &forged;
  luavm_value value = {
      .type = LUAVM_USERDATA, .flags = LUAVM_VALUE_OBJECT, .as.object = &forged};
  run_true("return rawequal(...)", ROW(OBJECT(object), value));
  forged.id = 999999;
  luavm_result *refused = run("return true", ROW(value));
  assert_result(refused, LUAVM_ARGUMENT);
  release(refused);
  release(result);
  drop(kind), drop(object), drop(again);
}

static void an_object_goes_once_nobody_holds_it(void **state) {
  (void)state;
  class_counter = (counter){0};
  static box held, dropped;
  held = (box){0};
  dropped = (box){0};
  luavm_ref kind = make_class(definition());
  luavm_ref one = make_object(kind, &held), two = make_object(kind, &dropped);
  luavm_value value = OBJECT(one);
  assert_status(vm_set(vm, "held", 4, &value, 0, NULL), LUAVM_OK);
  drop(one), drop(two), drop(kind);
  collect();
  assert_int_equal(held.releases, 0);
  assert_int_equal(dropped.releases, 1);
  assert_int_equal(class_counter.releases, 0);
  expect_true(vm, "held.number = 5 return held:add(1).number == 6");
  value = NIL;
  assert_status(vm_set(vm, "held", 4, &value, 0, NULL), LUAVM_OK);
  collect();
  assert_int_equal(held.releases, 1);
  assert_int_equal(class_counter.releases, 1);
}

static void every_object_goes_with_its_vm_or_a_reset(void **state) {
  (void)state;
  enum { MANY = 1000 };
  static box boxes[MANY];
  memset(boxes, 0, sizeof boxes);
  class_counter = (counter){0};
  luavm_ref kind = make_class(definition());
  for (int i = 0; i < MANY; i++) make_object(kind, &boxes[i]);
  assert_status(vm_reset(vm), LUAVM_OK);
  for (int i = 0; i < MANY; i++) assert_int_equal(boxes[i].releases, 1);
  assert_int_equal(class_counter.releases, 1);
  kind = make_class(definition());
  for (int i = 0; i < MANY; i++) make_object(kind, &boxes[i]);
  vm_end(vm);
  for (int i = 0; i < MANY; i++) assert_int_equal(boxes[i].releases, 2);
  assert_int_equal(class_counter.releases, 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(methods_and_properties_work),
      HERE(operators_and_tostring_work),
      HERE(a_class_without_tostring_shows_its_name_and_no_address),
      HERE(a_method_refuses_other_objects),
      HERE(scripts_see_no_metatable),
      HERE(an_object_goes_out_and_in_again),
      HERE(an_object_goes_once_nobody_holds_it),
      HERE(every_object_goes_with_its_vm_or_a_reset),
  };
  return RUN("objects", tests);
}
