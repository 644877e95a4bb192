/* One VM, seen from C. The C# side knows it as an opaque pointer (shim.h). */
#ifndef LUAVM_VM_H
#define LUAVM_VM_H

#include <locale.h>

#include "lua.h"

#include "arena.h"
#include "host.h"
#include "luavm.h"
#include "meter.h"
#include "refs.h"
#include "result.h"
#include "shim.h"

enum {
  TRACE_BYTES = 2048,     /* traceback kept for the post-mortem */
  TRACE_SEARCHED = 10000, /* instructions looked through for a name */
  SOURCE_BYTES = 64,      /* LUA_IDSIZE, plus room */
  MESSAGE_BYTES = 8192    /* longest error message handed out */
};

/* One entry into a VM: the outermost, or one from within a host function. */
typedef struct run {
  struct run *outer;
  shim_run *ask;
  result_block *result;
  int status;        /* of a failure found before anything ran */
  bool argument;     /* what the caller passed is being read */
  bool measured;     /* processor time too */
  const char *stage; /* where it is while no code runs */
  int pending;       /* values that came with LUAVM_PENDING */
  uint64_t wall_ns, cpu_ns, service_ns, collections;
  char complaint[512];
} run;

typedef struct vm {
  meter meter; /* first: Lua's extra space points here */
  arena arena;
  lua_State *L;
  lua_State *runner; /* the coroutine that evals run in */
  uint64_t handle;
  void *user;
  run *run;         /* the innermost under way */
  run first_run;    /* the outermost: may wait for the host */
  host_frame *host; /* the innermost host function that has not returned */
  refs refs;
  host_item *items, *gone;     /* alive; unknown to scripts, the host yet to be told */
  int holder_ref, objects_ref; /* registry: metatable of holders, objects by id */
  uint64_t object_count;
  locale_t host_locale;
  bool suspended;     /* the yield under way is for the host */
  bool yielded;       /* it is the end of a slice */
  bool waiting;       /* a run waits for shim_vm_run to resume it */
  bool resume_raises; /* what the host answers is an error */
  bool releasing;     /* the host is being told */
  bool ending;        /* finalizers run for the last time */
  uint32_t profile;
  uint32_t libraries;
  uint32_t flags;
  uint64_t gc_count;          /* counter */
  bool gc_crowded;            /* collected by generations for want of room */
  uint64_t identity_key[2];   /* scrambles addresses shown to scripts */
  const void *forbidden;      /* message of the last sandbox error */
  bool forbade;               /* the registry keeps that message alive */
  int template_ref, kept_ref; /* registry: globals to copy, lasting globals */
  result_chunk *output;       /* captured print; output_count bytes of it */
  size_t output_limit;
  size_t result_limit;
  size_t output_taken; /* of output_limit, handed out while the run goes on */
  bool echo;           /* print goes to stdout as well as being counted */
  size_t output_count;
  int stack_errors;    /* "C stack overflow", see METER_STACK_ERRORS */
  bool random_stale;   /* math.random is to be seeded before its next use */
  bool last_was_kept;  /* the eval before used the lasting environment */
  uint64_t seed_count; /* seeds drawn for math.random */
  bool kill_traced;    /* trace shows where a kill met the script */
  size_t trace_length, source_length;
  int line;
  char trace[TRACE_BYTES];
  char source[SOURCE_BYTES];
} vm;

/* Slots of LUA_EXTRASPACE; Lua copies them to every coroutine. The last one is
 * KeraLua's. */
#define vm_of(L) (((vm **)lua_getextraspace(L))[0])
#define vm_resumer(L) (((lua_State **)lua_getextraspace(L))[1])
#define vm_set_resumer(L, from) (vm_resumer(L) = (from))

/* trace.c: fills trace, source and line from the frames of L from `top` outwards,
 * then those that resumed it. Takes no memory. */
struct CallInfo;
void trace_capture(lua_State *L, struct CallInfo *top);

/* suspend.c: whether the run can be suspended here, with so many values; then the
 * next yield of L does it. The same where a slice is over. */
bool luavm_suspends(lua_State *L, int values);
bool luavm_yields(lua_State *L);
bool luavm_is_suspended(lua_State *L);
bool luavm_is_main(lua_State *L);
void luavm_push_running(lua_State *L);

/* sandbox.c */
void sandbox_mark(lua_State *L); /* the value on top is an error of the sandbox */
void sandbox_open(lua_State *L); /* raises; builds the profile's globals */
void sandbox_environment(lua_State *L, bool keep); /* raises; pushes a table */
void sandbox_keep(lua_State *L); /* raises; makes the lasting environment */
void sandbox_enter(lua_State *L, int function); /* raises; its globals are load's */
void sandbox_leave(lua_State *L);               /* lets go of a fresh environment */
_Noreturn void luavm_frozen(lua_State *L);
const void *luavm_identity(lua_State *L, int index);
uint64_t luavm_scramble(const vm *v, const void *address);

/* sandbox.c: a seed for math.random; whether it is to be seeded now, once. */
uint64_t luavm_seed(lua_State *L);
bool luavm_random_is_stale(lua_State *L);

/* strings.c: draws the process's hash secret, once. */
void strings_open(void);

/* The collector, which has no state at hand. */
#define gc_vm(g) ((vm *)(g)->ud)
#define gc_hurried(g)                                \
  (((gc_vm(g)->meter.fuel + gc_vm(g)->meter.later) | \
    meter_stopped(&gc_vm(g)->meter)) < 0)
#define gc_spend(g, n) (gc_vm(g)->meter.fuel -= (int64_t)(n))
enum { GC_FREE_PASSES = 64 }; /* convergence passes before they cost fuel */

/* Bit 7 of `marked` is only used by Lua's own test suite. */
#define TABLE_SCATTERED (1 << 7)
#define table_scattered(h) ((h)->marked & TABLE_SCATTERED)
enum { TABLE_CHAIN_MAX = 32 };

/* Bit 6 of Table.flags is free in Lua 5.4. */
#define TABLE_FROZEN (1 << 6)
#define table_frozen(h) ((h)->flags & TABLE_FROZEN)

#endif
