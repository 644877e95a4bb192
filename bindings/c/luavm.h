/* luavm.h - run untrusted Lua 5.4 inside your program.
 *
 * This header is the specification: every binding mirrors it and is checked
 * against it. Rules that hold for the whole header:
 *
 * Ownership. Whatever a function hands out, a block through a `**` parameter, a
 * handle or a reference, belongs to the caller and is given back, once, with the
 * function that its type names. What the caller passes in stays the caller's and
 * is not kept after the call, but for the `user` and `object` of host functions,
 * classes and objects: those are kept until their release. docs/ownership.md has
 * all of this on one page.
 *
 * Outputs. An output parameter is written on every path: on failure with NULL,
 * 0 or a block that holds only the error. The message of a failure travels with
 * that output; there is no "last error" to ask for. Two exceptions: a struct
 * whose size is not known is not written, and a forked child gets no blocks.
 *
 * Bytes. Text and data are (pointer, length) in bytes. NUL is data; NULL with
 * length 0 is the empty string; NULL with another length is LUAVM_ARGUMENT.
 * Bytes handed out carry one NUL after their last byte, not counted.
 *
 * Structs. Those that a caller fills in start with `struct_size`, set to
 * sizeof. They only ever grow at the end: the size that one had in an earlier
 * header of this generation is known, and what it lacks has the default. A zero
 * field means "the default", an unknown flag bit or a size this library does not
 * know is LUAVM_ARGUMENT.
 *
 * Threads. Any thread may call any function. One thread at a time may use one
 * VM: a second one gets LUAVM_BUSY at once. vm_interrupt, vm_mem_usage, vm_free,
 * vm_release and everything process-wide may be called at any moment. A host
 * function may use the VM that called it: see luavm_callback.
 *
 * Fork. Once a process has called the library, a child it makes with fork() may
 * not: every function that returns a status answers LUAVM_FORKED there.
 */
#ifndef LUAVM_H
#define LUAVM_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define LUAVM_API extern __attribute__((visibility("default")))
#else
#define LUAVM_API extern
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------ Library */

/* Version of this header, as text; luavm_version has that of the library. */
#define LUAVM_VERSION "0.1.0"
/* ABI generation that this header describes, as luavm_abi_version counts. */
#define LUAVM_ABI_VERSION 1u

/* Version of the loaded library, for example "0.1.0".
 * Returns: a NUL-terminated string. Owns: the library; never free it.
 * Threads: any. Works in a forked child. */
LUAVM_API const char *luavm_version(void);

/* ABI generation of the loaded library. A program built against this header
 * works with a library whose number equals LUAVM_ABI_VERSION.
 * Threads: any. Works in a forked child. */
LUAVM_API uint32_t luavm_abi_version(void);

/* ------------------------------------------------------------- Status */

/* What every call answers. The numbers 0 to 10 are also the exit codes of the
 * `luavm` command (2 is "usage" there, 8 "any other limit"). */
typedef int32_t luavm_status;
enum luavm_status_value {
  LUAVM_OK = 0,           /* done */
  LUAVM_RUNTIME = 1,      /* the script raised an error */
  LUAVM_ARGUMENT = 2,     /* the caller passed something invalid */
  LUAVM_SYNTAX = 3,       /* the source is not a Lua program */
  LUAVM_MEMORY = 4,       /* the VM's memory limit is reached */
  LUAVM_TIMEOUT = 5,      /* the wall-time limit is reached */
  LUAVM_FUEL = 6,         /* the fuel is spent */
  LUAVM_SANDBOX = 7,      /* the script tried something its profile forbids */
  LUAVM_OUTPUT = 8,       /* printed output or the result is over its limit */
  LUAVM_CANCELLED = 9,    /* vm_interrupt stopped the script */
  LUAVM_INTERNAL = 10,    /* a defect of this library; the VM is unusable */
  LUAVM_HANDLE = 11,      /* no such VM: 0, already freed, or never made here */
  LUAVM_BUSY = 12,        /* another thread is using this VM */
  LUAVM_QUOTA = 13,       /* a cap of the process, a group or a store */
  LUAVM_CLOSED = 14,      /* the VM was freed while this call ran */
  LUAVM_FORKED = 15,      /* called in a child process after fork() */
  LUAVM_NETWORK = 16,     /* a server could not be reached, or broke off */
  LUAVM_UNSUPPORTED = 17, /* not possible here, e.g. too little C stack left */
  LUAVM_PENDING = 18,     /* a host function will answer later: vm_resume */
  LUAVM_YIELDED = 19      /* the slice is over, the script is not: vm_resume */
};

/* Name of a status: "ok", "runtime", "argument", ...; "unknown" for a number
 * that is none. Owns: the library. Threads: any. Works in a forked child. */
LUAVM_API const char *luavm_status_name(luavm_status status);

/* -------------------------------------------------------------- Bytes */

/* A run of bytes inside a block owned by somebody else. */
typedef struct luavm_bytes {
  const char *data; /* never NULL; data[length] is 0 */
  size_t length;    /* bytes */
} luavm_bytes;

/* An owned run of bytes: an error message, later a document or a body. */
typedef struct luavm_buffer {
  const char *data; /* never NULL; data[length] is 0 */
  size_t length;    /* bytes */
} luavm_buffer;

/* Gives a buffer back.
 * Returns LUAVM_OK (also for NULL); LUAVM_ARGUMENT when the pointer is not a
 * live buffer of this library (freed before, another kind, foreign);
 * LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status luavm_buffer_free(luavm_buffer *buffer);

/* ------------------------------------------------------------ Process */

/* "No limit", for any limit below that does not say otherwise. */
#define LUAVM_UNLIMITED UINT64_MAX

/* What one process allows: see luavm_configure. */
typedef struct luavm_config {
  uint32_t struct_size;          /* sizeof(luavm_config) */
  uint32_t flags;                /* none yet: 0 */
  uint32_t vm_cap;               /* VMs alive at once; 0: 1,000; at most 65,535 */
  uint32_t reserved;             /* 0 */
  uint64_t memory_quota_bytes;   /* for all VMs, results, tables in memory and the
                                    cache together, as taken from the system; 0 or
                                    LUAVM_UNLIMITED: no quota */
  uint32_t http_cap;             /* HTTP requests under way at once; 0: 100; at most
                                    65,535 */
  uint32_t ws_cap;               /* WebSocket connections at once; 0: 50; at most
                                    65,535 */
  uint64_t cache_bytes;          /* all that the cache holds; 0: 100 MiB;
                                    LUAVM_UNLIMITED: what the quota allows */
  uint64_t cache_compress_bytes; /* values from this size on are kept compressed;
                                    0: 4,096; LUAVM_UNLIMITED: none */
  const char *ca_file;           /* PEM file of certificate authorities to trust besides
                                    the system's; empty: none */
  size_t ca_file_length;         /* bytes, at most 4,096 */
} luavm_config;

/* Sets what this process allows all VMs together. May be called at any time and
 * again; the newest values count for whatever is asked from then on. Nothing alive
 * is taken away but what the cache has over cache_bytes.
 * config: required. error: NULL, or receives the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_FORKED.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status luavm_configure(const luavm_config *config,
                                       luavm_buffer **error);

/* Counters of this process: see luavm_stats. */
typedef struct luavm_statistics {
  uint32_t struct_size;        /* set by the caller to sizeof */
  uint32_t vm_cap;             /* as configured */
  uint64_t vm_count;           /* alive now */
  uint64_t vm_total;           /* ever made */
  uint64_t eval_total;         /* runs of vm_eval and vm_call that have ended;
                                  what host functions ran counts with theirs */
  uint64_t kill_total;         /* of these, stopped by a limit or interrupt */
  uint64_t memory_bytes;       /* held from the system for VMs, results, tables in
                                  memory and the cache */
  uint64_t memory_peak_bytes;  /* highest value of memory_bytes */
  uint64_t memory_quota_bytes; /* LUAVM_UNLIMITED: none */
  uint64_t block_count;        /* results and buffers not yet freed */
  uint32_t http_cap;           /* as configured, as the next ones */
  uint32_t ws_cap;
  uint64_t cache_bytes;
  uint64_t cache_compress_bytes;
  uint64_t cache_held_bytes; /* of memory_bytes, what the cache holds */
} luavm_statistics;

/* Reads the process-wide counters.
 * statistics: required, its struct_size set.
 * Returns LUAVM_OK; LUAVM_ARGUMENT (NULL, or a struct_size not known);
 * LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status luavm_stats(luavm_statistics *statistics);

/* luavm_fail_allocations: every later request fails as well. */
#define LUAVM_FAIL_ONWARD 1u

