/* What a script may still spend, and how it is stopped.
 *
 * `fuel` counts down at every taken jump, loop turn and call, by the running
 * thread alone. `stop` is written by others, and only read on the way: a word
 * that the loop itself stores into would swallow their stores. When either is
 * negative the script trips, in Lua code through the interpreter's `trap`, in C
 * code on the spot. Neither is put back within an eval, so whatever catches the
 * error (pcall, a coroutine, __close, a message handler) trips again at its next
 * tick: a kill is sticky.
 *
 * `state` is (epoch << 8 | cause). A killer may only move the epoch it has seen
 * from "no cause" to its cause, so a late kill never hits the next eval. */
#ifndef LUAVM_METER_H
#define LUAVM_METER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct meter {
  int64_t fuel;
  int64_t stop;   /* atomic; 0, or negative to stop */
  uint64_t state; /* atomic */
  int64_t budget; /* fuel at the start of the eval */
  int64_t later;  /* fuel behind the slice in hand */
  bool slice_over;
} meter;

/* Causes of a kill; the numbers are the luavm_status of the eval. */
enum {
  METER_NONE = 0,
  METER_STACK = 1, /* ends as LUAVM_RUNTIME */
  METER_MEMORY = 4,
  METER_TIMEOUT = 5,
  METER_FUEL = 6,
  METER_OUTPUT = 8,
  METER_CANCELLED = 9,
  METER_QUOTA = 13,
  METER_CLOSED = 14
};

#define METER_FUEL_MAX INT64_MAX
/* Fuel between two tries to yield, where code is that cannot. */
#define METER_GRACE 512

/* The meter is the first member of struct vm; see vm.h for the slots. */
#define meter_of(L) (*(meter **)lua_getextraspace(L))
#define meter_stopped(m) __atomic_load_n(&(m)->stop, __ATOMIC_RELAXED)
#define meter_spent(L) ((meter_of(L)->fuel | meter_stopped(meter_of(L))) < 0)
#define meter_spend(L) (meter_of(L)->fuel--, meter_spent(L))
#define meter_charge(L, n)                                  \
  do {                                                      \
    meter_of(L)->fuel -= (int64_t)(n);                      \
    if (__builtin_expect(meter_spent(L), 0)) meter_trip(L); \
  } while (0)
#define meter_tick(L) meter_charge(L, 1)
/* In loops over bytes, with their position: a look and a charge now and then,
 * whether the loop moves by one, two or three. */
#define meter_each(L, position)                                                \
  do {                                                                         \
    if (__builtin_expect(((position)&0xffe) == 0xffe, 0)) meter_charge(L, 32); \
  } while (0)
/* Bytes of a source that are read between two looks. */
#define METER_PIECE ((size_t)16384)
/* "C stack overflow" may be caught this often without leaving the deeper half of
 * the C stack in between. */
#define METER_STACK_ERRORS 1000
#define meter_state(m) __atomic_load_n(&(m)->state, __ATOMIC_SEQ_CST)
#define meter_runs(m) (meter_state(m) != 0)
#define meter_cause(m) ((int)(meter_state(m) & 0xff))
/* The running eval is to end; not misled by a late kill of an earlier one. */
#define meter_killed(m) (meter_cause(m) != METER_NONE)

struct lua_State;

/* Starts the eval numbered `epoch`, from 1 upwards, with this much fuel. */
void meter_start(meter *m, int64_t fuel, uint64_t epoch);

/* Goes on with an eval that was stopped, under a new number. */
void meter_go_on(meter *m, uint64_t epoch);

/* Cuts the fuel that is left: after `slice` of it Lua code may yield. 0: all. */
void meter_slice(meter *m, int64_t slice);

/* Ends it: later kills of its epoch do nothing. Returns the cause, if any. */
int meter_stop(meter *m);

/* Fuel spent in the eval so far. */
int64_t meter_used(const meter *m);

/* From any thread: stops epoch `epoch` for `cause`; nothing if that is over. */
void meter_kill(meter *m, uint64_t epoch, int cause);

/* Ends the eval that runs, from its own thread. */
void meter_end(meter *m, int cause);

/* The slow path of a tick. Returns if the kill was meant for an earlier epoch,
 * else leaves the script by an error. */
void meter_trip(struct lua_State *L);

/* Stops the running eval for a cause found on its own thread. */
_Noreturn void meter_stop_now(struct lua_State *L, int cause);

/* The C stack is full: an ordinary error, until a script that stays down there
 * and catches it again and again is stopped: a tree of calls of that depth would
 * not be done in this universe. */
_Noreturn void meter_stack_full(struct lua_State *L);

/* What Lua's allocator calls when collecting did not help. */
_Noreturn void meter_out_of_memory(struct lua_State *L);

/* The same for lua_checkstack, which answers 0 instead of raising, and whose
 * callers then raise an error that scripts may catch: the kill meets them at
 * their next tick. Returns 0. */
int meter_memory_refused(struct lua_State *L);

#endif
