/* The private contract between the C# core and the native layer.
 *
 * Nothing here raises a Lua error or unwinds: every call that can fail says so
 * in its return value. A `vm` may be used by one thread at a time; shim_vm_kill
 * and shim_vm_memory by any, as long as it is not being closed. */
#ifndef LUAVM_SHIM_H
#define LUAVM_SHIM_H

#include <stddef.h>
#include <stdint.h>

#include "luavm.h"

#pragma GCC visibility push(protected)

struct vm;

typedef struct shim_options {
  uint32_t profile;
  uint32_t flags;
  uint64_t memory_bytes;
  uint64_t memory_soft_bytes;
} shim_options;

/* A VM with its globals, or NULL and *status: memory or quota. */
struct vm *shim_vm_open(const shim_options *options, int32_t *status);
void shim_vm_close(struct vm *v);

/* The VM's lua_State, for KeraLua. */
void *shim_vm_state(struct vm *v);

/* Puts a new eval, numbered from 1 upwards, under the meter. */
void shim_vm_begin(struct vm *v, int64_t fuel, uint64_t epoch);

/* Ends what shim_vm_begin began, where no shim_vm_eval does it. Returns the cause
 * of a kill, or 0. */
int32_t shim_vm_end(struct vm *v);

/* Stops eval `epoch`, if that is what runs. Any thread. */
void shim_vm_kill(struct vm *v, uint64_t epoch, int32_t cause);

typedef struct shim_eval {
  const char *source;
  size_t source_length;
  const char *chunk_name; /* with Lua's '@' in front, NUL-terminated */
  uint64_t output_bytes;
  uint64_t result_bytes;
  uint32_t keep_environment;
  uint32_t echo;             /* also write prints to stdout as they come */
  uint32_t result_too_large; /* written: which of the two `output` was about */
  uint32_t reserved;
} shim_eval;

/* Runs a source after shim_vm_begin. Returns the status; *result is a result yet
 * to be published, or NULL if the system had no memory for one. The message of a
 * kill is left empty for the core to write. */
int32_t shim_vm_eval(struct vm *v, shim_eval *eval, luavm_result **result);

/* The errno of the first write to stdout that failed in any eval with `echo`; 0:
 * none. */
int32_t shim_echo_failure(void);

/* Fills all but struct_size and reserved. Any thread. */
void shim_vm_memory(const struct vm *v, luavm_memory *memory);

/* Highest system_bytes so far. Any thread. */
uint64_t shim_vm_system_peak(const struct vm *v);

/* Chooses the collector's mode; returns the one before, 1 for generational. */
int32_t shim_vm_gc_mode(struct vm *v, int32_t generational);

/* Gives idle pages back to the system. */
void shim_vm_trim(struct vm *v);

/* C stack that an eval must find: the deepest script uses 448 KiB (measured). */
#define SHIM_STACK_BYTES (512 * 1024)

/* C stack left on the calling thread, in bytes; 0 where it cannot be told. */
size_t shim_stack_left(void);

/* When the managed runtime has started: undoes what that did to SIGPIPE. */
void shim_process_started(void);

/* Blocks. kind: 1 result, 2 buffer. Returns 1 freed, 0 not a live one. */
int32_t shim_block_free(void *block, int32_t kind);
uint64_t shim_block_live(void);
luavm_buffer *shim_buffer_new(const char *data, size_t length);
luavm_result *shim_result_error(int32_t status, const char *message, size_t length);
/* Nothing writes to a result that is published: a host that frees the wrong
 * pointers may free it at that moment. 0: no memory; the result is gone. */
int32_t shim_result_publish(luavm_result *result);
int32_t shim_result_message(luavm_result *result, const char *message, size_t length);

/* From now on the nth request for memory that this thread makes fails, counted
 * from 1, and with `onward` every later one; 0 ends that, UINT64_MAX counts alone.
 * Returns the requests counted since the call before. See fault.h. */
uint64_t shim_fault_arm(uint64_t nth, int32_t onward);

/* The process's ledger. */
void shim_account_limit(uint64_t bytes);
void shim_account_read(uint64_t *used, uint64_t *peak, uint64_t *limit);

#pragma GCC visibility pop

#endif
