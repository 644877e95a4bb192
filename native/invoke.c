/* From Lua to the host and back. The frames of the host are never crossed by an
 * error: what it answers is raised after it has returned. */
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "host.h"
#include "push.h"
#include "status.h"
#include "value.h"
#include "vm.h"

enum { HOST_VALUES = 16, REPLY_BYTES_MAX = 1 << 30 };

typedef struct host_chunk {
  struct host_chunk *next;
  size_t bytes;
} host_chunk;

static __thread host_frame *thread_frames;

/* Whom a script calls. */
typedef struct callee {
  luavm_callback call;
  void *user;
  uint32_t flags;
  const char *name;
} callee;

/* The arguments of a call: in place where they are few and simple, else in a block
 * as results are. */
typedef struct arguments {
  luavm_value values[HOST_VALUES];
  union {
    luavm_bytes bytes;
    luavm_object object;
  } rooms[HOST_VALUES];
  const luavm_value *list;
  result_block *block;
} arguments;

static luavm_object object_of(const host_item *item) {
  return (luavm_object){item->object, item->class->reference, item->user};
}

static bool simple_argument(arguments *a, int i, const TValue *v) {
  luavm_value *out = &a->values[i];
  *out = (luavm_value){0};
  host_item **at;
  switch (ttypetag(v)) {
    case LUA_VNIL:
      return true;
    case LUA_VFALSE:
    case LUA_VTRUE:
      out->type = LUAVM_BOOLEAN;
      out->as.boolean = ttistrue(v);
      return true;
    case LUA_VNUMINT:
      out->type = LUAVM_INTEGER;
      out->as.integer = ivalue(v);
      return true;
    case LUA_VNUMFLT:
      out->type = LUAVM_NUMBER;
      out->as.number = fltvalue(v);
      return true;
    case LUA_VSHRSTR:
    case LUA_VLNGSTR:
      out->type = LUAVM_BYTES;
      a->rooms[i].bytes = (luavm_bytes){getstr(tsvalue(v)), tsslen(tsvalue(v))};
      out->as.bytes = &a->rooms[i].bytes;
      return true;
    case LUA_VUSERDATA:
      at = item_of(v);
      if (at == NULL || *at == NULL || (*at)->object == 0) return false;
      out->type = LUAVM_USERDATA;
      out->flags = LUAVM_VALUE_OBJECT;
      a->rooms[i].object = object_of(*at);
      out->as.object = &a->rooms[i].object;
      return true;
    default:
      return false;
  }
}

/* The references among them end here. */
static void free_arguments(vm *v, arguments *a) {
  if (a->block == NULL) return;
  value_drop_references(v, a->block);
  block_drop(a->block);
}

/* Strings lie where Lua has them: the stack holds them during the call. Raises. */
static void read_arguments(lua_State *L, const callee *c, arguments *a) {
  vm *v = vm_of(L);
  int n = lua_gettop(L), i = 0;
  a->block = NULL;
  a->list = a->values;
  if (n <= HOST_VALUES)
    while (i < n && simple_argument(a, i, s2v(L->ci->func.p + 1 + i))) i++;
  if (i == n) return;
  encoding e = {.limit = SIZE_MAX, .flags = LUAVM_EVAL_KEEP_FUNCTIONS};
  if (c->flags & LUAVM_FUNCTION_KEEP_TABLES) e.flags |= LUAVM_EVAL_KEEP_TABLES;
  a->block = block_new(BLOCK_RESULT, &v->arena);
  if (a->block == NULL) luaM_error(L);
  int failure = value_encode(L, 1, a->block, &e);
  a->list = e.values;
  v->meter.fuel -= (int64_t)(a->block->paid >> 8);
  if (failure == ENCODE_OK) return;
  free_arguments(v, a);
  if (failure == ENCODE_NO_MEMORY) luaM_error(L);
  meter_trip(L);
  luaL_error(L, "the arguments of '%s' could not be read", c->name);
}

