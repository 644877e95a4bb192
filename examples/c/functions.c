/* What goes between a host and its scripts: values, functions, objects, errors, and
 * a Lua function that the host calls later.
 *
 *   cc functions.c -o functions $(pkg-config --cflags --libs luavm) && ./functions
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luavm.h>

/* ------------------------------------------------------------- Values */

/* A string of Lua is bytes and a length; whoever makes a value keeps both until the
 * call returns. */
static luavm_bytes bytes_of(const char *text) {
  return (luavm_bytes){.data = text, .length = strlen(text)};
}

static luavm_value string(const luavm_bytes *bytes) {
  return (luavm_value){.type = LUAVM_BYTES, .as.bytes = bytes};
}

static luavm_value integer(int64_t number) {
  return (luavm_value){.type = LUAVM_INTEGER, .as.integer = number};
}

/* Whether an argument is this text. A value may be of any type: look first. */
static int is_text(const luavm_value *value, const char *text) {
  return value->type == LUAVM_BYTES && value->as.bytes->length == strlen(text) &&
         memcmp(value->as.bytes->data, text, value->as.bytes->length) == 0;
}

/* Ends the program where something fails that should not. */
static void check(luavm_status status, const char *what) {
  if (status == LUAVM_OK) return;
  fprintf(stderr, "%s: %s\n", what, luavm_status_name(status));
  exit(1);
}

static luavm_result *eval(luavm_vm vm, const char *source) {
  luavm_result *result;
  luavm_status status = vm_eval(vm, source, strlen(source), NULL, &result);
  if (result == NULL) check(status, source);
  return result;
}

/* ------------------------------------------------------ Host functions */

/* Raises a text as a Lua error. It is written into the library's memory, which
 * lasts until the reply has been read. */
static luavm_status raise_error(luavm_reply *reply, const char *format,
                                const char *name) {
  void *memory;
  size_t size = sizeof(luavm_bytes) + strlen(format) + strlen(name) + 1;
  luavm_status status = luavm_reply_memory(reply, size, &memory);
  if (status != LUAVM_OK) return status;
  luavm_bytes *bytes = memory;
  char *text = (char *)(bytes + 1);
  bytes->data = text;
  bytes->length = (size_t)snprintf(text, size - sizeof *bytes, format, name);
  reply->values[0] = string(bytes);
  reply->value_count = 1;
  return LUAVM_RUNTIME;
}

static luavm_status price(void *user, const luavm_call *call, luavm_reply *reply) {
  (void)user;
  if (call->argument_count == 1 && is_text(&call->arguments[0], "apple"))
    reply->values[0] = integer(20);
  else if (call->argument_count == 1 && is_text(&call->arguments[0], "pear"))
    reply->values[0] = integer(22);
  else
    return raise_error(reply, "no such item%s", "");
  reply->value_count = 1;
  return LUAVM_OK;
}

/* Keeps the Lua function it is given. The one in the call ends with the call;
 * vm_keep makes one that lasts. */
static luavm_status on_square(void *user, const luavm_call *call, luavm_reply *reply) {
  luavm_ref *kept = user;
  if (call->argument_count != 1 || call->arguments[0].type != LUAVM_FUNCTION)
    return raise_error(reply, "a function expected%s", "");
  return vm_keep(call->vm, &call->arguments[0], kept, NULL);
}

/* ------------------------------------------------------- Host objects */

typedef struct Player {
  const char *name;
  int64_t points;
} Player;

static luavm_status player_award(void *user, const luavm_call *call,
                                 luavm_reply *reply) {
  (void)user;
  /* That the first argument is a Player is checked; the others are up to us. */
  Player *player = call->arguments[0].as.object->user;
  if (call->argument_count != 2 || call->arguments[1].type != LUAVM_INTEGER)
    return raise_error(reply, "an integer expected%s", "");
  player->points += call->arguments[1].as.integer;
  return LUAVM_OK;
}

static luavm_status player_get(void *user, const luavm_call *call, luavm_reply *reply) {
  (void)user;
  Player *player = call->arguments[0].as.object->user;
  const luavm_value *key = &call->arguments[1];
  if (is_text(key, "points")) {
    reply->values[0] = integer(player->points);
  } else if (is_text(key, "name")) {
    void *memory;
    luavm_status status = luavm_reply_memory(reply, sizeof(luavm_bytes), &memory);
    if (status != LUAVM_OK) return status;
    *(luavm_bytes *)memory = bytes_of(player->name);
    reply->values[0] = string(memory);
  } else {
    return LUAVM_OK; /* no such property: nil */
  }
  reply->value_count = 1;
  return LUAVM_OK;
}

static void player_release(void *user, void *object) {
  (void)user;
  free(object);
}

