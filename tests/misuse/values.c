/* Values, names and references that are not what they say, on the way in and in what
 * host functions answer. */
#include <pthread.h>
#include <stdlib.h>

#include "classes.h"

enum { NAME_MAX_BYTES = LUAVM_PATH_MAX, MANY = LUAVM_ARGUMENT_MAX };

#define REF(t, f, r) \
  { .type = (t), .flags = (f), .as.reference = (r) }

static const luavm_bytes no_bytes = {NULL, 5};
static const luavm_table no_items = {.item_count = 3}, no_pairs = {.pair_count = 3};
static const luavm_pair nil_key = {{.type = LUAVM_NIL}, {.type = LUAVM_NIL}};
static const luavm_table nil_keys = {.pair_count = 1, .pairs = &nil_key};

/* None of these is a value of any VM. */
const luavm_value garbage[GARBAGE] = {
    {.type = -1},
    {.type = 9},
    {.type = INT32_MAX},
    {.type = INT32_MIN},
    {.type = LUAVM_NIL, .flags = 8},
    {.type = LUAVM_INTEGER, .flags = UINT32_MAX},
    {.type = LUAVM_INTEGER, .flags = LUAVM_VALUE_TAKE},
    {.type = LUAVM_INTEGER, .flags = LUAVM_VALUE_OBJECT},
    {.type = LUAVM_BYTES},
    {.type = LUAVM_BYTES, .as.bytes = &no_bytes},
    {.type = LUAVM_TABLE},
    {.type = LUAVM_TABLE, .as.table = &no_items},
    {.type = LUAVM_TABLE, .as.table = &no_pairs},
    {.type = LUAVM_TABLE, .as.table = &nil_keys},
    {.type = LUAVM_FUNCTION, .as.opaque = 1},
    {.type = LUAVM_COROUTINE, .as.opaque = 1},
    {.type = LUAVM_USERDATA, .as.opaque = 1},
    {.type = LUAVM_USERDATA, .flags = LUAVM_VALUE_OBJECT},
    REF(LUAVM_TABLE, LUAVM_VALUE_REFERENCE, 0),
    REF(LUAVM_FUNCTION, LUAVM_VALUE_REFERENCE, 1),
    REF(LUAVM_FUNCTION, LUAVM_VALUE_REFERENCE | LUAVM_VALUE_TAKE, UINT64_MAX),
    REF(LUAVM_USERDATA, LUAVM_VALUE_REFERENCE | LUAVM_VALUE_OBJECT, INT64_MAX)};

static bool is_value(const parameter *p) {
  return p->kind == KIND_VALUE || p->kind == KIND_CALLED || p->kind == KIND_VALUES ||
         p->kind == KIND_ENTRIES;
}

static bool has_value(const export *of) {
  for (int i = 0; i < of->parameter_count; i++)
    if (is_value(&of->parameters[i])) return true;
  return false;
}

/* As a key, and as a value. */
static void expect_entry(const export *of, luavm_value value) {
  for (int which = 0; which < 2; which++) {
    call c;
    call_open(&c, of);
    if (which == 0)
      c.entries[1].key = value;
    else
      c.entries[1].value = value;
    call_expect(&c, LUAVM_ARGUMENT);
    call_end(&c);
  }
}

static void expect_value(const export *of, luavm_value value) {
  for (int i = 0; i < of->parameter_count; i++) {
    if (!is_value(&of->parameters[i])) continue;
    if (of->parameters[i].kind == KIND_ENTRIES) {
      expect_entry(of, value);
      continue;
    }
    call c;
    call_open(&c, of);
    c.slots[i].p = &value;
    if (of->parameters[i].kind == KIND_VALUES) c.slots[i + 1].n = 1;
    call_expect(&c, LUAVM_ARGUMENT);
    call_end(&c);
  }
}

static void garbage_values(const export *of) {
  for (size_t n = 0; n < COUNT(garbage); n++) expect_value(of, garbage[n]);
}

/* At any depth of a table. */
static void garbage_in_tables(const export *of) {
  for (size_t n = 0; n < COUNT(garbage); n++) {
    luavm_table inner = {.item_count = 1, .items = &garbage[n]};
    luavm_value item = {.type = LUAVM_TABLE, .as.table = &inner};
    luavm_pair pair = {{.type = LUAVM_BOOLEAN}, item};
    luavm_table outer = {.pair_count = 1, .pairs = &pair};
    expect_value(of, (luavm_value){.type = LUAVM_TABLE, .as.table = &outer});
  }
}