/* For tests: makes requests for memory fail, to show what a program does when
 * there is none.
 *
 * A request is each place where the library asks for memory: a block for Lua (a
 * new or growing one), room under a VM's limit, bytes from the system. It counts
 * the calling thread's alone: what runs elsewhere in the process neither fails
 * nor is counted, so a task that repeats itself has the same count every time.
 * VMs made meanwhile hash without a secret for the same reason, and where the
 * first VM of a process is one of those, so do all. What the managed runtime and
 * the C library take for themselves is not a request.
 *
 * nth: the request that fails, from 1, of those that calls made after this one
 * make; LUAVM_UNLIMITED: none, they are only counted; 0: none, and no more
 * counting. flags: 0, that one alone; or LUAVM_FAIL_ONWARD.
 * requests: NULL, or receives how many there were since the call before (0 if
 * they were not counted, or on failure). Fewer than nth: none has failed.
 *
 * What fails is answered as if the system had no memory: LUAVM_MEMORY, with NULL
 * for a block that could not be made; or it is made up for, by a collection for
 * example, and LUAVM_OK. Scripts catch it no more than their limit
 * (see LUAVM_VM_MEMORY_CATCHABLE). Once this is switched off every VM is as usable
 * as it says (see vm_reset), and nothing has leaked.
 * Returns LUAVM_OK; LUAVM_ARGUMENT (unknown flag); LUAVM_FORKED.
 * Threads: any; not from within a running script. */
LUAVM_API luavm_status luavm_fail_allocations(uint64_t nth, uint32_t flags,
                                              uint64_t *requests);

/* ----------------------------------------------------------------- VM */

/* A VM: slot and generation, never a pointer, never used twice. 0 is none. */
typedef uint64_t luavm_vm;

/* What many VMs begin with; see "Templates". A number of the same kind. */
typedef uint64_t luavm_template;

/* What a script may reach. */
enum luavm_profile {
  LUAVM_PROFILE_DEFAULT = 0,  /* standard */
  LUAVM_PROFILE_LOCKED = 1,   /* computation alone: base, string, table, math,
                                 utf8; no clock, no randomness, no load, no
                                 coroutines, no print */
  LUAVM_PROFILE_STANDARD = 2, /* and print (captured), load (text), coroutine,
                                 math.random, os.time/clock/date/difftime */
  LUAVM_PROFILE_REDIS = 3,    /* reserved: LUAVM_UNSUPPORTED in this version */
  LUAVM_PROFILE_TRUSTED = 4   /* all of Lua, files and processes included, for
                                 the host's own scripts; limits still hold */
};

/* Sets of limits. Fields of luavm_vm_options that are not 0 go before. */
enum luavm_preset {
  LUAVM_PRESET_DEFAULT = 0,    /* 16 MiB, soft limit 12 MiB, 5 s, output 1 MiB */
  LUAVM_PRESET_EMBEDDED = 1,   /* 1 MiB, soft 768 KiB, 1 s, output 64 KiB */
  LUAVM_PRESET_PRODUCTION = 2, /* 10 MiB, soft 8 MiB, 5 s, output 1 MiB */
  LUAVM_PRESET_DEVELOPMENT = 3 /* 100 MiB, soft 80 MiB, 60 s, output 16 MiB */
};

/* vm_new: running out of memory is an error that pcall in the script may catch,
 * as in plain Lua. Without it the script is stopped and cannot catch that; only
 * a single request larger than the whole limit is an ordinary error always. */
#define LUAVM_VM_MEMORY_CATCHABLE 1u

/* Smallest memory limit. An idle `standard` VM counts under 24 KiB. */
#define LUAVM_MEMORY_MIN 65536u

/* What a VM is made with: see vm_new. */
typedef struct luavm_vm_options {
  uint32_t struct_size;       /* sizeof(luavm_vm_options) */
  uint32_t flags;             /* LUAVM_VM_... */
  uint32_t profile;           /* LUAVM_PROFILE_... */
  uint32_t preset;            /* LUAVM_PRESET_... */
  uint64_t memory_bytes;      /* hard limit on all a VM causes: Lua heap, output
                                 and the result while it is made. At least
                                 LUAVM_MEMORY_MIN; may exceed what the machine
                                 has, nothing is reserved */
  uint64_t memory_soft_bytes; /* from here on the collector runs in shorter
                                 cycles; not above memory_bytes, so unlimited
                                 only where that is; 0: 3/4 of it */
  uint64_t fuel;              /* per eval: one unit is a branch, a loop turn or
                                 a call, and library work by its size. The same
                                 script spends the same on every machine.
                                 0: LUAVM_UNLIMITED */
  uint64_t wall_ms;           /* per eval, milliseconds on the wall clock */
  uint64_t output_bytes;      /* per eval: what print may write */
  uint64_t result_bytes;      /* per eval: size of the returned values in the
                                 result block; 0: 64 MiB (within memory_bytes) */
  luavm_template host;        /* host functions and values to begin with; 0: none */
  void *user;                 /* the host's own: luavm_call.vm_user */
  uint64_t policy;            /* a luavm_policy: its profile and limits where those
                                 above are 0, its libraries, services and group;
                                 0: none, no services */
  const char *group;          /* a quota group, made if it is not there; empty: the
                                 policy's, or none */
  size_t group_length;        /* bytes, at most LUAVM_GROUP_NAME_MAX */
} luavm_vm_options;

/* Makes a VM.
 * options: NULL for all defaults. vm: required, receives the handle (0 on
 * failure). error: NULL, or receives the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE (no such template or policy);
 * LUAVM_QUOTA (caps and memory of the process and of groups); LUAVM_MEMORY (the system
 * has none, or the template does not fit into the limit); LUAVM_UNSUPPORTED (profile);
 * LUAVM_FORKED. Owns: end *vm with vm_free, *error with luavm_buffer_free. Threads:
 * any. */
LUAVM_API luavm_status vm_new(const luavm_vm_options *options, luavm_vm *vm,
                              luavm_buffer **error);

/* Ends a VM and returns all of its memory to the system. Results it gave stay
 * valid. If an eval is running on another thread it is interrupted, answers
 * LUAVM_CLOSED, and the memory goes when it returns; vm_free does not wait.
 * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status vm_free(luavm_vm vm);

/* Throws away everything scripts have left in a VM and starts it afresh with
 * the options it was made with; the handle stays. Functions of vm_register and
 * of the template are there again; references, objects, classes and what vm_set
 * has put there are gone, as is a run that waited for vm_resume.
 * Returns LUAVM_OK; LUAVM_HANDLE; LUAVM_BUSY; LUAVM_CLOSED; LUAVM_QUOTA;
 * LUAVM_MEMORY; LUAVM_FORKED. After QUOTA or MEMORY the VM holds no state:
 * vm_eval and vm_gc answer LUAVM_CLOSED until a vm_reset succeeds.
 * Threads: one per VM. */
LUAVM_API luavm_status vm_reset(luavm_vm vm);

/* Stops what a VM is running: that call answers LUAVM_CANCELLED, whatever the
 * script does to prevent it. Nothing happens if nothing runs, or while a run waits
 * for vm_resume, which can end it itself (LUAVM_CANCELLED).
 * Returns LUAVM_OK; LUAVM_HANDLE; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status vm_interrupt(luavm_vm vm);

/* ------------------------------------------------------ Memory and GC */

/* A VM's memory counters: see vm_mem_usage. */
typedef struct luavm_memory {
  uint32_t struct_size;   /* set by the caller to sizeof */
  uint32_t reserved;      /* written as 0 */
  uint64_t used_bytes;    /* counted against the limit now */
  uint64_t peak_bytes;    /* highest used_bytes since vm_new or vm_reset */
  uint64_t limit_bytes;   /* the hard limit */
  uint64_t soft_bytes;    /* the soft limit */
  uint64_t system_bytes;  /* taken from the system, free lists included */
  uint64_t gc_count;      /* collection cycles since vm_new or vm_reset */
  uint64_t refused_count; /* requests refused because of the limit */
} luavm_memory;

/* Reads a VM's memory counters, also while it runs (the figures are then a
 * moment's).
 * memory: required, its struct_size set.
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status vm_mem_usage(luavm_vm vm, luavm_memory *memory);

/* What vm_gc does. */
enum luavm_gc_operation {
  LUAVM_GC_COLLECT = 0,     /* one full cycle; *result: bytes it freed */
  LUAVM_GC_STEP = 1,        /* a step of `argument` KiB (0: one basic step);
                             *result: 1 when it ended a cycle, else 0 */
  LUAVM_GC_STOP = 2,        /* until restart; the hard limit still collects */
  LUAVM_GC_RESTART = 3,     /* *result: 0 */
  LUAVM_GC_INCREMENTAL = 4, /* *result: the mode before, one of these two */
  LUAVM_GC_GENERATIONAL = 5 /* likewise */
};

/* Runs or steers a VM's garbage collector.
 * operation: LUAVM_GC_...; argument: see there, 0 to 1,048,576, else 0.
 * result: NULL, or receives the figure above (0 on failure).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE; LUAVM_BUSY; LUAVM_CLOSED;
 * LUAVM_TIMEOUT, LUAVM_FUEL, LUAVM_MEMORY, LUAVM_QUOTA, LUAVM_CANCELLED
 * (finalizers of a trusted VM were stopped); LUAVM_UNSUPPORTED (a trusted VM, and
 * under 512 KiB of C stack left on this thread for its finalizers);
 * LUAVM_FORKED. Threads: one per VM. */
