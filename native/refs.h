/* Values that a VM keeps for the host. A reference is a slot and a serial number
 * that no other reference of the process has: a stale or foreign one finds
 * nothing. Any thread may release; all else is the running thread's. */
#ifndef LUAVM_REFS_H
#define LUAVM_REFS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "luavm.h"

enum ref_kind { REF_VALUE = 1, REF_CLASS = 2 };

typedef struct ref_slot ref_slot;

typedef struct refs {
  pthread_mutex_t lock; /* of all but the values, which the running thread owns */
  ref_slot *slots;
  uint32_t capacity, used;
  uint32_t free;     /* lists through ref_slot.next: slots + 1, 0 ends */
  uint32_t released; /* given back, value not yet let go of */
} refs;

#endif
