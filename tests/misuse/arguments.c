/* Wrong pointers, lengths, enums, flags, sizes and numbers. */

#include "classes.h"

static bool is_pointer(const parameter *p) {
  switch (p->kind) {
    case KIND_RESULT:
    case KIND_BUFFER:
    case KIND_RESPONSE:
    case KIND_IN_STRUCT:
    case KIND_OUT_STRUCT:
    case KIND_VALUE:
    case KIND_CALLED:
    case KIND_REPLY:
      return true;
    default: /* arrays have a class of their own */
      return p->kind >= KIND_OUT_HANDLE;
  }
}

static bool has_pointer(const export *of) {
  for (int i = 0; i < of->parameter_count; i++)
    if (is_pointer(&of->parameters[i])) return true;
  return false;
}

static void each_null_pointer(const export *of) {
  for (int i = 0; i < of->parameter_count; i++) {
    if (!is_pointer(&of->parameters[i])) continue;
    call c;
    call_open(&c, of);
    c.slots[i].p = NULL;
    call_expect(&c, of->parameters[i].nullable ? LUAVM_OK : LUAVM_ARGUMENT);
    call_end(&c);
  }
}

static void all_pointers_null(const export *of) {
  bool required = false;
  call c;
  call_open(&c, of);
  for (int i = 0; i < of->parameter_count; i++) {
    if (!is_pointer(&of->parameters[i])) continue;
    c.slots[i].p = NULL;
    required |= !of->parameters[i].nullable;
  }
  call_expect(&c, required ? LUAVM_ARGUMENT : LUAVM_OK);
  call_end(&c);
}

/* ---------------------------------------------------------- fields of structs */

typedef void (*field_visit)(const export *of, int parameter, const struct_field *field);

static void visit_fields(const export *of, role role, field_visit visit) {
  for (int i = 0; i < of->parameter_count; i++) {
    if (of->parameters[i].kind != KIND_IN_STRUCT &&
        of->parameters[i].kind != KIND_OUT_STRUCT)
      continue;
    const struct_info *info = of->parameters[i].info;
    for (int f = 0; f < info->field_count; f++)
      if (info->fields[f].role == role) visit(of, i, &info->fields[f]);
  }
}

static bool has_field(const export *of, role role) {
  for (int i = 0; i < of->parameter_count; i++) {
    const struct_info *info = of->parameters[i].info;
    for (int f = 0; info != NULL && f < info->field_count; f++)
      if (info->fields[f].role == role) return true;
  }
  return false;
}

static void expect_field(const export *of, int parameter, const struct_field *field,
                         uint64_t value, luavm_status want) {
  call c;
  call_open(&c, of);
  set_field(&c, parameter, field, value);
  call_expect(&c, want);
  call_end(&c);
}

#define HAS_FIELD(name, role)          \
  static bool name(const export *of) { \
    return has_field(of, role);        \
  }
HAS_FIELD(has_size, FIELD_SIZE)
HAS_FIELD(has_flags, FIELD_FLAGS)
HAS_FIELD(has_reserved, FIELD_RESERVED)
HAS_FIELD(has_quantity, FIELD_QUANTITY)

static void wrong_size(const export *of, int i, const struct_field *field) {
  uint32_t size = (uint32_t)of->parameters[i].info->bytes;
  const uint32_t wrong[] = {0,        1,        4,         size - 8,  size - 1,
                            size + 1, size + 8, size << 1, INT32_MAX, UINT32_MAX};
  for (size_t n = 0; n < COUNT(wrong); n++)
    expect_field(of, i, field, wrong[n], LUAVM_ARGUMENT);
}

static void unknown_flag(const export *of, int i, const struct_field *field) {
  for (int bit = 0; bit < 32; bit++)
    expect_field(of, i, field, UINT64_C(1) << bit,
                 field->number >> bit & 1 ? LUAVM_OK : LUAVM_ARGUMENT);
  expect_field(of, i, field, UINT32_MAX, LUAVM_ARGUMENT);
}

static void reserved_set(const export *of, int i, const struct_field *field) {
  for (int bit = 0; bit < 32; bit++)
    expect_field(of, i, field, UINT64_C(1) << bit, LUAVM_ARGUMENT);
}

static void wrong_enum(const export *of, int i, const struct_field *field) {
  const uint64_t wrong[] = {
      field->number, field->number + 1,       255,       256, 65536,
      INT32_MAX,     (uint64_t)INT32_MAX + 1, UINT32_MAX};
  for (size_t n = 0; n < COUNT(wrong); n++)
    expect_field(of, i, field, wrong[n], LUAVM_ARGUMENT);
}