LUAVM_API luavm_status vm_gc(luavm_vm vm, uint32_t operation, int64_t argument,
                             int64_t *result);

/* -------------------------------------------------- Values and results */

/* Values go both ways in the same form: scalars in place, strings and tables
 * behind a pointer. What goes in is copied before the call returns. */
enum luavm_type {
  LUAVM_NIL = 0,       /* `as` is not read */
  LUAVM_BOOLEAN = 1,   /* as.boolean: 0 or 1 */
  LUAVM_INTEGER = 2,   /* as.integer */
  LUAVM_NUMBER = 3,    /* as.number, a double: -0.0, infinities, NaN as is */
  LUAVM_BYTES = 4,     /* as.bytes: a Lua string, any bytes */
  LUAVM_TABLE = 5,     /* as.table, a copy; or a reference */
  LUAVM_FUNCTION = 6,  /* 6 to 8 have no form outside the VM: as.opaque is a */
  LUAVM_COROUTINE = 7, /* number that tells one such value from another within */
  LUAVM_USERDATA = 8   /* the same result; or a reference, or a host object */
};

/* Bits of luavm_value.flags. */
#define LUAVM_VALUE_REFERENCE 1u /* as.reference stands for the value */
#define LUAVM_VALUE_TAKE 2u      /* in, with the above: released once it is read */
#define LUAVM_VALUE_OBJECT 4u    /* LUAVM_USERDATA: as.object, a host object */

/* A Lua value that a VM keeps for the host: see "References". 0 is none. */
typedef uint64_t luavm_ref;

struct luavm_table;

/* A host object as it leaves the VM, and as it may go in again. It lives as long
 * as scripts or a reference hold it, and at least until the VM is next used. */
typedef struct luavm_object {
  uint64_t id;          /* 1, 2, ... within one VM, never used twice */
  luavm_ref class_kind; /* the class it was made of */
  void *user;           /* what the host gave to vm_object; not read on the way in */
} luavm_object;

/* One value: what `type` says, in the member of `as` that goes with it. With
 * LUAVM_VALUE_TAKE the reference is released whatever comes of the call that has
 * read it; where a call is refused before that, nothing is. */
typedef struct luavm_value {
  int32_t type;   /* LUAVM_NIL ... */
  uint32_t flags; /* LUAVM_VALUE_..., else 0 */
  union {
    int64_t integer;
    double number;
    int64_t boolean; /* in: anything but 0 is true */
    const luavm_bytes *bytes;
    const struct luavm_table *table;
    uint64_t opaque; /* out alone */
    luavm_ref reference;
    const luavm_object *object;
  } as;
} luavm_value;

/* A key of a table and its value. */
typedef struct luavm_pair {
  luavm_value key;
  luavm_value value;
} luavm_pair;

/* A copy of a Lua table, made without metamethods. A table met twice is the
 * same luavm_table both times, so cycles are kept: whoever walks deep marks
 * what it has seen, by `id`. The same on the way in: one luavm_table met twice
 * becomes one Lua table. There, items may be nil (holes), a pair's key may be
 * anything but nil and NaN, and of equal keys the last one counts, pairs after
 * items; 1.0 and 1 are equal, 1 and "1" are not. */
typedef struct luavm_table {
  uint64_t id;              /* out: 1, 2, ... within one result; in: not read */
  size_t item_count;        /* n: the keys 1..n, none of them nil */
  const luavm_value *items; /* their values in order */
  size_t pair_count;        /* every other key, in no order */
  const luavm_pair *pairs;
} luavm_table;

/* What an eval spent. */
typedef struct luavm_usage {
  uint64_t fuel;              /* units, counted without a limit too */
  uint64_t wall_ns;           /* nanoseconds */
  uint64_t cpu_ns;            /* nanoseconds of this thread's processor time */
  uint64_t memory_bytes;      /* counted when the eval ended */
  uint64_t memory_peak_bytes; /* highest during the eval */
  uint64_t gc_count;          /* collection cycles during the eval */
  uint64_t service_ns;        /* nanoseconds that it waited for services (HTTP,
                                 WebSocket, stores), which wall_ns holds too */
} luavm_usage;

/* What came of a call: one block, which holds all that it points to, and belongs
 * to the caller until vm_result_free. */
typedef struct luavm_result {
  uint32_t struct_size;  /* of the library that made it */
  luavm_status status;   /* as the call returned it */
  luavm_bytes message;   /* empty when ok; else what happened, which limit
                            and its value, what to do */
  luavm_bytes traceback; /* Lua frames at the error or kill, innermost first,
                            one per line; empty when ok */
  luavm_bytes source;    /* chunk name of the failing line, or empty */
  int64_t line;          /* the failing line, from 1; 0: not known */
  luavm_bytes output;    /* what print wrote, also after a failure */
  size_t value_count;    /* returned values; 0 after a failure. With
                            LUAVM_PENDING: what the host function gave along */
  const luavm_value *values;
  luavm_usage usage; /* of the whole run, also where it was resumed */
  luavm_value error; /* the error value itself, whatever it is, after
                        LUAVM_RUNTIME and LUAVM_SANDBOX (nil where it does
                        not fit into the limits); else nil */
} luavm_result;

/* Gives a result and all it points to back. References in it stay: they are
 * released on their own.
 * Returns LUAVM_OK (also for NULL); LUAVM_ARGUMENT when the pointer is not a
 * live result of this library; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status vm_result_free(luavm_result *result);

/* --------------------------------------------------------------- Eval */

/* vm_eval, vm_load: use the VM's lasting global environment instead of a fresh
 * one. */
#define LUAVM_EVAL_KEEP_ENVIRONMENT 1u
/* Functions, coroutines and userdata come out as references, to be released. */
#define LUAVM_EVAL_KEEP_FUNCTIONS 2u
/* Tables come out as references, not as copies. */
#define LUAVM_EVAL_KEEP_TABLES 4u
/* Tables come out as copies whose own tables are references. */
#define LUAVM_EVAL_SHALLOW 8u
/* A table that would come out in two places, or inside itself, is refused with
 * LUAVM_RUNTIME and a message that names both places. */
#define LUAVM_EVAL_REFUSE_SHARED 16u

/* Longest source text: 256 MiB. */
#define LUAVM_SOURCE_MAX 268435456u

/* For every call that runs a script or hands out values. A call made from within
 * a host function has the limits of the run it is part of: those here must be 0. */
typedef struct luavm_eval_options {
  uint32_t struct_size;     /* sizeof(luavm_eval_options) */
  uint32_t flags;           /* LUAVM_EVAL_... */
  const char *chunk_name;   /* of a source; shown in messages, e.g. "rules.lua";
                               empty: "script". Control bytes are shown as '?' */
  size_t chunk_name_length; /* bytes, at most 4,096 */
  uint64_t fuel;            /* each 0: as the VM has it. A call may ask for */
  uint64_t wall_ms;         /* more or less than the VM's own limit */
  uint64_t output_bytes;
  uint64_t result_bytes;
  uint64_t slice_fuel; /* fuel after which the call answers LUAVM_YIELDED;
                          0: none. C code, and Lua code that it waits for
                          (a comparison of table.sort, a replacement of
                          string.gsub, a call from a host function), is not
                          left in the middle: the limits alone bound it */
} luavm_eval_options;

/* Compiles and runs a Lua source text.
 *
 * Globals: each eval gets a fresh environment, so it sees nothing that another
 * left behind; with LUAVM_EVAL_KEEP_ENVIRONMENT those of one VM share one. What
 * the host has put there (vm_set, vm_register) is in both.
 * source: Lua text, any bytes; a byte-order mark and a first line that starts
 * with '#' are skipped. Precompiled chunks are refused (LUAVM_SANDBOX).
 * source_length: bytes, at most LUAVM_SOURCE_MAX. options: NULL for the VM's.
 * result: NULL, or receives a block on every path, the failures of the caller
 * included (NULL only if the system has no memory for one). Without one nothing
 * comes out as a reference.
 *
 * Returns LUAVM_OK; LUAVM_SYNTAX, LUAVM_RUNTIME, LUAVM_SANDBOX (the script's
 * failures); LUAVM_MEMORY, LUAVM_TIMEOUT, LUAVM_FUEL, LUAVM_OUTPUT, LUAVM_QUOTA
 * (a limit); LUAVM_CANCELLED, LUAVM_CLOSED (stopped from outside);
 * LUAVM_PENDING, LUAVM_YIELDED (not done: vm_resume);
 * LUAVM_ARGUMENT, LUAVM_HANDLE, LUAVM_BUSY (also while a run waits, see
 * vm_resume), LUAVM_FORKED, LUAVM_UNSUPPORTED (under 512 KiB of C stack left on
 * this thread, or host functions nested too deep). After every one of them but
 * LUAVM_HANDLE, LUAVM_CLOSED and LUAVM_FORKED the VM still answers.
 * Owns: free *result with vm_result_free; it outlives the VM.
 * Threads: one per VM. */
