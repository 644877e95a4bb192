/* What the files of the extension share. It does what luavm's Python modules do,
 * in C: they are the specification, and whatever is rare is left to them.
 *
 * Stable ABI of Python 3.9. All but the calls of the library and
 * `values_free` need Python's lock. */
#ifndef LUAVM_ACCEL_H
#define LUAVM_ACCEL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <luavm.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The library's functions, taken from the copy that ctypes has loaded. */
typedef struct accel_library {
  luavm_status (*vm_call)(luavm_vm, const luavm_value *, const luavm_value *, size_t,
                          const luavm_eval_options *, luavm_result **);
  luavm_status (*vm_eval)(luavm_vm, const char *, size_t, const luavm_eval_options *,
                          luavm_result **);
  luavm_status (*vm_result_free)(luavm_result *);
  luavm_status (*vm_release)(luavm_vm, const luavm_ref *, size_t);
} accel_library;

/* Python's functions for what is rare. */
typedef struct accel_hooks {
  PyObject *other;      /* (space, value, taken): bytes, or (head, payload) */
  PyObject *encode;     /* (name, text): bytes */
  PyObject *explain;    /* (space, values): raises */
  PyObject *unfit;      /* (keys): whether no Lua table can have them */
  PyObject *refuse;     /* (number): raises ConversionError */
  PyObject *conversion; /* ConversionError */
  PyObject *complete;   /* (result, error): gives it output and usage */
  PyObject *failed;     /* (space, reply, error): a status */
  PyObject *answer;     /* (space, reply, result): a status */
  PyObject *lookup;     /* (user): a host function */
  PyObject *spaces;     /* dict: handle to a weak reference of the space */
  PyObject *guarded;    /* (native, handle): calls it, with an eye on Ctrl-C */
} accel_hooks;

extern accel_library library;
extern accel_hooks hooks;

/* Names of attributes and methods, interned. */
extern PyObject *name_failure, *name_functions, *name_guarded, *name_handle,
    *name_host_object, *name_reference, *name_release, *name_call_with;

/* The options of calls that have none of their own. */
extern luavm_eval_options plain_options;

/* ---------------------------------------------------------------- memory */

/* Memory that lasts until values_free; aligned to 16 bytes. */
typedef struct accel_chunk {
  struct accel_chunk *next;
  size_t size;
} accel_chunk;

typedef struct accel_seen {
  const void *key;
  void *value;
} accel_seen;

/* Which object became which table. */
typedef struct accel_map {
  accel_seen *slots;
  size_t room, count;
} accel_map;

void **map_find(accel_map *map, const void *key); /* NULL: no memory */
void map_free(accel_map *map);

/* ---------------------------------------------------------------- values */

/* luavm_values made of Python's, and all that belongs to them. */
typedef struct accel_values {
  accel_chunk *chunks;
  char *free;
  size_t left;
  accel_map tables;
  PyObject *held;   /* list of all containers met, or NULL */
  Py_ssize_t *todo; /* those whose tables are still empty: places in `held` */
  luavm_table **todo_tables;
  size_t todo_count, todo_room;
  PyObject *taken; /* list of references made on the way, or NULL */
} accel_values;

#define VALUES_EMPTY ((accel_values){0})

void *values_memory(accel_values *v, size_t bytes);
void values_free(accel_values *v);
/* Encodes `count` objects into `out`. -1: an exception is set, nothing is held. */
int encode(accel_values *v, PyObject *space, PyObject *tuple, luavm_value *out);
/* One scalar or string, without a hook. 1: it is something else. */
int encode_plain(accel_values *v, PyObject *value, luavm_value *out);

/* A list of the values; NULL with an exception. */
PyObject *decode(PyObject *space, const luavm_value *values, size_t count,
                 bool borrowed);
PyObject *decode_one(PyObject *space, const luavm_value *value, bool borrowed);
/* As decode, but a tuple. */
PyObject *decode_tuple(PyObject *space, const luavm_value *values, size_t count,
                       bool borrowed);

/* ----------------------------------------------------------------- calls */

/* What runs in this thread, innermost first: a host function finds its VM there. */
typedef struct accel_running {
  struct accel_running *outer;
  luavm_vm handle;
  PyObject *space; /* borrowed */
} accel_running;

extern _Thread_local accel_running *running;

luavm_status dispatch(void *user, const luavm_call *call, luavm_reply *reply);
PyObject *evaluate(PyObject *module, PyObject *args);
int calls_init(PyObject *module);
int encoder_init(PyObject *module);

#endif
