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

void check_failed(const char *file, int line, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s:%d: ", file, line);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  fflush(stderr);
  _exit(1);
}

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
  return kind == KIND_DATA || kind == KIND_VALUES || kind == KIND_REFERENCES ||
         kind == KIND_ENTRIES;
}

bool is_time(const parameter *p) {
  size_t length = strlen(p->name);
  return p->kind == KIND_QUANTITY && length > 3 &&
         strcmp(p->name + length - 3, "_ms") == 0;
}

bool frees_handles(const export *of) {
  static const char *const names[] = {"vm_free", "template_free", "policy_free",
                                      "store_free", "ws_free"};
  for (size_t i = 0; i < COUNT(names); i++)
    if (strcmp(of->name, names[i]) == 0) return true;
  return false;
}

void set_field(call *c, int parameter, const struct_field *field, uint64_t value) {
  memcpy(c->structs[parameter] + field->offset, &value, field->bytes);
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
  if (strcmp(c->of->name, "ws_receive") == 0) bring_message(c->socket);
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

static bool ends_what_it_has(const call *c) {
  if (c->block != NULL && c->slots[0].p == c->block) return true;
  if (!frees_handles(c->of) || c->slots[0].n == 0) return false;
  const uint64_t mine[] = {c->vm, c->templ, c->policy, c->store, c->socket};
  for (size_t i = 0; i < COUNT(mine); i++)
    if (c->slots[0].n == mine[i]) return true;
  return false;
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
  if (ends_what_it_has(c)) c->consumed = true;
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
  if (c->socket != 0) CHECK(ws_free(c->socket) == LUAVM_OK, "the socket is not freed");
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
