/* A VM under test: made, run, looked at. */
#ifndef RUN_H
#define RUN_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "shim.h"

#define MIB(n) ((uint64_t)(n) << 20)

/* Opens a VM with a 16 MiB limit; fails the test where it cannot. */
struct vm *open_vm(uint32_t profile);
struct vm *open_vm_with(uint32_t profile, uint32_t flags, uint64_t memory);

/* Bytes held in the process's ledger. */
uint64_t held(void);

uint64_t used(struct vm *v);

typedef struct run_options {
  int64_t fuel;                        /* 0: unlimited */
  uint64_t output_bytes, result_bytes; /* 0: 1 MiB, 64 MiB */
  int keep;
} run_options;

/* Runs a source; the result is the caller's, see done(). */
luavm_result *run(struct vm *v, const char *source);
luavm_result *run_with(struct vm *v, const char *source, size_t length, run_options o);
void done(luavm_result *r);

/* Runs, checks the status, and frees the result. */
void expect(struct vm *v, const char *source, int status);

/* The VM still answers. */
void answers(struct vm *v);

/* Epoch of the newest run, for kills. */
uint64_t epoch(void);

#define TEST(f) cmocka_unit_test(f)
#define RUN_TESTS(name, tests) cmocka_run_group_tests_name(name, tests, NULL, NULL)

#endif