static void free_chunks(host_frame *frame) {
  for (host_chunk *c = frame->chunks, *next; c != NULL; c = next) {
    next = c->next;
    arena_discharge(&frame->vm->arena, c->bytes);
    free(c);
  }
  frame->chunks = NULL;
}

static void *reply_memory(host_frame *frame, size_t bytes) {
  arena *a = &frame->vm->arena;
  size_t room = (sizeof(host_chunk) + 15) & ~(size_t)15;
  if (!arena_charge(a, bytes + room)) return NULL;
  host_chunk *c = fault_malloc(bytes + room);
  if (c == NULL) {
    arena_system_refused(a);
    arena_discharge(a, bytes + room);
    return NULL;
  }
  *c = (host_chunk){frame->chunks, bytes + room};
  frame->chunks = c;
  return (char *)c + room;
}

int32_t shim_reply_memory(luavm_reply *reply, size_t bytes, void **memory) {
  *memory = NULL;
  host_frame *frame = thread_frames;
  while (frame != NULL && &frame->reply != reply) frame = frame->thread_outer;
  if (frame == NULL || bytes > REPLY_BYTES_MAX) return LUAVM_ARGUMENT;
  *memory = reply_memory(frame, bytes);
  if (*memory != NULL) return LUAVM_OK;
  return frame->vm->arena.over_quota ? LUAVM_QUOTA : LUAVM_MEMORY;
}

/* -------------------------------------------------------------- answers */

static int push_reply(lua_State *L) {
  const host_frame *frame = lua_touserdata(L, 1);
  const luavm_reply *reply = &frame->reply;
  lua_settop(L, 0);
  if (reply->values == frame->room && reply->value_count > HOST_VALUES)
    return luaL_error(L, "a host function answered more values than it has room for");
  value_push(L, reply->values, reply->value_count, 0);
  return (int)reply->value_count;
}

static bool plain_reply(const host_frame *frame) {
  const luavm_reply *r = &frame->reply;
  if (r->release != NULL || frame->chunks != NULL || r->values != frame->room ||
      r->value_count > HOST_VALUES)
    return false;
  for (size_t i = 0; i < r->value_count; i++)
    if ((uint32_t)r->values[i].type > LUAVM_NUMBER || r->values[i].flags != 0)
      return false;
  return true;
}

static void push_plain(lua_State *L, const luavm_value *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    TValue *to = s2v(L->top.p);
    switch (values[i].type) {
      case LUAVM_INTEGER:
        setivalue(to, values[i].as.integer);
        break;
      case LUAVM_NUMBER:
        setfltvalue(to, values[i].as.number);
        break;
      case LUAVM_BOOLEAN:
        if (values[i].as.boolean)
          setbtvalue(to);
        else
          setbfvalue(to);
        break;
      default:
        setnilvalue(to);
    }
    L->top.p++;
  }
}

/* Pushes what the host answered; what it lent for that is given back on every
 * way, so this is done below a protected call unless it cannot fail. Returns
 * Lua's status, with the error on the stack. */
static int take_reply(lua_State *L, host_frame *frame) {
  luavm_reply *reply = &frame->reply;
  int status = LUA_OK;
  if (plain_reply(frame)) {
    push_plain(L, reply->values, reply->value_count);
  } else {
    lua_pushcfunction(L, push_reply);
    lua_pushlightuserdata(L, frame);
    status = lua_pcall(L, 1, LUA_MULTRET, 0);
  }
  if (reply->release != NULL) reply->release(reply->release_user);
  free_chunks(frame);
  return status;
}

static int host_resumed(lua_State *L, int status, lua_KContext kept) {
  vm *v = vm_of(L);
  (void)status;
  meter_charge(L, 0); /* a run that was cancelled meanwhile */
  if (v->resume_raises) {
    v->resume_raises = false;
    lua_settop(L, (int)kept + 1);
    return lua_error(L);
  }
  return lua_gettop(L) - (int)kept;
}