LUAVM_API luavm_status vm_eval(luavm_vm vm, const char *source, size_t source_length,
                               const luavm_eval_options *options,
                               luavm_result **result);

/* Compiles a source once, for many calls. Its environment is a fresh one that
 * its calls share, or the lasting one (LUAVM_EVAL_KEEP_ENVIRONMENT).
 * source, source_length, options, result: as for vm_eval. function: required,
 * receives a reference to the chunk as a function (0 on failure), whose arguments
 * the source sees as `...`.
 * Returns: as vm_eval, but nothing runs.
 * Owns: give *function back with vm_release, *result with vm_result_free.
 * Threads: one per VM. */
LUAVM_API luavm_status vm_load(luavm_vm vm, const char *source, size_t source_length,
                               const luavm_eval_options *options, luavm_ref *function,
                               luavm_result **result);

/* Most arguments of a call. */
#define LUAVM_ARGUMENT_MAX 10000u

/* Calls a function, or whatever else can be called.
 * function: required; a reference to it, or a string: the dotted path of a global
 * (as vm_get reads it). arguments: argument_count values, at most
 * LUAVM_ARGUMENT_MAX; NULL if there are none. options: NULL for the VM's.
 * result: as for vm_eval; its values are what the function returned, and its
 * usage.cpu_ns is 0: a clock for it would cost more than a small function.
 * Returns: as vm_eval but LUAVM_SYNTAX; LUAVM_RUNTIME also for nil and whatever
 * else cannot be called, and for a path that leads to nothing; LUAVM_ARGUMENT also
 * for a value that is none, or a reference that is not one of this VM.
 * Owns: free *result with vm_result_free. Threads: one per VM. */
LUAVM_API luavm_status vm_call(luavm_vm vm, const luavm_value *function,
                               const luavm_value *arguments, size_t argument_count,
                               const luavm_eval_options *options,
                               luavm_result **result);

/* Goes on with a run that answered LUAVM_PENDING or LUAVM_YIELDED. Time between
 * the two calls does not count against its limits; fuel, output and the rest go on
 * where they were.
 *
 * Until then vm_function, vm_class, vm_object, vm_keep and vm_register work, as part
 * of the run that waits (each may cost it a unit of fuel): what it waits for may
 * have to be made first. So do vm_release, vm_mem_usage, and vm_reset and vm_free,
 * which end the run. Everything else that uses the VM is LUAVM_BUSY.
 * status: LUAVM_OK, and for a pending host function `values` are its results;
 * LUAVM_RUNTIME, and it raises values[0] (nil if there is none); LUAVM_CANCELLED:
 * the run ends with that status.
 * values: value_count of them, at most LUAVM_ARGUMENT_MAX; none after
 * LUAVM_YIELDED. options: NULL, or the flags and slice_fuel from here on; its
 * limits must be 0.
 * result: as for vm_eval; its output is what was printed since the call before.
 * Returns: as vm_call; LUAVM_ARGUMENT also where no run waits, and after
 * LUAVM_YIELDED for values or LUAVM_RUNTIME. The run goes on waiting, so that this
 * may be asked again, after LUAVM_ARGUMENT, LUAVM_BUSY and LUAVM_UNSUPPORTED, and
 * after LUAVM_MEMORY where there was no room to begin: *result is NULL then, or
 * the values did not fit and the VM is LUAVM_VM_MEMORY_CATCHABLE. Who does not know
 * asks with LUAVM_CANCELLED: that ends the run, or is LUAVM_ARGUMENT.
 * Owns: free *result with vm_result_free. Threads: one per VM, any. */
LUAVM_API luavm_status vm_resume(luavm_vm vm, luavm_status status,
                                 const luavm_value *values, size_t value_count,
                                 const luavm_eval_options *options,
                                 luavm_result **result);

/* ------------------------------------------------------------ Globals */

/* Longest path: 4,096 bytes. */
#define LUAVM_PATH_MAX 4096u

/* Reads a global, or a field below one, without metamethods.
 * path: names with dots between them, "limits.cpu.max"; path_length: bytes, at
 * most LUAVM_PATH_MAX; empty: the table of globals. A name that is not there, or
 * something that is no table on the way, gives nil. The lasting environment is
 * read, which has all that vm_set and vm_register have put there.
 * options: NULL, or how tables and functions are to come out (flags).
 * result: as for vm_eval; one value.
 * Returns: as vm_call.
 * Owns: free *result with vm_result_free. Threads: one per VM. */
LUAVM_API luavm_status vm_get(luavm_vm vm, const char *path, size_t path_length,
                              const luavm_eval_options *options, luavm_result **result);

/* vm_set: scripts cannot write the table, nor any table in it. */
#define LUAVM_SET_READ_ONLY 1u

/* Writes a global, or a field below one, without metamethods: into the lasting
 * environment, and into what fresh ones begin with. A table is not copied for
 * each of these: where a script may write it, others of this VM see that.
 * path: as for vm_get, but not empty; tables that are not there on the way are
 * made, anything else there is LUAVM_ARGUMENT. value: required; nil removes.
 * flags: LUAVM_SET_... result: as for vm_eval; no values.
 * Returns: as vm_call.
 * Owns: free *result with vm_result_free. Threads: one per VM. */
LUAVM_API luavm_status vm_set(luavm_vm vm, const char *path, size_t path_length,
                              const luavm_value *value, uint32_t flags,
                              luavm_result **result);

/* --------------------------------------------------------- References */

/* Reads a field of what a reference stands for, as a script would: metamethods
 * run.
 * object: the reference. key: required. options, result: as for vm_call; one
 * value.
 * Returns: as vm_call.
 * Owns: free *result with vm_result_free. Threads: one per VM. */
LUAVM_API luavm_status vm_index(luavm_vm vm, luavm_ref object, const luavm_value *key,
                                const luavm_eval_options *options,
                                luavm_result **result);

/* Writes one, likewise.
 * object, key, options, result: as for vm_index. value: required.
 * Returns: as vm_call.
 * Owns: free *result with vm_result_free. Threads: one per VM. */
LUAVM_API luavm_status vm_assign(luavm_vm vm, luavm_ref object, const luavm_value *key,
                                 const luavm_value *value,
                                 const luavm_eval_options *options,
                                 luavm_result **result);

/* Makes a reference to a value: to one that came to a host function, to a copy of
 * a host's table, to another reference's value. The VM keeps the value until the
 * reference is released; both count against its memory limit.
 * value: required. reference: required, receives it (0 on failure). error: NULL,
 * or receives the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_MEMORY; LUAVM_QUOTA; LUAVM_TIMEOUT,
 * LUAVM_CANCELLED; LUAVM_HANDLE; LUAVM_BUSY; LUAVM_CLOSED; LUAVM_UNSUPPORTED;
 * LUAVM_FORKED.
 * Owns: give *reference back with vm_release, *error with luavm_buffer_free.
 * Threads: one per VM. */
LUAVM_API luavm_status vm_keep(luavm_vm vm, const luavm_value *value,
                               luavm_ref *reference, luavm_buffer **error);

/* Gives references back; their values go once nothing else holds them.
 * references: `count` of them, zeros are passed over; NULL if count is 0.
 * Returns LUAVM_OK; LUAVM_ARGUMENT (NULL; or a reference that is none of this VM,
 * or was released before: the others are released all the same); LUAVM_HANDLE;
 * LUAVM_FORKED. Threads: any, also while the VM runs. */
LUAVM_API luavm_status vm_release(luavm_vm vm, const luavm_ref *references,
                                  size_t count);

/* ----------------------------------------------------- Host functions */

/* A call of a host function: what the script gave. The struct is there until the
 * function returns, the arguments until its reply has been read: a reply may point
 * to them. All of it is the library's. */
typedef struct luavm_call {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */
  luavm_vm vm;       /* who calls */
  void *vm_user;     /* luavm_vm_options.user */
  size_t argument_count;
  const luavm_value *arguments; /* functions, coroutines and userdata as
                                   references, which end when the reply has been
                                   read unless vm_keep makes others of them (host
                                   objects as themselves); tables as copies
                                   (see LUAVM_FUNCTION_KEEP_TABLES) */
} luavm_call;

/* What it answers. */
typedef struct luavm_reply {
  uint32_t struct_size;
  uint32_t value_room; /* values that `values` has room for at first: 16 */
  size_t value_count;  /* 0 at first */
  luavm_value *values; /* the library's; or set to an array of the host's own */
  void (*release)(void *release_user); /* NULL, or set to what the library calls
                                          once, when it has read the values */
  void *release_user;
} luavm_reply;

