/* Where what is right ends: lengths, codes, timeouts. */
#include <sys/mman.h>

#include "classes.h"

static bool is_array_field(const struct_field *field) {
  return field->role == FIELD_DATA || field->role == FIELD_ARRAY;
}

static bool has_bytes(const export *of) {
  for (int i = 0; i < of->parameter_count; i++) {
    const struct_info *info = of->parameters[i].info;
    if (is_array(of->parameters[i].kind)) return true;
    for (int f = 0; info != NULL && f < info->field_count; f++)
      if (info->fields[f].role == FIELD_DATA) return true;
  }
  return false;
}

/* Some must not be empty. */
static luavm_status wanted(bool filled, size_t length, luavm_status want) {
  return filled && length == 0 ? LUAVM_ARGUMENT : want;
}

/* Calls with every (pointer, length) set so, parameters and fields alike; where
 * there is no highest length, it is not to be known whether memory is there. */
static void expect_bytes(const export *of, const void *data, size_t length,
                         luavm_status want) {
  call c;
  for (int i = 0; i < of->parameter_count; i++) {
    const parameter *p = &of->parameters[i];
    bool judged =
        data == NULL || length == 0 || (p[1].number > 0 && length > p[1].number);
    if (is_array(p->kind) && judged) {
      call_open(&c, of);
      c.slots[i].p = (void *)(uintptr_t)data;
      c.slots[i + 1].n = length;
      call_expect(&c, wanted(p->kind == KIND_DATA && p->number, length, want));
      call_end(&c);
    }
    const struct_info *info = p->info;
    for (int f = 0; info != NULL && f < info->field_count; f++) {
      const struct_field *field = &info->fields[f];
      bool path = strcmp(info->name, "luavm_function") == 0 && p->number;
      if (!is_array_field(field)) continue;
      if (want != LUAVM_OK && data != NULL && length <= field[1].number) continue;
      call_open(&c, of);
      set_field(&c, i, field, (uintptr_t)data);
      set_field(&c, i, field + 1, length);
      call_expect(&c, wanted(path || field->number, length, want));
      call_end(&c);
    }
  }
}

static const size_t huge[] = {(size_t)LUAVM_SOURCE_MAX + 1,
                              INT32_MAX,
                              UINT32_MAX,
                              (size_t)UINT32_MAX + 9,
                              SIZE_MAX / 2,
                              SIZE_MAX - 1,
                              SIZE_MAX};

/* Nothing can be read where it points, so whoever reads before judging dies. */
static void huge_lengths(const export *of) {
  void *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(nothing != MAP_FAILED, "mmap");
  for (size_t n = 0; n < COUNT(huge); n++)
    expect_bytes(of, nothing, huge[n], LUAVM_ARGUMENT);
  munmap(nothing, 4096);
}

static void null_with_a_length(const export *of) {
  for (size_t n = 0; n < COUNT(huge); n++)
    expect_bytes(of, NULL, huge[n], LUAVM_ARGUMENT);
  for (size_t length = 1; length <= 4096; length *= 2)
    expect_bytes(of, NULL, length, LUAVM_ARGUMENT);
}

/* The empty string is not read either, wherever it is. */
static void zero_lengths(const export *of) {
  expect_bytes(of, NULL, 0, LUAVM_OK);
  expect_bytes(of, "", 0, LUAVM_OK);
  expect_bytes(of, (void *)1, 0, LUAVM_OK);
  expect_bytes(of, (void *)UINTPTR_MAX, 0, LUAVM_OK);
}

static bool has_longest(const export *of) {
  for (int i = 0; i < of->parameter_count; i++) {
    const struct_info *info = of->parameters[i].info;
    if (is_array(of->parameters[i].kind) && of->parameters[i + 1].number > 0)
      return true;
    for (int f = 0; info != NULL && f < info->field_count; f++)
      if (info->fields[f].role == FIELD_LENGTH && info->fields[f].number > 0)
        return true;
  }
  return false;
}