static int wait_for_host(lua_State *L, const callee *c, int values) {
  if (!luavm_suspends(L, values))
    return luaL_error(L,
                      "'%s' must wait for the host, which is not possible here: "
                      "inside C code, a metamethod called from it, a nested call, or "
                      "where its values find no room",
                      c->name);
  return lua_yieldk(L, values, lua_gettop(L) - values, host_resumed);
}

/* An error of the sandbox is known by its address, which not every value has. */
static void mark_refusal(lua_State *L) {
  if (lua_isnil(L, -1))
    lua_pushliteral(L, "the host refuses this");
  else if (!iscollectable(s2v(L->top.p - 1)))
    luaL_tolstring(L, -1, NULL);
  sandbox_mark(L);
}

static int answer(lua_State *L, const callee *c, luavm_status status, int values) {
  switch (status) {
    case LUAVM_OK:
      return values;
    case LUAVM_PENDING:
      return wait_for_host(L, c, values);
    case LUAVM_RUNTIME:
    case LUAVM_SANDBOX:
      if (values == 0) lua_pushnil(L);
      lua_settop(L, lua_gettop(L) - (values > 1 ? values - 1 : 0));
      if (status == LUAVM_SANDBOX) mark_refusal(L);
      return lua_error(L);
    case LUAVM_MEMORY:
    case LUAVM_QUOTA:
      vm_of(L)->arena.over_quota = status == LUAVM_QUOTA;
      vm_of(L)->arena.hopeless = false;
      luaM_error(L);
    case LUAVM_CANCELLED:
      meter_stop_now(L, METER_CANCELLED);
    default:
      return luaL_error(L, "'%s' answered status %d (%s), which is not its to give",
                        c->name, (int)status, status_name(status));
  }
}

static luavm_status call_host(vm *v, const callee *c, const luavm_call *call,
                              host_frame *frame) {
  locale_t ours = uselocale(v->host_locale);
  frame->outer = v->host;
  frame->thread_outer = thread_frames;
  frame->depth = v->host == NULL ? 1 : v->host->depth + 1;
  v->host = thread_frames = frame;
  luavm_status status = c->call(c->user, call, &frame->reply);
  v->host = frame->outer;
  thread_frames = frame->thread_outer;
  v->host_locale = uselocale(ours);
  return status;
}

/* Runs c with what is on the stack; as a C function of Lua does. */
static int invoke(lua_State *L, const callee *c) {
  vm *v = vm_of(L);
  arguments a;
  luavm_value room[HOST_VALUES] = {0};
  host_frame frame; /* by field: what zeroes it as a whole is slow */
  frame.L = L;
  frame.vm = v;
  frame.room = room;
  frame.chunks = NULL;
  frame.reply.struct_size = sizeof frame.reply;
  frame.reply.value_room = HOST_VALUES;
  frame.reply.value_count = 0;
  frame.reply.values = room;
  frame.reply.release = NULL;
  frame.reply.release_user = NULL;
  if (v->ending || v->releasing)
    return luaL_error(L, "'%s' cannot be called while the VM ends", c->name);
  luaL_checkstack(L, LUA_MINSTACK, "too many arguments");
  read_arguments(L, c, &a);
  host_flush(v);
  luavm_call call = {sizeof call, 0, v->handle, v->user, (size_t)lua_gettop(L), a.list};
  luavm_status status = call_host(v, c, &call, &frame);
  int base = lua_gettop(L);
  int failure = take_reply(L, &frame); /* may hold arguments */
  free_arguments(v, &a);
  meter_charge(L, 0);
  if (failure == LUA_ERRMEM) luaM_error(L);
  if (failure != LUA_OK) return lua_error(L);
  return answer(L, c, status, lua_gettop(L) - base);
}

static int host_call(lua_State *L) {
  const host_item *item = *item_of(&clCvalue(s2v(L->ci->func.p))->upvalue[0]);
  if (item == NULL) return luaL_error(L, "this function of the host is gone");
  const host_function *f = item->function;
  return invoke(L, &(callee){f->call, f->user, f->flags, f->name});
}