/* A host function. It runs on the thread that runs the script, whose limits count
 * on meanwhile but cannot stop it.
 *
 * It returns LUAVM_OK: reply->values are the results. LUAVM_RUNTIME: values[0] is
 * raised as an error, as it is: a string, a table, a host object; what reaches
 * the host again uncaught is the same value (luavm_result.error). LUAVM_PENDING:
 * the answer comes later, the run ends with LUAVM_PENDING and these values, and
 * vm_resume gives the results; where that cannot be (within table.sort,
 * string.gsub, a metamethod called from C, a nested call) the script gets an
 * error. LUAVM_CANCELLED: the run ends, scripts cannot catch it. LUAVM_MEMORY,
 * LUAVM_QUOTA: as if the VM had run out of memory, for what luavm_reply_memory could
 * not give. LUAVM_SANDBOX: an error that is reported as such if it is not caught.
 * Anything else is an error that names the function and the status.
 *
 * It may use the VM that called it, up to 16 deep, as part of the same run:
 * vm_eval, vm_load, vm_call, vm_get, vm_set, vm_index, vm_assign, vm_keep, vm_gc
 * and the making of functions, classes and objects; vm_reset and vm_resume answer
 * LUAVM_BUSY. vm_free ends the run with LUAVM_CLOSED once it has returned. It must
 * not leave in another way: no longjmp, no C++ exception.
 *
 * user: of the function, the method or the class. */
typedef luavm_status (*luavm_callback)(void *user, const luavm_call *call,
                                       luavm_reply *reply);

/* Memory for a reply: strings, tables, arrays of values. It lasts until the
 * library has read the reply, is aligned to 16 bytes and counts against the VM's
 * limit.
 * reply: as given to the host function that is running. bytes: at most 1 GiB.
 * memory: required, receives it (NULL on failure).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_MEMORY, LUAVM_QUOTA; LUAVM_FORKED.
 * Owns: the library. Threads: the one that the function runs on. */
LUAVM_API luavm_status luavm_reply_memory(luavm_reply *reply, size_t bytes,
                                          void **memory);

/* Tables come to the function as references, not as copies. */
#define LUAVM_FUNCTION_KEEP_TABLES 1u

/* A host function as the library gets to know it. */
typedef struct luavm_function {
  uint32_t struct_size;        /* sizeof(luavm_function) */
  uint32_t flags;              /* LUAVM_FUNCTION_... */
  const char *name;            /* shown in messages; for vm_register the path */
  size_t name_length;          /* bytes, at most LUAVM_PATH_MAX; no NUL in it */
  luavm_callback call;         /* required */
  void *user;                  /* given to `call` */
  void (*release)(void *user); /* NULL, or called once when neither a VM nor a
                                  template needs the function any more: before
                                  something runs or is made in the VM, before a
                                  script's call of a host function reaches it,
                                  in vm_gc, vm_reset or vm_free, in
                                  template_register or template_free; on that
                                  call's thread, with no lock held. It may call
                                  the library; what would use that VM is
                                  LUAVM_BUSY or LUAVM_HANDLE, but for
                                  vm_release and what any thread may call */
} luavm_function;

/* Puts a host function where every script of the VM finds it, also after
 * vm_reset. Modules on the way are made and cannot be written by scripts.
 * function: required; its name is a path, "log" or "game.spawn". What is there
 * already is replaced. error: NULL, or receives the message (NULL on success).
 * Returns: as vm_keep. Only with LUAVM_OK does the library own `user`, until it
 * calls `release`. Owns: free *error with luavm_buffer_free.
 * Threads: one per VM. */
LUAVM_API luavm_status vm_register(luavm_vm vm, const luavm_function *function,
                                   luavm_buffer **error);

/* Makes a host function that is in no table yet: an argument, a field, a result.
 * function: required; any name. reference: required, receives it (0 on failure).
 * error: NULL, or receives the message (NULL on success).
 * Returns: as vm_register; `user` as there.
 * Owns: give *reference back with vm_release, *error with luavm_buffer_free.
 * Threads: one per VM. */
LUAVM_API luavm_status vm_function(luavm_vm vm, const luavm_function *function,
                                   luavm_ref *reference, luavm_buffer **error);

/* ------------------------------------------------------- Host objects */

/* A method of a class. The library checks that the first argument is an object of
 * the class. */
typedef struct luavm_method {
  const char *name;    /* "read": object:read(...). With two underscores the
                          metamethod of that name: __call, __len, __tostring,
                          __eq, __lt, __le, __concat, __close, __pairs, __unm and
                          the other operators; not __gc, __index, __newindex,
                          __metatable, __mode, __name */
  size_t name_length;  /* bytes, from 1 to LUAVM_PATH_MAX; no NUL in it */
  luavm_callback call; /* its first argument is the object (for operators, either
                          operand is) */
  void *user;          /* given to `call` */
} luavm_method;

/* Most methods of a class. */
#define LUAVM_METHOD_MAX 1000u

/* A class of host objects: what scripts may do with one. */
typedef struct luavm_class {
  uint32_t struct_size; /* sizeof(luavm_class) */
  uint32_t flags;       /* LUAVM_FUNCTION_..., for all that it calls */
  const char *name;     /* shown by tostring and in messages, "File" */
  size_t name_length;   /* bytes, from 1 to LUAVM_PATH_MAX; no NUL in it */
  const luavm_method *methods;
  size_t method_count;         /* at most LUAVM_METHOD_MAX */
  luavm_callback get;          /* NULL, or reads a property: (object, key), where
                                  the key is no method; without it, nil */
  luavm_callback set;          /* NULL, or writes one: (object, key, value);
                                  without it, an error */
  void *user;                  /* given to get, set and object_release */
  void (*release)(void *user); /* NULL, or called once, when the class and all
                                  its objects are gone; for the rest see
                                  luavm_function.release */
  void (*object_release)(void *user, void *object); /* NULL, or called once for
                                       each object that is gone, likewise */
} luavm_class;

/* Makes a class of host objects. Scripts see neither it nor its metatable.
 * definition: required. kind: required, receives a reference to the class (0 on
 * failure). error: NULL, or receives the message (NULL on success).
 * Returns: as vm_register; `user` as there.
 * Owns: give *kind back with vm_release (its objects stay what they are), *error
 * with luavm_buffer_free. Threads: one per VM. */
LUAVM_API luavm_status vm_class(luavm_vm vm, const luavm_class *definition,
                                luavm_ref *kind, luavm_buffer **error);

/* Makes a host object: to scripts, a userdata that they can use but not look into.
 * kind: of vm_class. object: the host's, handed to methods as
 * as.object->user. reference: required, receives it (0 on failure). error: NULL,
 * or receives the message (NULL on success).
 * Returns: as vm_keep. Only with LUAVM_OK does the library own `object`, until it
 * calls object_release.
 * Owns: give *reference back with vm_release, *error with luavm_buffer_free.
 * Threads: one per VM. */
LUAVM_API luavm_status vm_object(luavm_vm vm, luavm_ref kind, void *object,
                                 luavm_ref *reference, luavm_buffer **error);

/* ---------------------------------------------------------- Templates */

/* Makes a template: host functions that VMs begin with (luavm_vm_options.host).
 * templ: required, receives the handle (0 on failure). error: NULL, or receives
 * the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (65,535 templates); LUAVM_MEMORY;
 * LUAVM_FORKED.
 * Owns: end *templ with template_free, *error with luavm_buffer_free.
 * Threads: any. */
LUAVM_API luavm_status template_new(luavm_template *templ, luavm_buffer **error);

/* Adds a host function, under its path as vm_register has it, to the VMs made
 * from now on; they share its `user`. It replaces one of the same path.
 * function: required. error: NULL, or receives the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE; LUAVM_MEMORY; LUAVM_FORKED.
 * Only with LUAVM_OK does the library own `user`, until it calls `release`: when
 * the template and every VM made of it are gone.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status template_register(luavm_template templ,
                                         const luavm_function *function,
                                         luavm_buffer **error);

/* Ends a template. VMs made of it stay as they are.
 * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status template_free(luavm_template templ);

/* ------------------------------------------------------- Quota groups */

/* Groups share limits among VMs: "tenants/ada" lies in "tenants", and both in the
 * process. What a VM takes from the system, what its services hold for it, and what it
 * has put into the cache, is charged to its group and to all above; what the cache
 * keeps goes first where there is no room. Names: parts of letters, digits, '-', '_'
 * and '.', with '/' between them, at most LUAVM_GROUP_NAME_MAX bytes, 16 deep. */
#define LUAVM_GROUP_NAME_MAX 256u

/* What a group allows: see quota_set. */
typedef struct luavm_quota {
  uint32_t struct_size;       /* sizeof(luavm_quota) */
  uint32_t flags;             /* none yet: 0 */
  uint32_t vm_cap;            /* VMs alive in it and below, at most 65,535; 0: no cap */
  uint32_t reserved;          /* 0 */
  uint64_t memory_bytes;      /* hard limit; 0 or LUAVM_UNLIMITED: none */
  uint64_t memory_soft_bytes; /* from here on its VMs collect in shorter cycles;
                                 not above memory_bytes; 0: 3/4 of it */
} luavm_quota;

