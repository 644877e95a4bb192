/* What host functions answer, right or wrong, to every export that calls one. */
#include <pthread.h>

#include "classes.h"

enum { ROOM = LUAVM_ARGUMENT_MAX + 1 };

static const luavm_bytes aim = {"aim", 3};
static const char aims[] = "return aim()", waits[] = "wait() return aim()",
                  indexes[] =
                      "return setmetatable({}, "
                      "{__index = aim, __newindex = aim})";

static bool named(const export *of, const char *name) {
  return strcmp(of->name, name) == 0;
}

static bool calls_functions(const export *of) {
  return named(of, "vm_eval") || named(of, "vm_call") || named(of, "vm_resume") ||
         named(of, "vm_index") || named(of, "vm_assign");
}

typedef struct answer {
  luavm_status status;
  luavm_value *values; /* NULL: those of the library */
  size_t count;
  bool null;
  owned lent;
} answer;

static luavm_status give_answer(void *user, const luavm_call *made,
                                luavm_reply *reply) {
  answer *a = user;
  (void)made;
  reply->struct_size = reply->value_room = UINT32_MAX; /* nobody reads them */
  if (a->values != NULL || a->null) reply->values = a->values;
  reply->value_count = a->count;
  reply->release = count_release;
  reply->release_user = &a->lent;
  a->lent.given++;
  return a->status;
}

static luavm_ref object_that_calls(luavm_vm vm) {
  luavm_eval_options options = {.struct_size = sizeof options,
                                .flags = LUAVM_EVAL_KEEP_TABLES};
  luavm_result *result = NULL;
  luavm_status status = vm_eval(vm, indexes, sizeof indexes - 1, &options, &result);
  CHECK(status == LUAVM_OK, "the object: %s", luavm_status_name(status));
  luavm_ref object = result->values[0].as.reference;
  CHECK(vm_result_free(result) == LUAVM_OK, "vm_result_free");
  return object;
}

/* A call that comes to the host function. */
static void open_at(call *c, const export *of, answer *a) {
  luavm_vm vm = vm_open(LUAVM_PROFILE_DEFAULT);
  function_put(vm, "aim", give_answer, a);
  call_open_in(c, of, vm);
  if (named(of, "vm_eval")) {
    c->slots[1].p = (void *)(uintptr_t)aims;
    c->slots[2].n = sizeof aims - 1;
  } else if (named(of, "vm_call")) {
    c->single[1] = text_value(&aim);
  } else if (named(of, "vm_resume")) {
    CHECK(vm_reset(vm) == LUAVM_OK, "vm_reset");
    luavm_status status = vm_eval(vm, waits, sizeof waits - 1, NULL, NULL);
    CHECK(status == LUAVM_PENDING, "%s", luavm_status_name(status));
  } else {
    c->slots[1].n = object_that_calls(vm);
  }
}

/* What was lent for the answer is given back once, whatever became of it. */
static luavm_status answered(const export *of, answer *a) {
  call c;
  open_at(&c, of, a);
  luavm_status status = call_make(&c);
  CHECK(a->lent.given == 1 && a->lent.released == 1, "%d answers, %d released",
        (int)a->lent.given, (int)a->lent.released);
  if (status == LUAVM_PENDING) CHECK(vm_reset(c.vm) == LUAVM_OK, "vm_reset");
  vm_answers(c.vm);
  call_end(&c);
  return status;
}

static luavm_status expected(luavm_status status) {
  bool kept = status == LUAVM_OK || status == LUAVM_RUNTIME ||
              status == LUAVM_SANDBOX || status == LUAVM_CANCELLED ||
              status == LUAVM_MEMORY || status == LUAVM_QUOTA;
  return kept ? status : LUAVM_RUNTIME;
}

