/* What the host lends to scripts: functions, classes, objects. Their records live
 * outside the Lua heap, so that they outlast it until the host has been told. */
#ifndef LUAVM_HOST_H
#define LUAVM_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luavm.h"

/* A function of the host, held by templates, by VMs that put it back after a
 * reset, and by every Lua function made of it. */
typedef struct host_function {
  uint32_t holders; /* atomic */
  uint32_t flags;
  luavm_callback call;
  void *user;
  void (*release)(void *user);
  size_t name_length;
  char name[]; /* NUL-terminated */
} host_function;

typedef struct host_method {
  luavm_callback call;
  void *user;
  const char *name; /* in the class's block */
} host_method;

/* Held by its metatable and by every object. */
typedef struct host_class {
  uint32_t holders;
  uint32_t flags;
  luavm_callback get, set;
  void *user;
  void (*release)(void *user);
  void (*object_release)(void *user, void *object);
  luavm_ref reference; /* as the host knows it */
  size_t bytes;
  const char *name;
  size_t method_count;
  host_method methods[]; /* then the names */
} host_class;

/* One holder of a function or a class, or one object: what a userdata in the Lua
 * heap stands for. */
typedef struct host_item {
  struct host_item *next, *previous; /* all of a VM's; or those that are gone */
  host_function *function;
  host_class *class;
  uint64_t object; /* its id; 0: this is no object */
  void *user;      /* of an object */
} host_item;

struct vm;
struct lua_State;

/* A call of a host function that has not returned. */
typedef struct host_frame {
  struct host_frame *outer;        /* of the same VM */
  struct host_frame *thread_outer; /* of the same thread */
  struct lua_State *L;
  struct vm *vm;
  int depth;
  luavm_reply reply;
  const luavm_value *room;   /* its values at first */
  struct host_chunk *chunks; /* luavm_reply_memory */
} host_frame;

enum { HOST_DEPTH_MAX = 16 };

#endif