static void one_too_many(const export *of, int i, const struct_field *field,
                         void *nothing) {
  call c;
  call_open(&c, of);
  if (field == NULL) {
    c.slots[i].p = nothing;
    c.slots[i + 1].n = of->parameters[i + 1].number + 1;
  } else {
    set_field(&c, i, field, (uintptr_t)nothing);
    set_field(&c, i, field + 1, field[1].number + 1);
  }
  call_expect(&c, LUAVM_ARGUMENT);
  call_end(&c);
}

/* Nothing can be read where it points. */
static void every_one_too_many(const export *of) {
  void *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(nothing != MAP_FAILED, "mmap");
  for (int i = 0; i < of->parameter_count; i++) {
    const struct_info *info = of->parameters[i].info;
    if (is_array(of->parameters[i].kind) && of->parameters[i + 1].number > 0)
      one_too_many(of, i, NULL, nothing);
    for (int f = 0; info != NULL && f + 1 < info->field_count; f++) {
      const struct_field *field = &info->fields[f];
      if (is_array_field(field) && field[1].number > 0)
        one_too_many(of, i, field, nothing);
    }
  }
  munmap(nothing, 4096);
}

static bool has_code(const export *of) {
  return find_kind(of, KIND_CODE) >= 0;
}

static bool within(const parameter *p, int64_t code) {
  for (int i = 0; i < p->range_count; i++)
    if (code >= p->ranges[i].first && code <= p->ranges[i].last) return true;
  return false;
}

static void expect_code(const export *of, int64_t code) {
  int i = find_kind(of, KIND_CODE);
  call c;
  call_open(&c, of);
  c.slots[i].n = (uint64_t)code;
  call_expect(&c, within(&of->parameters[i], code) ? LUAVM_OK : LUAVM_ARGUMENT);
  call_end(&c);
}

static void codes_at_their_edges(const export *of) {
  static const int64_t far[] = {-1, 1, 65535, 65536, INT32_MAX, INT32_MIN};
  const parameter *p = &of->parameters[find_kind(of, KIND_CODE)];
  for (int i = 0; i < p->range_count; i++)
    for (int beside = -1; beside <= 1; beside++) {
      expect_code(of, p->ranges[i].first + beside);
      expect_code(of, p->ranges[i].last + beside);
    }
  for (size_t i = 0; i < COUNT(far); i++) expect_code(of, far[i]);
}

static bool takes_time(const export *of) {
  for (int i = 0; i < of->parameter_count; i++)
    if (is_time(&of->parameters[i])) return true;
  return false;
}

/* Whatever comes in so little time is documented; there is no too much. */
static void extreme_timeouts(const export *of) {
  const uint64_t extremes[] = {0,
                               1,
                               2,
                               INT32_MAX,
                               (uint64_t)INT32_MAX + 1,
                               UINT32_MAX,
                               INT64_MAX,
                               UINT64_C(1) << 63,
                               UINT64_MAX - 1,
                               UINT64_MAX};
  for (size_t n = 0; n < COUNT(extremes); n++)
    for (int i = 0; i < of->parameter_count; i++) {
      if (!is_time(&of->parameters[i])) continue;
      call c;
      call_open(&c, of);
      c.slots[i].n = extremes[n];
      luavm_status status = call_make(&c);
      bool long_enough = extremes[n] >= INT32_MAX;
      CHECK(status == LUAVM_OK || (!long_enough && status == LUAVM_TIMEOUT), "%s",
            luavm_status_name(status));
      call_end(&c);
    }
}

const misuse bound_misuses[] = {
    {"refuses_huge_lengths_unread", has_bytes, huge_lengths, false},
    {"refuses_null_with_a_length", has_bytes, null_with_a_length, false},
    {"takes_empty_strings_unread", has_bytes, zero_lengths, false},
    {"refuses_one_more_than_the_most_unread", has_longest, every_one_too_many, false},
    {"knows_the_codes_there_are", has_code, codes_at_their_edges, false},
    {"takes_any_timeout", takes_time, extreme_timeouts, false},
    {NULL, NULL, NULL, false}};
