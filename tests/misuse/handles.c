/* Handles and blocks that are not what they say. */
#include <stdlib.h>
#include <sys/mman.h>

#include "classes.h"

enum {
  STALE_ROUNDS = 200,
  RANDOM_HANDLES = 20000,
  STORM_VMS = 100,
  STORM_CALLS = 100000
};

static bool is_handle(kind kind) {
  return kind == KIND_HANDLE || kind == KIND_TEMPLATE || kind == KIND_POLICY ||
         kind == KIND_STORE || kind == KIND_SOCKET;
}

/* The index of the next parameter that is one, from a given one on; -1: none. */
static int next_handle(const export *of, int from) {
  for (int i = from; i < of->parameter_count; i++)
    if (is_handle(of->parameters[i].kind)) return i;
  return -1;
}

static bool has_handle(const export *of) {
  return next_handle(of, 0) >= 0;
}

/* A live one. */
static uint64_t handle_open(kind kind) {
  switch (kind) {
    case KIND_TEMPLATE:
      return some_template();
    case KIND_POLICY:
      return some_policy();
    case KIND_STORE:
      return some_store();
    case KIND_SOCKET:
      return some_socket();
    default:
      return vm_open(LUAVM_PROFILE_DEFAULT);
  }
}

static luavm_status handle_free(kind kind, uint64_t handle) {
  switch (kind) {
    case KIND_TEMPLATE:
      return template_free(handle);
    case KIND_POLICY:
      return policy_free(handle);
    case KIND_STORE:
      return store_free(handle);
    case KIND_SOCKET:
      return ws_free(handle);
    default:
      return vm_free(handle);
  }
}

static void handle_ends(kind kind, uint64_t live, const char *why) {
  if (kind == KIND_HANDLE) vm_answers(live);
  CHECK(handle_free(kind, live) == LUAVM_OK, "the live one was freed by a %s handle",
        why);
}

static void expect_handle(const export *of, int at, uint64_t handle,
                          luavm_status want) {
  call c;
  call_open(&c, of);
  c.slots[at].n = handle;
  call_expect(&c, want);
  call_end(&c);
}

typedef void (*handle_visit)(const export *of, int at, kind kind);

static void visit_handles(const export *of, handle_visit visit) {
  for (int i = next_handle(of, 0); i >= 0; i = next_handle(of, i + 1))
    visit(of, i, of->parameters[i].kind);
}

static void handle_zero(const export *of, int at, kind kind) {
  (void)kind;
  expect_handle(of, at, 0, frees_handles(of) ? LUAVM_OK : LUAVM_HANDLE);
}

/* Slots are used again, generations are not. */
static void stale_handle(const export *of, int at, kind kind) {
  uint64_t stale[STALE_ROUNDS];
  for (int i = 0; i < STALE_ROUNDS; i++) {
    stale[i] = handle_open(kind);
    CHECK(handle_free(kind, stale[i]) == LUAVM_OK, "not freed");
  }
  uint64_t live = handle_open(kind);
  for (int i = 0; i < STALE_ROUNDS; i++) expect_handle(of, at, stale[i], LUAVM_HANDLE);
  handle_ends(kind, live, "stale");
}

static void foreign_handle(const export *of, int at, kind kind) {
  uint64_t live = handle_open(kind);
  const uint64_t foreign[] = {1,
                              65535,
                              1u << 20,
                              UINT32_MAX,
                              INT64_MAX,
                              UINT64_MAX,
                              (uintptr_t)&live,
                              live << 1,
                              live >> 1,
                              ~live,
                              live + 1,
                              live - 1,
                              live & 0xFFFFF,
                              live & ~0xFFFFFull};
  for (size_t i = 0; i < COUNT(foreign); i++)
    expect_handle(of, at, foreign[i], LUAVM_HANDLE);
  for (int bit = 0; bit < 64; bit++)
    expect_handle(of, at, live ^ UINT64_C(1) << bit, LUAVM_HANDLE);
  handle_ends(kind, live, "foreign");
}

static void random_handle(const export *of, int at, kind kind) {
  uint64_t live = handle_open(kind);
  uint64_t x = 88172645463325252u;
  call c;
  call_open(&c, of);
  for (int i = 0; i < RANDOM_HANDLES; i++) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    /* Every other one has the live one's slot. */
    c.slots[at].n = i % 2 ? x : (x & ~0xFFFFFull) | (live & 0xFFFFF);
    call_expect(&c, LUAVM_HANDLE);
  }
  call_end(&c);
  handle_ends(kind, live, "random");
}

static void every_zero(const export *of) {
  visit_handles(of, handle_zero);
}
static void every_stale_handle(const export *of) {
  visit_handles(of, stale_handle);
}
static void every_foreign_handle(const export *of) {
  visit_handles(of, foreign_handle);
}
static void every_random_handle(const export *of) {
  visit_handles(of, random_handle);
}

static bool only_looks(const export *of) {
  return has_handle(of) && !of->one_per_vm && !frees_handles(of) &&
         find_kind(of, KIND_OUT_BUFFER) < 0 && find_kind(of, KIND_OUT_RESULT) < 0;
}