/* Makes a group, or changes what it allows; nothing alive is taken away. Groups
 * above it that are not there are made without limits.
 * group: its name, not empty; group_length: bytes, at most LUAVM_GROUP_NAME_MAX.
 * quota: required. error: NULL, or receives the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (4,096 groups); LUAVM_FORKED.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status quota_set(const char *group, size_t group_length,
                                 const luavm_quota *quota, luavm_buffer **error);

/* Counters of a group: see quota_read. */
typedef struct luavm_quota_usage {
  uint32_t struct_size;        /* set by the caller to sizeof */
  uint32_t vm_cap;             /* 0: no cap */
  uint64_t vm_count;           /* alive in it and below */
  uint64_t memory_bytes;       /* held now, by it and below */
  uint64_t memory_peak_bytes;  /* highest memory_bytes */
  uint64_t memory_limit_bytes; /* LUAVM_UNLIMITED: none */
  uint64_t memory_soft_bytes;  /* LUAVM_UNLIMITED: none */
  uint64_t refused_count;      /* VMs not admitted, requests refused */
} luavm_quota_usage;

/* Reads a group's counters.
 * group: its name; group_length: bytes, at most LUAVM_GROUP_NAME_MAX; empty: the
 * process. usage: required, its struct_size set.
 * Returns LUAVM_OK; LUAVM_ARGUMENT (also: no such group); LUAVM_FORKED.
 * Threads: any. */
LUAVM_API luavm_status quota_read(const char *group, size_t group_length,
                                  luavm_quota_usage *usage);

/* Forgets a group that no VM and no group below it needs. What the cache keeps for it
 * goes.
 * group: as for quota_set.
 * Returns LUAVM_OK; LUAVM_ARGUMENT (no such group); LUAVM_BUSY (it is in use);
 * LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status quota_remove(const char *group, size_t group_length);

/* -------------------------------------------------------------- Cache */

/* One cache for the process, in memory and bounded in bytes (luavm_config): what was
 * not used for longest goes first. Each tenant has keys of its own and its share.
 * Scripts have it as module cache where their policy says so: docs/cache.md. */

/* Puts a value, in place of one of the same key.
 * tenant: whose; not empty; tenant_length: bytes, from 1 to 256. key: not empty;
 * key_length: bytes, from 1 to 1,024. value: required; a boolean, number or string, or
 * a table of those as a tree at most 64 deep, up to 256 MiB as docs/stores.md encodes
 * it; nil deletes. ttl_ms: it is gone after so long; 0: when room is needed. error:
 * NULL, or receives the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (it is larger than the cache or the
 * tenant's share, or the process or the tenant's quota group, which is that of the VM
 * made last with the tenant, has no room for it); LUAVM_MEMORY; LUAVM_FORKED.
 * After a failure the key has what it had, or nothing.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status cache_put(const char *tenant, size_t tenant_length,
                                 const char *key, size_t key_length,
                                 const luavm_value *value, uint64_t ttl_ms,
                                 luavm_buffer **error);

/* Gets a value.
 * tenant: as for cache_put. key: as for cache_put. result: required, receives a block
 * on every path as vm_eval does; one value, nil if there is none.
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (the process has no room for it);
 * LUAVM_MEMORY; LUAVM_FORKED.
 * Owns: free *result with vm_result_free. Threads: any. */
LUAVM_API luavm_status cache_get(const char *tenant, size_t tenant_length,
                                 const char *key, size_t key_length,
                                 luavm_result **result);

/* Deletes a key, if it is there.
 * tenant: as for cache_put. key: as for cache_put. existed: NULL, or receives 1 or 0
 * (0 on failure). error: as for cache_put.
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_MEMORY; LUAVM_FORKED.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status cache_delete(const char *tenant, size_t tenant_length,
                                    const char *key, size_t key_length,
                                    int32_t *existed, luavm_buffer **error);

/* Deletes all keys of a tenant.
 * tenant: as for cache_put. error: as for cache_put.
 * Returns: as cache_delete.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status cache_clear(const char *tenant, size_t tenant_length,
                                   luavm_buffer **error);

/* Gives a tenant a share of the cache, in bytes; what it has beyond that goes.
 * tenant: as for cache_put. share_bytes: 0 or LUAVM_UNLIMITED: all of it. error: as
 * for cache_put.
 * Returns: as cache_delete.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status cache_share(const char *tenant, size_t tenant_length,
                                   uint64_t share_bytes, luavm_buffer **error);

/* Counters of the cache, or of a tenant: see cache_stats. */
typedef struct luavm_cache_statistics {
  uint32_t struct_size;    /* set by the caller to sizeof */
  uint32_t reserved;       /* written as 0 */
  uint64_t entry_count;    /* keys in it */
  uint64_t byte_count;     /* keys, values as they are kept, and 192 for each */
  uint64_t capacity_bytes; /* of the cache, or the tenant's share */
  uint64_t hit_count;      /* values found */
  uint64_t miss_count;     /* keys asked for that were not there */
  uint64_t eviction_count; /* values that had to go to make room */
} luavm_cache_statistics;

/* Reads the counters.
 * tenant: whose; empty: those of the whole cache; tenant_length: bytes, at most 256.
 * statistics: required, its struct_size set.
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_MEMORY; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status cache_stats(const char *tenant, size_t tenant_length,
                                   luavm_cache_statistics *statistics);
/* ------------------------------------------------------------- Stores */

/* A persistent table: keys and values that lie outside of VMs and outlive them.
 * Slot and generation, as luavm_vm. 0 is none. */
typedef uint64_t luavm_store;

/* An acknowledged write survives a loss of power, not only the end of the process
 * (SQLite: synchronous=FULL instead of NORMAL). */
#define LUAVM_STORE_DURABLE 1u
/* Nothing is written; a file that is not there is an error. */
#define LUAVM_STORE_READ_ONLY 2u

/* What a callback of a store answers. All of it is 0 before each call. What it
 * points to stays as it is until the next call for the same store: the library has
 * copied it by then. */
typedef struct luavm_store_answer {
  uint32_t struct_size; /* sizeof(luavm_store_answer) */
  int32_t found;        /* of get and next: 1; or 0, there is none */
  luavm_bytes key;      /* of next */
  luavm_bytes value;    /* of get */
  uint64_t expires_ms;  /* of get: as set was given it */
  uint64_t key_count;   /* of size: the number of keys, */
  uint64_t byte_count;  /* and the bytes of keys and values */
  luavm_bytes message;  /* of a failure: UTF-8 that says more, at most 1,024 bytes */
} luavm_store_answer;

/* A store of the host's own. Keys and values are any bytes, in the encodings of
 * docs/stores.md; keys have 1 to 1,025 bytes. One call at a time, from any thread,
 * also from threads of the library. Each returns LUAVM_OK, or that nothing has
 * happened: LUAVM_RUNTIME, LUAVM_NETWORK, LUAVM_TIMEOUT, LUAVM_QUOTA, LUAVM_MEMORY.
 * A call for the same store from within one is refused with LUAVM_BUSY. */
typedef struct luavm_store_backend {
  uint32_t struct_size; /* sizeof(luavm_store_backend) */
  uint32_t flags;       /* none yet: 0 */
  void *user;           /* given to all of them */
  luavm_status (*get)(void *user, const luavm_bytes *key, luavm_store_answer *answer);
  /* expires_ms: when the entry is gone, in milliseconds since 1970 (UTC); 0: it
   * stays. The library reads none whose time is over, and removes those it meets. */
  luavm_status (*set)(void *user, const luavm_bytes *key, const luavm_bytes *value,
                      uint64_t expires_ms, luavm_store_answer *answer);
  /* Of a key that may be absent ("delete" is taken in C++). */
  luavm_status (*remove)(void *user, const luavm_bytes *key,
                         luavm_store_answer *answer);
  /* Asked before each write where there is a cap. */
  luavm_status (*size)(void *user, luavm_store_answer *answer);
  /* The first key behind `after`, which need not be there (from the first one, if
   * its length is 0), in the order of memcmp. */
  luavm_status (*next)(void *user, const luavm_bytes *after,
                       luavm_store_answer *answer);
  void (*release)(void *user); /* NULL, or called once, behind all other calls */
} luavm_store_backend;

