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

static int handle_at(const export *of) {
  int i = find_kind(of, KIND_HANDLE);
  if (i < 0) i = find_kind(of, KIND_TEMPLATE);
  if (i < 0) i = find_kind(of, KIND_STORE);
  return i >= 0 ? i : find_kind(of, KIND_POLICY);
}

static bool has_handle(const export *of) {
  return handle_at(of) >= 0;
}

static bool names_vm(const export *of) {
  return find_kind(of, KIND_HANDLE) >= 0;
}

static bool names_policy(const export *of) {
  return find_kind(of, KIND_POLICY) >= 0;
}

static bool names_store(const export *of) {
  return find_kind(of, KIND_STORE) >= 0;
}

/* A live VM, template, policy or store: what the export takes. */
static uint64_t handle_open(const export *of) {
  if (names_policy(of)) return some_policy();
  if (names_store(of)) return some_store();
  return names_vm(of) ? vm_open(LUAVM_PROFILE_DEFAULT) : some_template();
}

static luavm_status handle_free(const export *of, uint64_t handle) {
  if (names_policy(of)) return policy_free(handle);
  if (names_store(of)) return store_free(handle);
  return names_vm(of) ? vm_free(handle) : template_free(handle);
}

static void handle_ends(const export *of, uint64_t live, const char *why) {
  if (names_vm(of)) vm_answers(live);
  CHECK(handle_free(of, live) == LUAVM_OK, "the live one was freed by a %s handle",
        why);
}

static void expect_handle(const export *of, uint64_t handle, luavm_status want) {
  call c;
  call_open(&c, of);
  c.slots[handle_at(of)].n = handle;
  call_expect(&c, want);
  call_end(&c);
}

static bool frees_handles(const export *of) {
  return strcmp(of->name, "vm_free") == 0 || strcmp(of->name, "template_free") == 0 ||
         strcmp(of->name, "policy_free") == 0 || strcmp(of->name, "store_free") == 0;
}

static void handle_zero(const export *of) {
  expect_handle(of, 0, frees_handles(of) ? LUAVM_OK : LUAVM_HANDLE);
}

/* Slots are used again, generations are not. */
static void stale_handle(const export *of) {
  uint64_t stale[STALE_ROUNDS];
  for (int i = 0; i < STALE_ROUNDS; i++) {
    stale[i] = handle_open(of);
    CHECK(handle_free(of, stale[i]) == LUAVM_OK, "not freed");
  }
  uint64_t live = handle_open(of);
  for (int i = 0; i < STALE_ROUNDS; i++) expect_handle(of, stale[i], LUAVM_HANDLE);
  handle_ends(of, live, "stale");
}

static void foreign_handle(const export *of) {
  uint64_t live = handle_open(of);
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
    expect_handle(of, foreign[i], LUAVM_HANDLE);
  for (int bit = 0; bit < 64; bit++)
    expect_handle(of, live ^ UINT64_C(1) << bit, LUAVM_HANDLE);
  handle_ends(of, live, "foreign");
}

static void random_handles(const export *of) {
  uint64_t live = handle_open(of);
  uint64_t x = 88172645463325252u;
  call c;
  call_open(&c, of);
  for (int i = 0; i < RANDOM_HANDLES; i++) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    /* Every other one has the live one's slot. */
    c.slots[handle_at(of)].n = i % 2 ? x : (x & ~0xFFFFFull) | (live & 0xFFFFF);
    call_expect(&c, LUAVM_HANDLE);
  }
  call_end(&c);
  handle_ends(of, live, "random");
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
  slot *handle = &c.slots[handle_at(of)];
  for (int v = 0; v < STORM_VMS; v++) {
    stale[v] = handle_open(of);
    CHECK(handle_free(of, stale[v]) == LUAVM_OK, "not freed");
    uint64_t live = handle_open(of);
    int resolved = 0;
    for (int i = 0; i < STORM_CALLS; i++) {
      handle->n = stale[i % (v + 1)];
      resolved += of->call(c.slots) != LUAVM_HANDLE;
    }
    CHECK(resolved == 0, "%d stale handles were found", resolved);
    CHECK(handle_free(of, live) == LUAVM_OK, "not freed");
  }
  call_end(&c);
}

const misuse handle_misuses[] = {
    {"knows_that_0_is_no_vm", has_handle, handle_zero, false},
    {"refuses_stale_handles_whose_slot_lives", has_handle, stale_handle, false},
    {"refuses_ten_million_stale_handles", only_looks, stale_storm, false},
    {"refuses_foreign_handles", has_handle, foreign_handle, false},
    {"refuses_random_handles", has_handle, random_handles, false},
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
