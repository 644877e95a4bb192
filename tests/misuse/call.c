#include "call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "judge.h"

bool in_child;
uint64_t check_count;
__thread luavm_reply *lent_reply;
__thread bool starving;

static const char source[] = "return 1 + 1", name[] = "misuse.name",
                  policy[] = "{\"version\": 1}", preset[] = "standard";
static const luavm_bytes text = {"text", 4};

void check_failed(const char *file, int line, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s:%d: ", file, line);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  fflush(stderr);
  _exit(1);
}

/* ---------------------------------------------------------- what calls need */

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

/* ----------------------------------------------------------------- a call */

int find_kind(const export *of, kind kind) {
  for (int i = 0; i < of->parameter_count; i++)
    if (of->parameters[i].kind == kind) return i;
  return -1;
}

luavm_status status_if(const export *of, luavm_status status) {
  return of->returns_status ? status : LUAVM_OK;
}

bool on_any_thread(const export *of) {
  return find_kind(of, KIND_REPLY) < 0;
}

bool needs_stack(const export *of) {
  return of->one_per_vm && of->statuses >> LUAVM_UNSUPPORTED & 1 &&
         strcmp(of->name, "vm_gc") != 0;
}

bool is_array(kind kind) {
  return kind == KIND_DATA || kind == KIND_VALUES || kind == KIND_REFERENCES;
}

void set_field(call *c, int parameter, const struct_field *field, uint64_t value) {
  memcpy(c->structs[parameter] + field->offset, &value, field->bytes);
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
  bool values = c->of->parameters[i].kind == KIND_VALUES;
  c->values[0] = text_value(&text);
  c->slots[i].p = values ? (void *)c->values : (void *)c->references;
  c->slots[i + 1].n = 2;
}

static void prepare_text(call *c, int i) {
  const char *named = c->of->parameters[i].name, *data = source;
  if (strcmp(named, "path") == 0) data = name;
  if (strcmp(named, "name") == 0) data = preset;
  if (strcmp(named, "url") == 0) data = some_url();
  if (strcmp(named, "group") == 0) data = c->group;
  c->slots[i].p = (void *)(uintptr_t)data;
  c->slots[i + 1].n = strlen(data);
}

static void prepare(call *c, int i) {
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
    case KIND_QUANTITY:
    case KIND_STATUS:
      s->n = 0;
      break;
    case KIND_SIZE:
      s->n = 1;
      break;
    default:
      s->p = &c->out[i];
  }
}

static bool resumes(const export *of) {
  return strcmp(of->name, "vm_resume") == 0;
}

/* Of quota groups: where its name goes in, the group is there. */
static bool groups(const export *of) {
  return strncmp(of->name, "quota_", strlen("quota_")) == 0;
}

static void make_group(const char *group) {
  luavm_quota quota = {.struct_size = sizeof quota};
  luavm_status status = quota_set(group, strlen(group), &quota, NULL);
  CHECK(status == LUAVM_OK, "quota_set: %s", luavm_status_name(status));
}

void call_arm(call *c) {
  if (c->armed) return;
  c->armed = true;
  if (find_kind(c->of, KIND_REFERENCES) >= 0)
    for (size_t i = 0; i < COUNT(c->references); i++)
      c->references[i] = some_table(c->vm);
  if (groups(c->of)) make_group(c->group);
  if (!resumes(c->of)) return;
  luavm_status status = vm_eval(c->vm, "return wait()", 13, NULL, NULL);
  CHECK(status == LUAVM_PENDING, "a run that is to wait: %s",
        luavm_status_name(status));
}

void call_open_in(call *c, const export *of, luavm_vm vm) {
  memset(c, 0, sizeof *c);
  static uint64_t last;
  c->of = of;
  c->vm = vm;
  snprintf(c->group, sizeof c->group, "misuse/%u",
           (unsigned)__atomic_add_fetch(&last, 1, __ATOMIC_RELAXED));
  for (int i = 0; i < of->parameter_count; i++) prepare(c, i);
  if (resumes(of)) function_put(vm, "wait", wait_for_it, NULL);
  call_arm(c);
}

void call_open(call *c, const export *of) {
  bool needs_vm = find_kind(of, KIND_HANDLE) >= 0;
  call_open_in(c, of, needs_vm ? vm_open(LUAVM_PROFILE_DEFAULT) : 0);
}

static void count_given(call *c) {
  for (int i = 0; i < c->of->parameter_count; i++) {
    const struct_info *info = c->of->parameters[i].info;
    bool given = c->of->parameters[i].kind == KIND_USER;
    for (int f = 0; info != NULL && f < info->field_count; f++)
      given |= strcmp(info->fields[f].name, "release") == 0;
    c->owned.given += given;
  }
}

luavm_status call_make(call *c) {
  if (!in_child && !starving) call_arm(c);
  poison_outputs(c);
  uint64_t back = c->of->call(c->slots);
  c->status = c->of->returns_status ? (luavm_status)back : LUAVM_OK;
  if (!c->of->returns_status) {
    CHECK(back != 0, "%s answers 0", c->of->name);
    return LUAVM_OK;
  }
  CHECK(c->status >= 0 && c->status < 32 && (c->of->statuses >> c->status & 1),
        "%s answers %s, which the header does not name for it", c->of->name,
        luavm_status_name(c->status));
  for (int i = 0; i < c->of->parameter_count; i++) check_output(c, i);
  if (c->status != LUAVM_OK) return c->status;
  bool block = c->block != NULL && c->slots[0].p == c->block;
  bool vm = c->vm != 0 && c->slots[0].n == c->vm && strcmp(c->of->name, "vm_free") == 0;
  bool templ = c->templ != 0 && c->slots[0].n == c->templ &&
               strcmp(c->of->name, "template_free") == 0;
  bool policy = c->policy != 0 && c->slots[0].n == c->policy;
  bool store = c->store != 0 && c->slots[0].n == c->store &&
               strcmp(c->of->name, "store_free") == 0;
  if (block || vm || templ || policy || store) c->consumed = true;
  count_given(c);
  c->armed = false;
  return c->status;
}

void call_expect(call *c, luavm_status want) {
  luavm_status got = call_make(c);
  CHECK(got == want, "%s answers %s, not %s", c->of->name, luavm_status_name(got),
        luavm_status_name(want));
}

static luavm_status free_block(call *c) {
  if (find_kind(c->of, KIND_RESULT) >= 0) return vm_result_free(c->block);
  if (find_kind(c->of, KIND_BUFFER) >= 0) return luavm_buffer_free(c->block);
  return http_free(c->block);
}

void call_end(call *c) {
  if (groups(c->of) && !in_child) quota_remove(c->group, strlen(c->group));
  if (c->consumed || in_child) return;
  c->consumed = true;
  if (c->vm != 0) CHECK(vm_free(c->vm) == LUAVM_OK, "the VM is not freed");
  if (c->templ != 0)
    CHECK(template_free(c->templ) == LUAVM_OK, "the template is not freed");
  if (c->policy != 0)
    CHECK(policy_free(c->policy) == LUAVM_OK, "the policy is not freed");
  if (c->store != 0) CHECK(store_free(c->store) == LUAVM_OK, "the store is not freed");
  CHECK(c->owned.given == c->owned.released, "%llu given, %llu released",
        (unsigned long long)c->owned.given, (unsigned long long)c->owned.released);
  if (c->block == NULL) return;
  CHECK(free_block(c) == LUAVM_OK, "the block is not freed");
}

void call_succeeds(const export *of) {
  call c;
  call_open(&c, of);
  call_expect(&c, LUAVM_OK);
  call_end(&c);
}