/* What a store is opened with: see store_open. */
typedef struct luavm_store_options {
  uint32_t struct_size; /* sizeof(luavm_store_options) */
  uint32_t flags;       /* LUAVM_STORE_... */
  const char *url;      /* "memory:"; "sqlite:PATH", a file that is made if it is not
                           there; "redis://[user:password@]host[:port][/database]" or
                           "rediss://..."; empty with a backend */
  size_t url_length;    /* bytes, from 1 to 4,096; 0 with a backend */
  const char *table;    /* one of the tables that a file or server holds; empty:
                           "main". Letters, digits, '-', '_', '.', ':' */
  size_t table_length;  /* bytes, at most 128 */
  const luavm_store_backend *backend; /* NULL, or the host's own; copied */
  uint64_t key_cap;     /* most keys; 0: 1,000,000; LUAVM_UNLIMITED: no cap */
  uint64_t byte_cap;    /* most bytes of keys and values, encoded; 0: 1 GiB */
  uint64_t value_bytes; /* longest value, encoded; 0: 1 MiB; at most 1 GiB */
  uint64_t timeout_ms;  /* for a lock or an answer; 0: 5,000 */
  const char *group;    /* the quota group charged for what the store holds in
                           memory; empty: the process */
  size_t group_length;  /* bytes, at most 256 */
} luavm_store_options;

/* Opens a store. Two stores, in one process or two, may be open on the same file.
 * options: required. store: required, receives the handle (0 on failure). error:
 * NULL, or receives the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_RUNTIME (no such folder, no permission, a
 * file that is damaged or of a newer version: it is left as it is); LUAVM_NETWORK
 * (no such server); LUAVM_TIMEOUT; LUAVM_UNSUPPORTED (a library without that
 * backend); LUAVM_QUOTA (65,535 stores, or no room in the group); LUAVM_FORKED.
 * After a failure the backend's release is not called.
 * Owns: end *store with store_free, *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status store_open(const luavm_store_options *options,
                                  luavm_store *store, luavm_buffer **error);

/* Reads a value.
 * key: required; a string, an integer, a number or a boolean (1.0 and 1 are one
 * key). result: required, receives a block on every path as vm_eval does; one value,
 * nil if there is none.
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE; LUAVM_RUNTIME (what is there cannot
 * be read); LUAVM_NETWORK; LUAVM_TIMEOUT; LUAVM_QUOTA (no room for it in the process);
 * LUAVM_MEMORY; LUAVM_BUSY (from within a callback of the store); LUAVM_FORKED.
 * Owns: free *result with vm_result_free. Threads: any. */
LUAVM_API luavm_status store_get(luavm_store store, const luavm_value *key,
                                 luavm_result **result);

/* A write: see store_put. */
typedef struct luavm_store_entry {
  luavm_value key;
  luavm_value value; /* nil: deletes. No functions, coroutines or userdata; tables
                        as trees, at most 64 deep */
  uint64_t ttl_ms;   /* gone after so many milliseconds; 0: stays */
} luavm_store_entry;

/* Writes entries in order, all or none of them; for a backend of the host's own, as
 * many calls of which those that have succeeded are undone when one fails.
 * entries: count of them, at most 1,000,000. error: NULL, or receives the message
 * (NULL on success).
 * Returns: as store_get; LUAVM_QUOTA (key_cap, byte_cap, value_bytes). With
 * LUAVM_OK they are as safe as LUAVM_STORE_DURABLE says.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status store_put(luavm_store store, const luavm_store_entry *entries,
                                 size_t count, luavm_buffer **error);

/* Deletes a key, if it is there.
 * key: as for store_get. existed: NULL, or receives 1 or 0 (0 on failure). error: as
 * for store_put.
 * Returns: as store_put. Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status store_delete(luavm_store store, const luavm_value *key,
                                    int32_t *existed, luavm_buffer **error);

/* Lists entries in the order of their keys: booleans, numbers, strings.
 * after: NULL, or the key behind which to begin. limit: from 1 to 100,000. result: as
 * for store_get; one table, whose items are {key, value} in turn: at most so many, no
 * more once they have 16 MiB, and at least one unless there are none.
 * Returns: as store_get. Owns: free *result with vm_result_free. Threads: any. */
LUAVM_API luavm_status store_list(luavm_store store, const luavm_value *after,
                                  size_t limit, luavm_result **result);

/* All entries as one document of JSON Lines (docs/stores.md), written from one
 * moment's state where the backend can; others that write wait meanwhile.
 * document: required, receives it (NULL on failure). error: as for store_put.
 * Returns: as store_get. Owns: free both with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status store_export(luavm_store store, luavm_buffer **document,
                                    luavm_buffer **error);

/* Writes what store_export has written, all or nothing, over what is there.
 * document: not empty; document_length: bytes, at most 2,147,483,647. count: NULL,
 * or receives the number of entries (0 on failure). error: as for store_put; it names
 * the line.
 * Returns: as store_put; LUAVM_SYNTAX. Owns: free *error with luavm_buffer_free.
 * Threads: any. */
LUAVM_API luavm_status store_import(luavm_store store, const char *document,
                                    size_t document_length, uint64_t *count,
                                    luavm_buffer **error);

/* Counters of a store: see store_stats. */
typedef struct luavm_store_statistics {
  uint32_t struct_size; /* set by the caller to sizeof */
  uint32_t reserved;    /* written as 0 */
  uint64_t key_count;   /* keys in it */
  uint64_t byte_count;  /* of keys and values, encoded */
  uint64_t key_cap;     /* LUAVM_UNLIMITED: none */
  uint64_t byte_cap;    /* likewise */
} luavm_store_statistics;

/* Reads a store's counters.
 * statistics: required, its struct_size set. error: as for store_put.
 * Returns: as store_get. Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status store_stats(luavm_store store,
                                   luavm_store_statistics *statistics,
                                   luavm_buffer **error);

/* Gives a store up. It is closed once no policy and no VM of one has it any more:
 * see policy_store. What is in it stays, but for "memory:".
 * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status store_free(luavm_store store);

/* ------------------------------------------------------------- Policy */

/* What VMs are allowed: limits, libraries, hosts, stores, from one JSON document
 * (docs/policy.md and its schema). Slot and generation, as luavm_vm. 0 is none. */
typedef uint64_t luavm_policy;

/* Longest document: 1 MiB. */
#define LUAVM_POLICY_MAX 1048576u

/* What a policy is made of: see policy_new. */
typedef struct luavm_policy_options {
  uint32_t struct_size; /* sizeof(luavm_policy_options) */
  uint32_t flags;       /* none yet: 0 */
  const char *json;     /* the document, UTF-8 */
  size_t json_length;   /* bytes, from 1, at most LUAVM_POLICY_MAX */
  const char *name;     /* shown in messages: "web.json"; empty: "policy" */
  size_t name_length;   /* bytes, at most 4,096 */
  const char *folder;   /* what relative paths in it start from; empty: the working
                           directory */
  size_t folder_length; /* bytes, at most 4,096 */
} luavm_policy_options;

/* Makes a policy: for luavm_vm_options.policy. Stores that it names are opened when a
 * script first asks for them.
 * options: required. policy: required, receives the handle (0 on failure). error:
 * NULL, or receives the message (NULL on success), with the name, the line and the
 * column where the document is at fault.
 * Returns LUAVM_OK; LUAVM_SYNTAX (no JSON, an unknown key, a value out of range);
 * LUAVM_ARGUMENT; LUAVM_UNSUPPORTED (a service this library was built without);
 * LUAVM_QUOTA (65,535 policies); LUAVM_FORKED.
 * Owns: end *policy with policy_free, *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status policy_new(const luavm_policy_options *options,
                                  luavm_policy *policy, luavm_buffer **error);

/* Gives scripts of a policy a store that the host has opened, as store.open(name), in
 * place of one that the document names or that was given before. The policy and VMs
 * made with it keep it open until they are gone, whatever store_free does.
 * name: not empty; name_length: bytes, from 1 to 128. error: NULL, or receives the
 * message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE (either of the two); LUAVM_FORKED.
 * Owns: free *error with luavm_buffer_free. Threads: any; for VMs made from then on. */
LUAVM_API luavm_status policy_store(luavm_policy policy, const char *name,
                                    size_t name_length, luavm_store store,
                                    luavm_buffer **error);

/* A document to begin with: "locked", "standard", "web", "embedded", "production",
 * "development"; or "schema", the JSON Schema of all of them.
 * name: not empty; name_length: bytes, at most 64. json: required, receives the text
 * (NULL on failure).
 * Returns LUAVM_OK; LUAVM_ARGUMENT (no such name); LUAVM_MEMORY; LUAVM_FORKED.
 * Owns: free *json with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status policy_show(const char *name, size_t name_length,
                                   luavm_buffer **json);

/* Ends a policy. VMs made with it stay as they are.
 * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status policy_free(luavm_policy policy);

/* --------------------------------------------------------------- HTTP */

/* A header field of a request or a response. */
typedef struct luavm_http_field {
  luavm_bytes name;  /* letters, digits and !#$%&'*+-.^_`|~ */
  luavm_bytes value; /* no control bytes but tab; in a response, as it came */
} luavm_http_field;

/* http_request: redirects are answers like others. */
#define LUAVM_HTTP_NO_REDIRECT 1u