/* Ten million of them, while one after the other lives in the same slots. */
static void stale_storm(const export *of) {
  uint64_t stale[STORM_VMS];
  call c;
  call_open(&c, of);
  int at = next_handle(of, 0);
  kind kind = of->parameters[at].kind;
  slot *handle = &c.slots[at];
  for (int v = 0; v < STORM_VMS; v++) {
    stale[v] = handle_open(kind);
    CHECK(handle_free(kind, stale[v]) == LUAVM_OK, "not freed");
    uint64_t live = handle_open(kind);
    int resolved = 0;
    for (int i = 0; i < STORM_CALLS; i++) {
      handle->n = stale[i % (v + 1)];
      resolved += of->call(c.slots) != LUAVM_HANDLE;
    }
    CHECK(resolved == 0, "%d stale handles were found", resolved);
    CHECK(handle_free(kind, live) == LUAVM_OK, "not freed");
  }
  call_end(&c);
}

const misuse handle_misuses[] = {
    {"knows_that_0_is_no_vm", has_handle, every_zero, false},
    {"refuses_stale_handles_whose_slot_lives", has_handle, every_stale_handle, false},
    {"refuses_ten_million_stale_handles", only_looks, stale_storm, false},
    {"refuses_foreign_handles", has_handle, every_foreign_handle, false},
    {"refuses_random_handles", has_handle, every_random_handle, false},
    {NULL, NULL, NULL, false}};

/* -------------------------------------------------------------------- blocks */

static bool takes_block(const export *of) {
  return find_kind(of, KIND_RESULT) >= 0 || find_kind(of, KIND_BUFFER) >= 0 ||
         find_kind(of, KIND_RESPONSE) >= 0;
}

static void double_free(const export *of) {
  call c;
  call_open(&c, of);
  call_expect(&c, LUAVM_OK);
  for (int i = 0; i < 3; i++) call_expect(&c, LUAVM_ARGUMENT);
  call_end(&c);
}

static void expect_pointer(const export *of, void *p) {
  call c;
  call_open(&c, of);
  c.slots[0].p = p;
  call_expect(&c, LUAVM_ARGUMENT);
  call_end(&c);
}

static void other_kind(const export *of) {
  luavm_vm vm = vm_open(LUAVM_PROFILE_DEFAULT);
  luavm_result *result = some_result(vm);
  luavm_buffer *buffer = some_buffer();
  luavm_http_response *response = some_response();
  if (find_kind(of, KIND_RESULT) < 0) expect_pointer(of, result);
  if (find_kind(of, KIND_BUFFER) < 0) expect_pointer(of, buffer);
  if (find_kind(of, KIND_RESPONSE) < 0) expect_pointer(of, response);
  CHECK(result->values[0].as.integer == 2 && strlen(buffer->data) == buffer->length &&
            response->body.length == 2,
        "a block refused is not whole");
  CHECK(http_free(response) == LUAVM_OK, "the response is gone");
  CHECK(vm_result_free(result) == LUAVM_OK, "the result is gone");
  CHECK(luavm_buffer_free(buffer) == LUAVM_OK, "the buffer is gone");
  CHECK(vm_free(vm) == LUAVM_OK, "vm_free");
}

static void foreign_pointer(const export *of) {
  luavm_vm vm = vm_open(LUAVM_PROFILE_DEFAULT);
  luavm_result *result = some_result(vm), local = *result;
  luavm_buffer *buffer = some_buffer();
  char *heap = calloc(1, 4096);
  void *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  void *const foreign[] = {&local,
                           heap,
                           heap + 16,
                           nothing,
                           (char *)result + 1,
                           (char *)result + 8,
                           (char *)result - 16,
                           result + 1,
                           (void *)(uintptr_t)result->values,
                           (void *)(uintptr_t)buffer->data,
                           (char *)buffer + 16,
                           (void *)(uintptr_t)luavm_version(),
                           (void *)(uintptr_t)export_address[0],
                           (void *)1,
                           (void *)16,
                           (void *)INTPTR_MAX,
                           (void *)UINTPTR_MAX,
                           (void *)(UINTPTR_MAX & ~(uintptr_t)15),
                           (void *)(uintptr_t)vm};
  for (size_t i = 0; i < COUNT(foreign); i++) expect_pointer(of, foreign[i]);
  munmap(nothing, 4096);
  free(heap);
  CHECK(vm_result_free(result) == LUAVM_OK, "the result is gone");
  CHECK(luavm_buffer_free(buffer) == LUAVM_OK, "the buffer is gone");
  CHECK(vm_free(vm) == LUAVM_OK, "vm_free");
}

const misuse block_misuses[] = {
    {"refuses_what_was_freed_before", takes_block, double_free, false},
    {"refuses_blocks_of_the_other_kind", takes_block, other_kind, false},
    {"refuses_pointers_the_library_never_gave", takes_block, foreign_pointer, false},
    {NULL, NULL, NULL, false}};