/* -------------------------------------------------------------- references */

static bool takes_reference(const export *of) {
  return has_value(of) || find_kind(of, KIND_REFERENCE) >= 0 ||
         find_kind(of, KIND_CLASS) >= 0 || find_kind(of, KIND_REFERENCES) >= 0;
}

static void expect_reference(const export *of, luavm_ref reference) {
  if (has_value(of)) expect_value(of, reference_value(LUAVM_TABLE, reference));
  for (int i = 0; i < of->parameter_count; i++) {
    kind kind = of->parameters[i].kind;
    if (kind != KIND_REFERENCE && kind != KIND_CLASS && kind != KIND_REFERENCES)
      continue;
    call c;
    call_open(&c, of);
    if (kind == KIND_REFERENCES)
      c.references[1] = reference;
    else
      c.slots[i].n = reference;
    call_expect(&c, LUAVM_ARGUMENT);
    call_end(&c);
  }
}

static void of_another_vm(const export *of) {
  luavm_vm other = vm_open(LUAVM_PROFILE_DEFAULT);
  luavm_ref table = some_table(other), kind = some_class(other);
  expect_reference(of, table);
  expect_reference(of, kind);
  expect_reference(of, other);
  CHECK(vm_release(other, &table, 1) == LUAVM_OK, "the reference is gone");
  CHECK(vm_release(other, &kind, 1) == LUAVM_OK, "the class is gone");
  CHECK(vm_free(other) == LUAVM_OK, "vm_free");
}

typedef enum staleness {
  RELEASED,
  USED_AGAIN,
  COLLECTED,
  RESET,
  STALENESSES
} staleness;

/* A reference of this VM that ended so. */
static luavm_ref stale_reference(luavm_vm vm, bool to_class, staleness how) {
  luavm_ref stale = to_class ? some_class(vm) : some_table(vm);
  if (how == RESET) {
    CHECK(vm_reset(vm) == LUAVM_OK, "vm_reset");
    return stale;
  }
  CHECK(vm_release(vm, &stale, 1) == LUAVM_OK, "vm_release");
  if (how == USED_AGAIN) CHECK(some_table(vm) != stale, "a reference twice");
  if (how == COLLECTED)
    CHECK(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL) == LUAVM_OK, "vm_gc");
  return stale;
}

static void expect_stale(const export *of, int i, staleness how) {
  const parameter *p = &of->parameters[i];
  call c;
  call_open(&c, of);
  luavm_ref stale = stale_reference(c.vm, p->kind == KIND_CLASS, how);
  luavm_value value = reference_value(LUAVM_TABLE, stale);
  if (p->kind == KIND_REFERENCES)
    c.references[0] = stale;
  else if (is_value(p))
    c.slots[i].p = &value;
  else
    c.slots[i].n = stale;
  if (p->kind == KIND_VALUES) c.slots[i + 1].n = 1;
  call_expect(&c, LUAVM_ARGUMENT);
  call_end(&c);
}

/* Released before, whether its slot is used again or not; gone with a reset. */
static void stale_references(const export *of) {
  for (staleness how = 0; how < STALENESSES; how++)
    for (int i = 0; i < of->parameter_count; i++) {
      kind kind = of->parameters[i].kind;
      if (is_value(&of->parameters[i]) || kind == KIND_REFERENCE ||
          kind == KIND_CLASS || kind == KIND_REFERENCES)
        expect_stale(of, i, how);
    }
}

static bool may_go_stale(const export *of) {
  return takes_reference(of) && find_kind(of, KIND_HANDLE) >= 0 &&
         strcmp(of->name, "vm_resume") != 0;
}

/* ------------------------------------------------------------ names, counts */

/* By which scripts know it: of functions and classes. */
static bool is_name(const struct_info *info, int f) {
  bool kept = false;
  for (int i = 0; i < info->field_count; i++)
    kept |= strcmp(info->fields[i].name, "release") == 0;
  return kept && strcmp(info->fields[f].name, "name") == 0;
}

