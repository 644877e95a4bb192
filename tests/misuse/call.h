/* One call of one export: made valid, spoilt by a test, made, and judged by what
 * the header promises of every call. */
#ifndef CALL_H
#define CALL_H

#include <string.h>

#include "exports.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { STRUCT_ROOM = 256, CALL_POISON = 0xA5 };

typedef struct call {
  const export *of;
  slot slots[PARAMETER_MAX];
  luavm_vm vm;   /* the one a handle names */
  void *block;   /* the live block to give back */
  bool consumed; /* the VM or the block is the library's again */
  union {
    uint64_t number;
    luavm_vm vm;
    luavm_buffer *buffer;
    luavm_result *result;
  } out[PARAMETER_MAX];
  _Alignas(16) unsigned char structs[PARAMETER_MAX][STRUCT_ROOM];
  luavm_status status;
} call;

/* A valid call of it, with all that it needs. */
void call_open(call *c, const export *of);

/* Makes the call; ends the test where a status is not documented for it, or an
 * output is not what the header promises. What was handed out is given back. */
luavm_status call_make(call *c);

/* The same, with the status that has to come. */
void call_expect(call *c, luavm_status want);

/* Gives back what call_open made. */
void call_end(call *c);

/* Opens, makes and ends a valid call that has to succeed. */
void call_succeeds(const export *of);

/* The index of the first parameter of a kind, or -1. */
int find_kind(const export *of, kind kind);

/* Sets a field of a struct parameter. */
void set_field(call *c, int parameter, const struct_field *field, uint64_t value);

/* What a status answers; functions that return none answer LUAVM_OK. */
luavm_status status_if(const export *of, luavm_status status);

/* In a forked child nothing is given back and the end is _exit. */
extern bool in_child;
extern uint64_t check_count;

void check_failed(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
#define CHECK(condition, ...)                                        \
  do {                                                               \
    __atomic_add_fetch(&check_count, 1, __ATOMIC_RELAXED);           \
    if (!(condition)) check_failed(__FILE__, __LINE__, __VA_ARGS__); \
  } while (0)

luavm_vm vm_open(uint32_t profile);
void vm_answers(luavm_vm vm);
luavm_result *some_result(luavm_vm vm);
luavm_buffer *some_buffer(void);
luavm_statistics counters(void);

#endif