static void every_status(const export *of) {
  static const luavm_status invalid[] = {-1, 20, 255, 256, INT32_MAX, INT32_MIN};
  luavm_value value = text_value(&aim);
  for (int i = 0; i <= LUAVM_YIELDED + (int)COUNT(invalid); i++) {
    luavm_status status = i <= LUAVM_YIELDED ? i : invalid[i - LUAVM_YIELDED - 1];
    for (size_t count = 0; count < 2; count++) {
      answer a = {.status = status, .values = &value, .count = count};
      luavm_status got = answered(of, &a);
      bool may_wait = status == LUAVM_PENDING && got == LUAVM_PENDING;
      CHECK(may_wait || got == expected(status), "%d answers %s", (int)status,
            luavm_status_name(got));
    }
  }
}

static void expect_runtime(const export *of, answer a) {
  static const luavm_status statuses[] = {LUAVM_OK, LUAVM_RUNTIME, LUAVM_SANDBOX,
                                          LUAVM_PENDING, LUAVM_CANCELLED};
  for (size_t i = 0; i < COUNT(statuses); i++) {
    answer one = a;
    one.status = statuses[i];
    luavm_status got = answered(of, &one);
    CHECK(got == LUAVM_RUNTIME, "%s", luavm_status_name(got));
  }
}

static void garbage_answers(const export *of) {
  static luavm_value many[ROOM];
  for (size_t n = 0; n < GARBAGE; n++) {
    luavm_value value = garbage[n];
    expect_runtime(of, (answer){.values = &value, .count = 1});
    luavm_table table = {.item_count = 1, .items = &value};
    luavm_value outer = {.type = LUAVM_TABLE, .as.table = &table};
    expect_runtime(of, (answer){.values = &outer, .count = 1});
  }
  const size_t counts[] = {LUAVM_ARGUMENT_MAX + 1, INT32_MAX, UINT32_MAX, SIZE_MAX};
  for (size_t n = 0; n < COUNT(counts); n++) {
    expect_runtime(of, (answer){.count = counts[n]});
    expect_runtime(of, (answer){.count = counts[n], .values = many});
    expect_runtime(of, (answer){.count = counts[n], .null = true});
  }
  expect_runtime(of, (answer){.count = 17});
  expect_runtime(of, (answer){.count = 1, .null = true});
}

/* ----------------------------------------------------------------- replies */

static bool takes_reply(const export *of) {
  return find_kind(of, KIND_REPLY) >= 0;
}

static luavm_status leave_reply(void *user, const luavm_call *made,
                                luavm_reply *reply) {
  *(luavm_reply **)user = reply;
  (void)made;
  return LUAVM_OK;
}

static void expect_reply(const export *of, void *reply) {
  call c;
  call_open(&c, of);
  c.slots[find_kind(of, KIND_REPLY)].p = reply;
  call_expect(&c, LUAVM_ARGUMENT);
  call_end(&c);
}

static void replies_that_are_none(const export *of) {
  luavm_reply *over = NULL, mine = *lent_reply;
  luavm_vm vm = vm_open(LUAVM_PROFILE_DEFAULT);
  function_put(vm, "leave", leave_reply, &over);
  CHECK(vm_eval(vm, "leave()", 7, NULL, NULL) == LUAVM_OK, "vm_eval");
  expect_reply(of, over);
  CHECK(vm_free(vm) == LUAVM_OK, "vm_free");
  expect_reply(of, over);
  expect_reply(of, &mine);
  expect_reply(of, (void *)1);
  expect_reply(of, (void *)UINTPTR_MAX);
  expect_reply(of, lent_reply + 1);
}

typedef struct elsewhere {
  const export *of;
  luavm_reply *reply;
} elsewhere;

static void *use_reply(void *at) {
  elsewhere *e = at;
  expect_reply(e->of, e->reply);
  return NULL;
}

static void replies_of_another_thread(const export *of) {
  elsewhere e = {of, lent_reply};
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, use_reply, &e) == 0, "pthread_create");
  pthread_join(thread, NULL);
}

const misuse answer_misuses[] = {
    {"takes_any_status_of_a_host_function", calls_functions, every_status, false},
    {"refuses_answers_that_are_no_values", calls_functions, garbage_answers, false},
    {"refuses_replies_that_are_over", takes_reply, replies_that_are_none, false},
    {"refuses_replies_of_another_thread", takes_reply, replies_of_another_thread,
     false},
    {NULL, NULL, NULL, false}};
