/* What valid calls are made of. */
#include "call.h"

static const char source[] = "return 1 + 1", name[] = "misuse.name",
                  policy[] = "{\"version\": 1}", preset[] = "standard";
static const luavm_bytes text = {"text", 4};

luavm_vm vm_open(uint32_t profile) {
  luavm_vm_options options = {.struct_size = sizeof options, .profile = profile};
  luavm_vm vm = 0;
  luavm_status status = vm_new(&options, &vm, NULL);
  CHECK(status == LUAVM_OK && vm != 0, "vm_new: %s", luavm_status_name(status));
  return vm;
}

luavm_result *some_result(luavm_vm vm) {
  luavm_result *result = NULL;
  luavm_status status = vm_eval(vm, source, sizeof source - 1, NULL, &result);
  CHECK(status == LUAVM_OK && result != NULL, "vm_eval: %s", luavm_status_name(status));
  CHECK(result->value_count == 1 && result->values[0].as.integer == 2,
        "1 + 1 is not 2");
  return result;
}

void vm_answers(luavm_vm vm) {
  CHECK(vm_result_free(some_result(vm)) == LUAVM_OK, "its result is not free to free");
}

luavm_buffer *some_buffer(void) {
  luavm_buffer *error = NULL;
  CHECK(luavm_configure(NULL, &error) == LUAVM_ARGUMENT, "a configuration of NULL");
  CHECK(error != NULL, "no message");
  return error;
}

luavm_statistics counters(void) {
  luavm_statistics s = {.struct_size = sizeof s};
  CHECK(luavm_stats(&s) == LUAVM_OK, "luavm_stats");
  return s;
}

/* What fields that may not be empty hold; NULL: the server's URL. */
static const struct {
  const char *field, *data;
} texts[] = {{"name", name}, {"json", policy}, {"url", NULL}};

static void prepare_field(call *c, int i, const struct_field *field) {
  switch (field->role) {
    case FIELD_DATA:
      for (size_t n = 0; n < COUNT(texts); n++) {
        if (strcmp(field->name, texts[n].field) != 0) continue;
        const char *data = texts[n].data != NULL ? texts[n].data : some_url();
        if (strcmp(c->of->name, "store_open") == 0) data = "memory:";
        if (strcmp(c->of->name, "ws_connect") == 0) data = some_socket_url();
        set_field(c, i, field, (uintptr_t)data);
        set_field(c, i, field + 1, strlen(data));
      }
      return;
    case FIELD_CALLBACK:
      if (field->number) set_field(c, i, field, (uintptr_t)do_nothing);
      return;
    case FIELD_RELEASE:
      if (strcmp(field->name, "release") == 0)
        set_field(c, i, field, (uintptr_t)count_release);
      return;
    case FIELD_USER:
      set_field(c, i, field, (uintptr_t)&c->owned);
      return;
    default:
      return;
  }
}

static void prepare_struct(call *c, int i) {
  const struct_info *info = c->of->parameters[i].info;
  bool input = c->of->parameters[i].kind == KIND_IN_STRUCT;
  uint32_t size = (uint32_t)info->bytes;
  memset(c->structs[i], CALL_POISON, STRUCT_ROOM);
  if (input) memset(c->structs[i], 0, info->bytes);
  memcpy(c->structs[i], &size, sizeof size);
  for (int f = 0; input && f < info->field_count; f++)
    prepare_field(c, i, &info->fields[f]);
  c->slots[i].p = c->structs[i];
}

static void prepare_block(call *c, int i) {
  if (c->of->parameters[i].kind == KIND_BUFFER) {
    c->block = some_buffer();
  } else if (c->of->parameters[i].kind == KIND_RESPONSE) {
    c->block = some_response();
  } else {
    luavm_vm vm = vm_open(LUAVM_PROFILE_DEFAULT);
    c->block = some_result(vm);
    CHECK(vm_free(vm) == LUAVM_OK, "vm_free");
  }
  c->slots[i].p = c->block;
}

/* Several, and how many. */
static void prepare_array(call *c, int i) {
  kind kind = c->of->parameters[i].kind;
  c->values[0] = text_value(&text);
  c->entries[0] =
      (luavm_store_entry){.key = text_value(&text), .value = text_value(&text)};
  c->entries[1].key =
      (luavm_value){.type = LUAVM_INTEGER, .as.integer = 1}; /* deleted */
  c->slots[i].p = kind == KIND_VALUES    ? (void *)c->values
                  : kind == KIND_ENTRIES ? (void *)c->entries
                                         : (void *)c->references;
  c->slots[i + 1].n = 2;
}

static void prepare_text(call *c, int i) {
  const char *named = c->of->parameters[i].name, *data = source;
  if (strcmp(named, "path") == 0) data = name;
  if (strcmp(named, "name") == 0) data = preset;
  if (strcmp(named, "url") == 0) data = some_url();
  if (strcmp(named, "group") == 0) data = c->group;
  if (strcmp(named, "document") == 0) data = some_document();
  c->slots[i].p = (void *)(uintptr_t)data;
  c->slots[i + 1].n = strlen(data);
}

void prepare(call *c, int i) {
  slot *s = &c->slots[i];
  switch (c->of->parameters[i].kind) {
    case KIND_HANDLE:
      s->n = c->vm;
      break;
    case KIND_TEMPLATE:
      s->n = c->templ = some_template();
      break;
    case KIND_REFERENCE:
      s->n = some_table(c->vm);
      break;
    case KIND_CLASS:
      s->n = some_class(c->vm);
      break;
    case KIND_POLICY:
      s->n = c->policy = some_policy();
      break;
    case KIND_STORE:
      s->n = c->store = some_store();
      break;
    case KIND_SOCKET:
      s->n = c->socket = some_socket();
      break;
    case KIND_RESULT:
    case KIND_BUFFER:
    case KIND_RESPONSE:
      prepare_block(c, i);
      break;
    case KIND_DATA:
      prepare_text(c, i);
      break;
    case KIND_VALUES:
    case KIND_REFERENCES:
    case KIND_ENTRIES:
      prepare_array(c, i);
      break;
    case KIND_LENGTH: /* set by what it is the length of */
      break;
    case KIND_IN_STRUCT:
    case KIND_OUT_STRUCT:
      prepare_struct(c, i);
      break;
    case KIND_VALUE:
    case KIND_CALLED:
      c->single[i] = text_value(&text);
      if (c->of->parameters[i].kind == KIND_CALLED)
        c->single[i] = reference_value(LUAVM_FUNCTION, some_function(c->vm));
      s->p = &c->single[i];
      break;
    case KIND_REPLY:
      s->p = lent_reply;
      break;
    case KIND_USER:
      s->p = &c->owned;
      break;
    case KIND_ENUM:
    case KIND_NUMBER:
    case KIND_CODE:
    case KIND_STATUS:
      s->n = c->of->parameters[i].least;
      break;
    case KIND_QUANTITY:
      s->n = is_time(&c->of->parameters[i]) ? PATIENCE_MS : 0;
      break;
    case KIND_SIZE:
      s->n = 1;
      break;
    default:
      s->p = &c->out[i];
  }
}
