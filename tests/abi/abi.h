/* What the test programs share: options in one line, an eval that checks what
 * every result must satisfy, and a ledger that has to balance after each test.
 *
 * Assertions work on the main thread alone; other threads note what they saw
 * and the test asserts after joining them. */
#ifndef ABI_H
#define ABI_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "luavm.h"

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define COUNT(array) (sizeof(array) / sizeof *(array))

#define VM_OPTIONS(...) \
  (&(luavm_vm_options){.struct_size = sizeof(luavm_vm_options), __VA_ARGS__})
#define EVAL_OPTIONS(...) \
  (&(luavm_eval_options){.struct_size = sizeof(luavm_eval_options), __VA_ARGS__})
#define CONFIG(...) (&(luavm_config){.struct_size = sizeof(luavm_config), __VA_ARGS__})

/* A test around which VMs, blocks and memory have to come out even. */
#define TEST(name) cmocka_unit_test_setup_teardown(name, ledger_read, ledger_even)
#define RUN(name, tests) cmocka_run_group_tests_name(name, tests, NULL, NULL)

int ledger_read(void **state);
int ledger_even(void **state);

luavm_statistics stats(void);
luavm_memory memory_of(luavm_vm vm);

/* A VM that has to come into being; options: NULL for the defaults. */
luavm_vm vm_make(const luavm_vm_options *options);
/* vm_new, and the message with its block given back, "" for none. */
luavm_status vm_refused(const luavm_vm_options *options, char message[512]);
void vm_end(luavm_vm vm);

/* vm_eval with all that holds for every result asserted. */
luavm_result *eval(luavm_vm vm, const char *source, const luavm_eval_options *options);
luavm_result *eval_bytes(luavm_vm vm, const char *source, size_t length,
                         const luavm_eval_options *options);
void release(luavm_result *result);
/* All that holds for every result that came with this status. */
void check_result(const luavm_result *result, luavm_status status);

/* Evaluates, asserts the status, then that the VM still answers. */
void expect(luavm_vm vm, luavm_status status, const char *source);
void expect_with(luavm_vm vm, luavm_status status, const char *source,
                 const luavm_eval_options *options);
/* A script that returns true has to. */
void expect_true(luavm_vm vm, const char *source);
/* `return 1+1` is 2. */
void expect_answer(luavm_vm vm);

void assert_result(const luavm_result *result, luavm_status status);
void assert_status(luavm_status got, luavm_status want);
void assert_bytes(const luavm_bytes *got, const char *want, size_t length);
void assert_text(const luavm_bytes *got, const char *want);
/* Compares without the commas in "1,000,000". */
void assert_names(const char *message, const char *what);
void assert_result_names(const luavm_result *result, const char *what);

#endif
