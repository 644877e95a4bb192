/* What the tests of values, functions and objects share: values in one line, calls
 * that check their result, host functions that count. */
#ifndef HOST_H
#define HOST_H

#include "abi.h"

#define NIL ((luavm_value){.type = LUAVM_NIL})
#define BOOLEAN(b) ((luavm_value){.type = LUAVM_BOOLEAN, .as.boolean = (b)})
#define INTEGER(n) ((luavm_value){.type = LUAVM_INTEGER, .as.integer = (n)})
#define NUMBER(x) ((luavm_value){.type = LUAVM_NUMBER, .as.number = (x)})
#define BYTES(p, n) \
  ((luavm_value){.type = LUAVM_BYTES, .as.bytes = &(luavm_bytes){(p), (n)}})
#define TEXT(s) BYTES(s, sizeof(s) - 1)
#define TABLE(t) ((luavm_value){.type = LUAVM_TABLE, .as.table = (t)})
#define REFERENCE(kind, r) \
  ((luavm_value){.type = (kind), .flags = LUAVM_VALUE_REFERENCE, .as.reference = (r)})
#define FUNCTION(r) REFERENCE(LUAVM_FUNCTION, r)
#define OBJECT(r) REFERENCE(LUAVM_USERDATA, r)
#define TAKEN(kind, r)                                              \
  ((luavm_value){.type = (kind),                                    \
                 .flags = LUAVM_VALUE_REFERENCE | LUAVM_VALUE_TAKE, \
                 .as.reference = (r)})

/* A row of values: pointer and count. */
#define ROW(...)                \
  (luavm_value[]){__VA_ARGS__}, \
      sizeof((luavm_value[]){__VA_ARGS__}) / sizeof(luavm_value)
#define NONE NULL, 0

/* One VM around each test, and the ledger. */
extern luavm_vm vm;
int open_vm(void **state);
int close_vm(void **state);
#define HERE(name) cmocka_unit_test_setup_teardown(name, open_vm, close_vm)

luavm_ref load(const char *source, const luavm_eval_options *options);
void drop(luavm_ref reference);

/* vm_call and vm_resume, with all that holds for every result asserted. */
luavm_result *call(luavm_value function, const luavm_value *arguments, size_t count,
                   const luavm_eval_options *options);
luavm_result *resume(luavm_status status, const luavm_value *values, size_t count,
                     const luavm_eval_options *options);
/* Loads a source and calls it once. */
luavm_result *run(const char *source, const luavm_value *arguments, size_t count);
/* The same, and it has to return true. */
void run_true(const char *source, const luavm_value *arguments, size_t count);
/* An eval that has to end like this, and the integer it returns. */
int64_t eval_integer(const char *source, const luavm_eval_options *options);
void eval_ends(const char *source, luavm_status status);

/* A host function's user: what happened to it. */
typedef struct counter {
  int calls;
  int releases;
  luavm_status answer; /* what `counted` answers */
  void *more;
} counter;

luavm_status counted(void *user, const luavm_call *call, luavm_reply *reply);
void count_release(void *user);
/* vm_register with count_release. */
luavm_status try_register(const char *path, luavm_callback body, void *user);
void register_function(const char *path, luavm_callback body, void *user);
luavm_ref make_function(luavm_callback body, void *user);

/* Answers one value. */
luavm_status answer(luavm_reply *reply, luavm_status status, luavm_value value);

/* A VM with `evaluate`, which runs its first argument in the VM that calls, and
 * answers status and value. */
extern counter evaluator;
int open_nested(void **state);
#define NESTED(name) cmocka_unit_test_setup_teardown(name, open_nested, close_vm)

/* A VM with `wait`, which answers later, and gives its arguments along. */
int open_waiting(void **state);
#define WAITING(name) cmocka_unit_test_setup_teardown(name, open_waiting, close_vm)

/* Starts a source, which has to end as pending with this integer. */
void starts(const char *source, int64_t asked);

#endif