/* Makes Ada; there is nobody else. */
static luavm_status find(void *user, const luavm_call *call, luavm_reply *reply) {
  luavm_ref *player_class = user;
  if (call->argument_count != 1 || call->arguments[0].type != LUAVM_BYTES)
    return raise_error(reply, "a name expected%s", "");
  if (!is_text(&call->arguments[0], "Ada"))
    return raise_error(reply, "no such player: %s", call->arguments[0].as.bytes->data);

  Player *ada = malloc(sizeof *ada);
  if (ada == NULL) return LUAVM_MEMORY;
  *ada = (Player){.name = "Ada"};
  luavm_ref object;
  luavm_status status = vm_object(call->vm, *player_class, ada, &object, NULL);
  if (status != LUAVM_OK) {
    free(ada); /* only with LUAVM_OK it is the library's */
    return status;
  }
  /* TAKE: we do not need the reference any longer, the script has the object. */
  reply->values[0] = (luavm_value){.type = LUAVM_USERDATA,
                                   .flags = LUAVM_VALUE_REFERENCE | LUAVM_VALUE_TAKE,
                                   .as.reference = object};
  reply->value_count = 1;
  return LUAVM_OK;
}

/* --------------------------------------------------------------- Main */

static void register_function(luavm_vm vm, const char *path, luavm_callback call,
                              void *user) {
  luavm_function function = {.struct_size = sizeof function,
                             .name = path,
                             .name_length = strlen(path),
                             .call = call,
                             .user = user};
  check(vm_register(vm, &function, NULL), path);
}

/* limits = {rate = 2.5, tags = {"a", "b"}} */
static void set_limits(luavm_vm vm) {
  luavm_bytes rate = bytes_of("rate"), tags = bytes_of("tags"), a = bytes_of("a"),
              b = bytes_of("b");
  luavm_value items[] = {string(&a), string(&b)};
  luavm_table list = {.item_count = 2, .items = items};
  luavm_pair pairs[] = {{string(&rate), {.type = LUAVM_NUMBER, .as.number = 2.5}},
                        {string(&tags), {.type = LUAVM_TABLE, .as.table = &list}}};
  luavm_table table = {.pair_count = 2, .pairs = pairs};
  luavm_value limits = {.type = LUAVM_TABLE, .as.table = &table};
  check(vm_set(vm, "limits", 6, &limits, 0, NULL), "limits");
}

int main(void) {
  luavm_vm vm;
  check(vm_new(NULL, &vm, NULL), "vm_new");

  /* 1. Values in, and one out. */
  set_limits(vm);
  luavm_result *result = eval(vm, "return limits.rate * #limits.tags");
  check(result->status, result->message.data);
  printf("limits: %.1f\n", result->values[0].as.number);
  vm_result_free(result);

  /* 2. A function in a module. */
  register_function(vm, "shop.price", price, NULL);
  result = eval(vm, "return shop.price('apple') + shop.price('pear')");
  check(result->status, result->message.data);
  printf("total: %" PRId64 "\n", result->values[0].as.integer);
  vm_result_free(result);

  /* 3. An object with properties and a method. */
  luavm_method methods[] = {{.name = "award", .name_length = 5, .call = player_award}};
  luavm_class definition = {.struct_size = sizeof definition,
                            .name = "Player",
                            .name_length = 6,
                            .methods = methods,
                            .method_count = 1,
                            .get = player_get,
                            .object_release = player_release};
  luavm_ref player_class;
  check(vm_class(vm, &definition, &player_class, NULL), "Player");
  register_function(vm, "find", find, &player_class);
  result = eval(vm, "local p = find('Ada') p:award(10) return p.name, p.points");
  check(result->status, result->message.data);
  printf("player: %s, %" PRId64 " points\n", result->values[0].as.bytes->data,
         result->values[1].as.integer);
  vm_result_free(result);

  /* 4. An error of a host function, caught by the script... */
  result = eval(vm, "local ok, e = pcall(find, 'Bob') return tostring(e)");
  check(result->status, result->message.data);
  printf("caught in Lua: %s\n", result->values[0].as.bytes->data);
  vm_result_free(result);

  /* 5. ... or by nobody: the same value comes back as the result's error. */
  result = eval(vm, "find('Bob')");
  if (result->status == LUAVM_RUNTIME && result->error.type == LUAVM_BYTES)
    printf("caught by host: %s\n", result->error.as.bytes->data);
  vm_result_free(result);

  /* 6. A Lua function that outlasts its script. */
  luavm_ref callback = 0;
  register_function(vm, "on_square", on_square, &callback);
  vm_result_free(eval(vm, "on_square(function(n) return n * n end)"));
  luavm_value function = {
      .type = LUAVM_FUNCTION, .flags = LUAVM_VALUE_REFERENCE, .as.reference = callback};
  luavm_value three = integer(3);
  luavm_status status = vm_call(vm, &function, &three, 1, NULL, &result);
  check(status, "the callback");
  printf("callback: 3 squared is %" PRId64 "\n", result->values[0].as.integer);
  vm_result_free(result);

  vm_release(vm, &callback, 1);
  vm_release(vm, &player_class, 1);
  vm_free(vm);
  return 0;
}