static void over_most(const export *of, int i, const struct_field *field) {
  expect_field(of, i, field, field->number, LUAVM_OK);
  expect_field(of, i, field, field->number + 1, LUAVM_ARGUMENT);
  expect_field(of, i, field, UINT32_MAX, LUAVM_ARGUMENT);
  luavm_config config = {.struct_size = sizeof config};
  CHECK(luavm_configure(&config, NULL) == LUAVM_OK, "the configuration before");
}

/* Any number is a limit: what comes is documented, and nothing breaks. */
static void extreme_quantity(const export *of, int i, const struct_field *field) {
  const uint64_t extremes[] = {
      1, 1u << 16, INT64_MAX, UINT64_C(1) << 63, UINT64_MAX - 1, UINT64_MAX};
  for (size_t n = 0; n < COUNT(extremes); n++) {
    call c;
    call_open(&c, of);
    set_field(&c, i, field, extremes[n]);
    call_make(&c);
    luavm_config config = {.struct_size = sizeof config};
    CHECK(luavm_configure(&config, NULL) == LUAVM_OK, "no quota again");
    call_end(&c);
  }
}

static void every_wrong_size(const export *of) {
  visit_fields(of, FIELD_SIZE, wrong_size);
}
static void every_unknown_flag(const export *of) {
  visit_fields(of, FIELD_FLAGS, unknown_flag);
}
static void every_reserved_bit(const export *of) {
  visit_fields(of, FIELD_RESERVED, reserved_set);
}
static void every_extreme_quantity(const export *of) {
  visit_fields(of, FIELD_QUANTITY, extreme_quantity);
}

static bool has_enum(const export *of) {
  return find_kind(of, KIND_ENUM) >= 0 || find_kind(of, KIND_STATUS) >= 0 ||
         has_field(of, FIELD_ENUM);
}

static void every_wrong_enum(const export *of) {
  visit_fields(of, FIELD_ENUM, wrong_enum);
  for (int i = 0; i < of->parameter_count; i++) {
    const parameter *p = &of->parameters[i];
    if (p->kind != KIND_ENUM && p->kind != KIND_STATUS) continue;
    const uint64_t wrong[] = {p->number,   p->number + 1,           255,
                              INT32_MAX,   (uint64_t)INT32_MAX + 1, UINT32_MAX,
                              p->least - 1};
    for (size_t n = 0; n < COUNT(wrong); n++) {
      call c;
      call_open(&c, of);
      c.slots[i].n = wrong[n];
      call_expect(&c, status_if(of, LUAVM_ARGUMENT));
      call_end(&c);
    }
  }
}

static bool has_most(const export *of) {
  return find_kind(of, KIND_NUMBER) >= 0 || find_kind(of, KIND_SIZE) >= 0 ||
         has_field(of, FIELD_LIMITED);
}

/* In every operation, where there are several. */
static void number_too_large(const export *of, int i) {
  uint64_t most = of->parameters[i].number;
  const uint64_t wrong[] = {most + 1, INT64_MAX, UINT64_C(1) << 63, UINT64_MAX};
  int operation = find_kind(of, KIND_ENUM);
  uint64_t count = operation < 0 ? 1 : of->parameters[operation].number;
  for (uint64_t which = 0; which < count; which++)
    for (size_t n = 0; n < COUNT(wrong); n++) {
      call c;
      call_open(&c, of);
      if (operation >= 0) c.slots[operation].n = which;
      c.slots[i].n = wrong[n];
      call_expect(&c, LUAVM_ARGUMENT);
      call_end(&c);
    }
}

static void every_number_too_large(const export *of) {
  visit_fields(of, FIELD_LIMITED, over_most);
  for (int i = 0; i < of->parameter_count; i++)
    if (of->parameters[i].kind == KIND_NUMBER || of->parameters[i].kind == KIND_SIZE)
      number_too_large(of, i);
}

const misuse argument_misuses[] = {
    {"takes_null_only_where_it_says_so", has_pointer, each_null_pointer, false},
    {"takes_all_its_pointers_as_null", has_pointer, all_pointers_null, false},
    {"refuses_struct_sizes_it_does_not_know", has_size, every_wrong_size, false},
    {"refuses_unknown_flags", has_flags, every_unknown_flag, false},
    {"refuses_reserved_fields_in_use", has_reserved, every_reserved_bit, false},
    {"refuses_numbers_outside_an_enum", has_enum, every_wrong_enum, false},
    {"refuses_numbers_over_the_most", has_most, every_number_too_large, false},
    {"survives_extreme_limits", has_quantity, every_extreme_quantity, false},
    {NULL, NULL, NULL, false}};
