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
  uint64_t handle;
  void *user;
  struct account *account; /* NULL: the process's */
  uint32_t libraries;      /* SHIM_LIBRARY_...; 0: all that the profile has */
  uint32_t reserved;
} shim_options;

/* What a policy may leave out of the profiles locked and standard. */
enum shim_library {
  SHIM_LIBRARY_BASE = 1, /* always there; alone: nothing else */
  SHIM_LIBRARY_STRING = 2,
  SHIM_LIBRARY_TABLE = 4,
  SHIM_LIBRARY_UTF8 = 8,
  SHIM_LIBRARY_MATH = 16,
  SHIM_LIBRARY_COROUTINE = 32,
  SHIM_LIBRARY_OS = 64,
  SHIM_LIBRARY_PRINT = 128,
  SHIM_LIBRARY_LOAD = 256
};

/* A VM with its globals, or NULL and *status: memory or quota. */
struct vm *shim_vm_open(const shim_options *options, int32_t *status);
/* Returns what the host is to be told of: shim_items_end. */
struct host_item *shim_vm_close(struct vm *v);

/* The VM's lua_State, for KeraLua. */
void *shim_vm_state(struct vm *v);

/* Puts a new eval, numbered from 1 upwards, under the meter. */
void shim_vm_begin(struct vm *v, int64_t fuel, uint64_t epoch);

/* Ends what shim_vm_begin began, where no shim_vm_run does it. Returns the cause
 * of a kill, or 0. */
int32_t shim_vm_end(struct vm *v);

/* Stops eval `epoch`, if that is what runs. Any thread. */
void shim_vm_kill(struct vm *v, uint64_t epoch, int32_t cause);

/* Goes on with a run that waits, under a new number. */
void shim_vm_go_on(struct vm *v, uint64_t epoch);

enum shim_kind {
  SHIM_EVAL,
  SHIM_LOAD,
  SHIM_CALL,
  SHIM_GET,
  SHIM_SET,
  SHIM_INDEX,
  SHIM_ASSIGN,
  SHIM_RESUME
};

#define SHIM_ECHO 0x80000000u /* also write prints to stdout as they come */

typedef struct shim_run {
  uint32_t kind;
  uint32_t flags;   /* LUAVM_EVAL_..., LUAVM_SET_..., SHIM_ECHO */
  const char *text; /* source or path */
  size_t length;
  const char *chunk_name; /* with Lua's '@' in front, NUL-terminated */
  const luavm_value *key; /* of index and assign; what call calls */
  const luavm_value *values;
  size_t value_count;
  luavm_ref object;      /* of index and assign; written by load */
  uint64_t output_bytes; /* limits: not read by nested and resumed runs */
  uint64_t result_bytes;
  uint64_t slice_fuel;
  int32_t answer;            /* of resume: a status */
  uint32_t result_too_large; /* written: which of the two `output` was about */
} shim_run;

/* Runs what is asked for: after shim_vm_begin or shim_vm_go_on; or, where a host
 * function of this VM has not returned, as part of its run. Returns the status;
 * *result is a result yet to be published, or NULL if the system had no memory for
 * one. The message of a kill is left empty for the core to write. */
int32_t shim_vm_run(struct vm *v, shim_run *ask, luavm_result **result);

/* How many host functions of this VM have not returned. */
int32_t shim_vm_depth(const struct vm *v);

/* Whether a run waits for SHIM_RESUME. */
int32_t shim_vm_waits(const struct vm *v);

/* Makes the result known, or drops it and its references. 0: no memory. */
int32_t shim_vm_publish(struct vm *v, luavm_result *result);

/* Any thread. 0: no such reference. */
int32_t shim_vm_release(struct vm *v, luavm_ref reference);

/* Lets go of what was given back, for a collection that is to find it. */
void shim_vm_sweep(struct vm *v);

/* A host function, held once; NULL: no memory. */
struct host_function *shim_function_new(const luavm_function *from);
void shim_function_hold(struct host_function *f);
/* Lets go; the last one tells the host, unless it was never told to own it. */
void shim_function_drop(struct host_function *f);
void shim_function_forget(struct host_function *f);

enum shim_made { SHIM_REGISTER, SHIM_FUNCTION, SHIM_CLASS, SHIM_OBJECT, SHIM_KEEP };

typedef struct shim_make {
  uint32_t kind;
  uint32_t path_length; /* bytes */
  struct host_function
      *function;    /* of register and function; NULL: a value is registered */
  const char *path; /* of a value that is registered */
  const luavm_class *definition;
  const luavm_value *value; /* of keep, and of register */
  luavm_ref object_class;
  void *object;
  luavm_ref reference;     /* written */
  struct host_class *made; /* internal */
  char message[512];       /* written, NUL-terminated, after a failure */
} shim_make;

