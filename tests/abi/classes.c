/* Classes and objects that are refused. */
#include "host.h"

static counter class_counter, object_counter;

static void release_object(void *user, void *object) {
  (void)user;
  count_release(object);
}

static luavm_method methods[] = {{"count", 5, counted, &class_counter}};

static luavm_class definition(void) {
  return (luavm_class){.struct_size = sizeof(luavm_class),
                       .name = "Box",
                       .name_length = 3,
                       .methods = methods,
                       .method_count = COUNT(methods),
                       .user = &class_counter,
                       .release = count_release,
                       .object_release = release_object};
}

static void a_class_that_is_refused_is_not_released(void **state) {
  (void)state;
  class_counter = (counter){0};
  static const char *const forbidden[] = {"__gc",        "__index", "__newindex",
                                          "__metatable", "__mode",  "__name"};
  for (size_t i = 0; i < COUNT(forbidden); i++) {
    luavm_method method = {forbidden[i], strlen(forbidden[i]), counted, NULL};
    luavm_class bad = definition();
    bad.methods = &method, bad.method_count = 1;
    luavm_ref kind = 77;
    luavm_buffer *error = NULL;
    assert_status(vm_class(vm, &bad, &kind, &error), LUAVM_ARGUMENT);
    assert_true(kind == 0);
    assert_non_null(error);
    assert_names(error->data, forbidden[i]);
    luavm_buffer_free(error);
  }
  luavm_class bad[] = {definition(), definition(), definition(), definition()};
  bad[0].struct_size = 8;
  bad[1].name_length = 0;
  bad[2].methods = NULL;
  bad[3].method_count = LUAVM_METHOD_MAX + 1;
  for (size_t i = 0; i < COUNT(bad); i++) {
    luavm_ref kind = 77;
    assert_status(vm_class(vm, &bad[i], &kind, NULL), LUAVM_ARGUMENT);
    assert_true(kind == 0);
  }
  assert_int_equal(class_counter.releases, 0);
}

static void an_object_that_is_refused_is_not_released(void **state) {
  (void)state;
  object_counter = (counter){0};
  luavm_ref kind = 0;
  luavm_class made = definition();
  assert_status(vm_class(vm, &made, &kind, NULL), LUAVM_OK);
  luavm_ref function = load("return 1", NULL);
  luavm_ref reference = 77;
  const luavm_ref no_class[] = {0, function, 0x123456};
  for (size_t i = 0; i < COUNT(no_class); i++) {
    reference = 77;
    assert_status(vm_object(vm, no_class[i], &object_counter, &reference, NULL),
                  LUAVM_ARGUMENT);
    assert_true(reference == 0);
  }
  drop(kind);
  assert_status(vm_object(vm, kind, &object_counter, &reference, NULL), LUAVM_ARGUMENT);
  drop(function);
  assert_int_equal(object_counter.releases, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(a_class_that_is_refused_is_not_released),
      HERE(an_object_that_is_refused_is_not_released),
  };
  return RUN("classes", tests);
}
