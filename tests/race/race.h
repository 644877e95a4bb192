/* What the threads of the race share, and how they judge what they are answered. */
#ifndef RACE_H
#define RACE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exports.h"

enum { VM_SLOTS = 40, BLOCK_SLOTS = 256, TEMPLATE_SLOTS = 8, REFERENCE_SLOTS = 256 };

/* Shared by all threads; each element is read and written atomically. */
extern luavm_vm vms[VM_SLOTS];
extern void *results[BLOCK_SLOTS], *buffers[BLOCK_SLOTS];
extern luavm_template templates[TEMPLATE_SLOTS];

extern uint64_t wrong;
/* Host functions, classes and objects: what the library took over, and has given
 * back. */
extern uint64_t owned, released;

typedef struct worker {
  pthread_t thread;
  uint64_t random, calls;
} worker;

#define TAKE(slot) __atomic_exchange_n(&(slot), NULL, __ATOMIC_ACQ_REL)
#define PEEK(slot) __atomic_load_n(&(slot), __ATOMIC_ACQUIRE)
#define COUNT(array) (sizeof(array) / sizeof *(array))

uint64_t next(worker *w);
uint64_t below(worker *w, uint64_t n);
luavm_vm some_vm(worker *w);

int index_of(const char *name);
luavm_status judge(int which, luavm_status status);

/* Each function is looked up once. */
#define JUDGE(function, ...)                            \
  ({                                                    \
    static int which = -1;                              \
    int at = __atomic_load_n(&which, __ATOMIC_RELAXED); \
    if (at < 0) {                                       \
      at = index_of(#function);                         \
      __atomic_store_n(&which, at, __ATOMIC_RELAXED);   \
    }                                                   \
    judge(at, function(__VA_ARGS__));                   \
  })

void free_result(void *result);
void free_buffer(void *buffer);
void keep(worker *w, void **slots, void *block, void (*give_back)(void *));

/* Any call of those that need no host function; calls.c. */
void call_any(worker *w);
/* Any of the others; hosts.c. */
void call_host(worker *w);

#endif