/* Makes something for the host, within a begun run or a host function. Returns a
 * status. */
int32_t shim_vm_make(struct vm *v, shim_make *ask);

/* Tells the host what scripts need no more. */
void shim_vm_flush(struct vm *v);

/* The items that shim_vm_close left to be told: outside of all locks. */
struct host_item;
void shim_items_end(struct host_item *items);

/* luavm_reply_memory. */
int32_t shim_reply_memory(luavm_reply *reply, size_t bytes, void **memory);

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

/* Blocks. kind: 1 result, 2 buffer, 3 response. Returns 1 freed, 0 not a live
 * one. */
int32_t shim_block_free(void *block, int32_t kind);
/* A block in the making: zeroed, of the kind's struct; NULL: no memory. */
void *shim_block_new(int32_t kind);
void *shim_block_reserve(void *block, size_t bytes);
/* Room inside it that grows and shrinks as it is filled: *at is NULL, or what this
 * gave before, and is where that has moved to. Charged like a request of a VM:
 * LUAVM_OK, LUAVM_QUOTA, LUAVM_MEMORY (*at is as it was then). */
int32_t shim_block_resize(void *block, void **at, size_t bytes);
/* Gives back all that was reserved; the block is as new. */
void shim_block_rewind(void *block);
/* Makes it known. 0: no memory; it is dropped. */
int32_t shim_block_publish(void *block);
void shim_block_drop(void *block);
/* A result of copies of values, in which no table is inside itself. NULL: no memory. */
luavm_result *shim_result_copy(const luavm_value *values, size_t count);
uint64_t shim_block_live(void);
luavm_buffer *shim_buffer_new(const char *data, size_t length);
luavm_result *shim_result_error(int32_t status, const char *message, size_t length);
/* Nothing writes to a result that is published: a host that frees the wrong
 * pointers may free it at that moment. 0: no memory; the result is gone. */
int32_t shim_result_message(luavm_result *result, const char *message, size_t length);

/* From now on the nth request for memory that this thread makes fails, counted
 * from 1, and with `onward` every later one; 0 ends that, UINT64_MAX counts alone.
 * Returns the requests counted since the call before. See fault.h. */
uint64_t shim_fault_arm(uint64_t nth, int32_t onward);

/* For services of the core, on the thread that runs the VM. */
/* Counts bytes held for the VM outside its heap. LUAVM_OK, LUAVM_MEMORY,
 * LUAVM_QUOTA. */
int32_t shim_vm_charge(struct vm *v, size_t bytes);
void shim_vm_discharge(struct vm *v, size_t bytes);
/* Fuel for work done by a service. */
void shim_vm_spend(struct vm *v, int64_t fuel);
/* Time that the run has waited for a service. */
void shim_vm_serve(struct vm *v, uint64_t nanoseconds);
/* Whether what runs is to end. */
int32_t shim_vm_killed(const struct vm *v);

/* A node of the ledger below another (NULL: the process); NULL: no memory. */
struct account *shim_account_new(struct account *parent);
/* Lets go of it: what was handed out on its behalf may still hold it. */
void shim_account_free(struct account *a);
/* Whoever keeps what can be done without is asked to give it up first. */
int32_t shim_account_charge(struct account *a, uint64_t bytes);
/* Asks nobody, and counts no refusal. */
int32_t shim_account_try(struct account *a, uint64_t bytes);
void shim_account_discharge(struct account *a, uint64_t bytes);
/* Whose limit was last in the way on this thread (NULL: the process's); to be
 * compared, not used. */
const struct account *shim_account_refuser(void);
void shim_account_refused(struct account *a);
/* How far a charge would be over the limit of this one. */
uint64_t shim_account_missing(struct account *a, uint64_t bytes);
/* Gives up, of what is kept for an account and those below it (NULL: for anybody) and
 * can be done without, so many bytes, or all there is; 0: there was none. Any thread,
 * also while a script runs on it. */
typedef int32_t shim_account_giver(const struct account *a, uint64_t bytes);
void shim_account_ask(shim_account_giver *giver);
void shim_account_bound(struct account *a, uint64_t limit, uint64_t soft);
/* used, peak, limit, soft, refused */
void shim_account_figures(const struct account *a, uint64_t figures[5]);

/* The process's ledger. */
void shim_account_limit(uint64_t bytes);
void shim_account_read(uint64_t *used, uint64_t *peak, uint64_t *limit);

#pragma GCC visibility pop

#endif