/* What is asked of a server: see http_request. */
typedef struct luavm_http_request {
  uint32_t struct_size;           /* sizeof(luavm_http_request) */
  uint32_t flags;                 /* LUAVM_HTTP_... */
  const char *url;                /* http: or https: */
  size_t url_length;              /* bytes, from 1, at most 8,192 */
  const char *method;             /* "GET", "POST", ...; empty: "GET" */
  size_t method_length;           /* bytes, at most 256 */
  const luavm_http_field *fields; /* NULL if there are none */
  size_t field_count;             /* at most 100, of 64 KiB together */
  const char *body;               /* read while the call lasts, not copied */
  size_t body_length;             /* bytes, at most 1 GiB */
  uint64_t timeout_ms;            /* for all of it, from the place in line to the last
                                     byte; 0: 30,000, or the policy's */
  uint64_t response_bytes;        /* longest body, after decompression; 0: 16 MiB, or
                                     the policy's */
  luavm_policy policy;            /* its "http" holds, and its figures are the most
                                     that may be asked for; 0: none, any address */
} luavm_http_request;

/* What a server answered: one block, which holds all that it points to, and belongs
 * to the caller until http_free. */
typedef struct luavm_http_response {
  uint32_t struct_size; /* sizeof(luavm_http_response) of the library */
  luavm_status status;  /* as the call returned it */
  luavm_bytes message;  /* empty when ok; else what happened and what to do. All that
                           follows is empty or 0 then */
  int32_t code;         /* 200, 404, ... */
  int32_t redirects;    /* followed */
  luavm_bytes url;      /* of the last hop */
  size_t field_count;
  const luavm_http_field *fields; /* in order; content-encoding and
                                     content-length are gone where the body was
                                     decompressed */
  luavm_bytes body;
  uint64_t wall_ns; /* from the call to the last byte */
} luavm_http_response;

/* Asks an HTTP server and waits for its answer. TLS certificates are verified against
 * the system's authorities and those of luavm_config.ca_file. Connections are kept and
 * used again. Answers of 400 and above are answers: LUAVM_OK. A body is charged to the
 * process while it arrives.
 *
 * Of a process, luavm_config.http_cap requests are under way at once, those of scripts
 * among them. What comes over that waits in line, within its timeout.
 * request: required. response: required, receives a block on every path (NULL only if
 * the system has no memory for one, and with LUAVM_FORKED).
 * Returns LUAVM_OK; LUAVM_ARGUMENT (URL, method, fields); LUAVM_NETWORK (no such host,
 * refused, TLS, a broken answer); LUAVM_TIMEOUT; LUAVM_OUTPUT (the body is over
 * response_bytes); LUAVM_SANDBOX (the policy forbids it, or has no "http");
 * LUAVM_QUOTA (ten times as many wait in line already; the memory of the process);
 * LUAVM_MEMORY (the system has none); LUAVM_HANDLE (no such policy); LUAVM_UNSUPPORTED
 * (a library without network); LUAVM_FORKED.
 * Owns: free *response with http_free. Threads: any. */
LUAVM_API luavm_status http_request(const luavm_http_request *request,
                                    luavm_http_response **response);

/* The same with defaults: GET, no policy.
 * url: not empty; url_length: bytes, at most 8,192. response: as for http_request.
 * Returns as http_request but LUAVM_SANDBOX, LUAVM_HANDLE.
 * Owns: free *response with http_free. Threads: any. */
LUAVM_API luavm_status http_get(const char *url, size_t url_length,
                                luavm_http_response **response);

/* Gives a response back.
 * Returns LUAVM_OK (also for NULL); LUAVM_ARGUMENT when the pointer is not a live
 * response of this library (freed before, another kind, foreign); LUAVM_FORKED.
 * Threads: any. */
LUAVM_API luavm_status http_free(luavm_http_response *response);

/* ---------------------------------------------------------- WebSocket */

/* A WebSocket connection. Slot and generation, as luavm_vm. 0 is none. */
typedef uint64_t luavm_ws;

/* What is connected to: see ws_connect. */
typedef struct luavm_ws_options {
  uint32_t struct_size;           /* sizeof(luavm_ws_options) */
  uint32_t flags;                 /* none yet: 0 */
  const char *url;                /* ws: or wss: */
  size_t url_length;              /* bytes, from 1, at most 8,192 */
  const luavm_http_field *fields; /* of the handshake; NULL if there are none */
  size_t field_count;             /* at most 100 */
  const char *protocols;          /* subprotocols with commas between them, or empty */
  size_t protocols_length;        /* bytes, at most 8,192 */
  uint64_t timeout_ms;            /* of the handshake; 0: 30,000 */
  uint64_t message_bytes;         /* longest message that may come; 0: 1 MiB */
  uint64_t queue_bytes; /* received and not yet asked for: beyond it the peer has to
                           wait; 0: 256 KiB; at most 1 GiB */
  uint64_t ping_ms;     /* between two pings, the second of which finds the first
                           answered; 0: 30,000; LUAVM_UNLIMITED: none */
  luavm_policy policy;  /* 0: none, any address; else its "ws" holds, and what is 0
                           above is as it says */
} luavm_ws_options;

/* Opens a connection. What it takes counts as the process's memory until ws_free.
 * Redirects are not followed, and no extensions are agreed on.
 * options: required. socket: required, receives the handle (0 on failure). error:
 * NULL, or receives the message (NULL on success).
 * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_NETWORK; LUAVM_TIMEOUT; LUAVM_SANDBOX (the
 * policy forbids it); LUAVM_QUOTA (the process's cap of connections, 65,535 handles);
 * LUAVM_MEMORY; LUAVM_HANDLE (of the policy); LUAVM_UNSUPPORTED (a library without
 * network); LUAVM_FORKED.
 * Owns: end *socket with ws_free, *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status ws_connect(const luavm_ws_options *options, luavm_ws *socket,
                                  luavm_buffer **error);

/* Kinds of messages. */
enum luavm_ws_kind {
  LUAVM_WS_TEXT = 1,   /* UTF-8 */
  LUAVM_WS_BINARY = 2, /* any bytes */
  LUAVM_WS_CLOSE = 3   /* the peer has closed: code and reason */
};

/* Sends a message, and waits until it is handed to the system.
 * kind: LUAVM_WS_TEXT or LUAVM_WS_BINARY. data: the message; data_length: bytes, at
 * most 1 GiB. timeout_ms: 0: 30,000. error: as for ws_connect.
 * Returns LUAVM_OK; LUAVM_ARGUMENT (text that is no UTF-8 also); LUAVM_CLOSED (by
 * either side); LUAVM_NETWORK; LUAVM_TIMEOUT (the connection is of no more use);
 * LUAVM_HANDLE; LUAVM_FORKED.
 * Owns: free *error with luavm_buffer_free. Threads: any; messages do not mix. */
LUAVM_API luavm_status ws_send(luavm_ws socket, int32_t kind, const char *data,
                               size_t data_length, uint64_t timeout_ms,
                               luavm_buffer **error);

/* Takes the next message out of the queue, or waits for it.
 * timeout_ms: 0: does not wait; LUAVM_UNLIMITED: for ever. kind: required, receives
 * LUAVM_WS_... (0 on failure). code: NULL, or receives the close code (1005 if the
 * peer gave none), else 0. data: required, receives the message, or the reason of a
 * close (NULL on failure). error: as for ws_connect.
 * Returns LUAVM_OK; LUAVM_TIMEOUT (none has come: ask again); LUAVM_OUTPUT (the message
 * is over message_bytes; the connection is closed with 1009); LUAVM_CLOSED (after the
 * close has been taken, or by ws_close here); LUAVM_NETWORK; LUAVM_ARGUMENT;
 * LUAVM_HANDLE; LUAVM_MEMORY; LUAVM_FORKED.
 * Owns: free *data and *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status ws_receive(luavm_ws socket, uint64_t timeout_ms, int32_t *kind,
                                  int32_t *code, luavm_buffer **data,
                                  luavm_buffer **error);

/* Says good-bye and waits for the peer to do so.
 * code: 1000, 1001, 1003, 1007 to 1011 or 3000 to 4999; 0: 1000. reason:
 * UTF-8; reason_length: bytes, at most 123. timeout_ms: 0: 5,000. error: as for
 * ws_connect. Messages that have come and were not taken are gone.
 * Returns LUAVM_OK (also where it was closed before); LUAVM_ARGUMENT; LUAVM_TIMEOUT
 * (it is cut off); LUAVM_HANDLE; LUAVM_FORKED.
 * Owns: free *error with luavm_buffer_free. Threads: any. */
LUAVM_API luavm_status ws_close(luavm_ws socket, int32_t code, const char *reason,
                                size_t reason_length, uint64_t timeout_ms,
                                luavm_buffer **error);

/* Ends a connection, at once if it is open; calls that wait in it answer
 * LUAVM_CLOSED.
 * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any. */
LUAVM_API luavm_status ws_free(luavm_ws socket);

#ifdef __cplusplus
}
#endif

#endif /* LUAVM_H */