static bool is_named(const export *of) {
  for (int i = 0; i < of->parameter_count; i++) {
    const struct_info *info = of->parameters[i].info;
    for (int f = 0; info != NULL && f < info->field_count; f++)
      if (is_name(info, f)) return true;
  }
  return false;
}

static void expect_name(const export *of, const char *bytes, size_t length,
                        luavm_status want) {
  for (int i = 0; i < of->parameter_count; i++) {
    const struct_info *info = of->parameters[i].info;
    for (int f = 0; info != NULL && f < info->field_count; f++) {
      if (!is_name(info, f)) continue;
      call c;
      call_open(&c, of);
      set_field(&c, i, &info->fields[f], (uintptr_t)bytes);
      set_field(&c, i, &info->fields[f + 1], length);
      call_expect(&c, want);
      call_end(&c);
    }
  }
}

static void names_at_their_edges(const export *of) {
  static char longest[NAME_MAX_BYTES + 1];
  memset(longest, 'n', sizeof longest);
  expect_name(of, longest, NAME_MAX_BYTES, LUAVM_OK);
  expect_name(of, longest, NAME_MAX_BYTES + 1, LUAVM_ARGUMENT);
  expect_name(of, "a\0b", 3, LUAVM_ARGUMENT);
  expect_name(of, "\0", 1, LUAVM_ARGUMENT);
  expect_name(of, "\xff\xfe\x80", 3, LUAVM_OK);
  longest[100] = 0;
  expect_name(of, longest, NAME_MAX_BYTES, LUAVM_ARGUMENT);
}

static bool has_values(const export *of) {
  return find_kind(of, KIND_VALUES) >= 0;
}

static void as_many_as_there_may_be(const export *of) {
  luavm_value *many = calloc(MANY + 1, sizeof *many);
  int i = find_kind(of, KIND_VALUES);
  CHECK(many != NULL, "calloc");
  for (size_t count = MANY - 1; count <= MANY + 1; count++) {
    call c;
    call_open(&c, of);
    c.slots[i].p = many;
    c.slots[i + 1].n = count;
    call_expect(&c, count > MANY ? LUAVM_ARGUMENT : LUAVM_OK);
    call_end(&c);
  }
  free(many);
}

/* --------------------------------------------------------------- templates */

static bool makes_vms(const export *of) {
  return strcmp(of->name, "vm_new") == 0 || find_kind(of, KIND_TEMPLATE) >= 0;
}

/* Its VMs keep its functions, which are released once, after the last of them. */
static void template_goes_first(const export *of) {
  owned owned = {0};
  luavm_function function = function_of("nothing", do_nothing, &owned);
  luavm_template templ = some_template();
  CHECK(template_register(templ, &function, NULL) == LUAVM_OK, "template_register");
  luavm_vm_options options = {.struct_size = sizeof options, .host = templ};
  luavm_vm vms[2] = {0};
  for (size_t i = 0; i < COUNT(vms); i++)
    CHECK(vm_new(&options, &vms[i], NULL) == LUAVM_OK, "vm_new");
  CHECK(template_free(templ) == LUAVM_OK, "template_free");
  CHECK(vm_new(&options, &(luavm_vm){0}, NULL) == LUAVM_HANDLE, "a stale template");
  call_succeeds(of);
  for (size_t i = 0; i < COUNT(vms); i++) {
    CHECK(vm_reset(vms[i]) == LUAVM_OK, "vm_reset");
    CHECK(vm_eval(vms[i], "nothing()", 9, NULL, NULL) == LUAVM_OK, "the function");
    CHECK(owned.released == 0, "released too early");
    CHECK(vm_free(vms[i]) == LUAVM_OK, "vm_free");
  }
  CHECK(owned.released == 1, "released %d times", (int)owned.released);
}

const misuse value_misuses[] = {
    {"refuses_values_that_are_none", has_value, garbage_values, false},
    {"refuses_them_within_tables", has_value, garbage_in_tables, false},
    {"refuses_references_of_another_vm", takes_reference, of_another_vm, false},
    {"refuses_references_that_are_released", may_go_stale, stale_references, false},
    {"knows_how_long_a_name_may_be", is_named, names_at_their_edges, false},
    {"knows_how_many_values_there_may_be", has_values, as_many_as_there_may_be, false},
    {"lets_a_template_go_before_its_vms", makes_vms, template_goes_first, false},
    {NULL, NULL, NULL, false}};
