/* What the process allows all VMs together: caps and the memory quota. */
#include "abi.h"

static void the_vm_after_the_cap_is_quota(void **state) {
  (void)state;
  enum { CAP = 1000 };
  static luavm_vm vms[CAP];
  char message[512];
  for (int i = 0; i < CAP; i++) vms[i] = vm_make(NULL);
  for (int i = 0; i < 3; i++) {
    assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
    assert_names(message, "1000");
    assert_names(message, "luavm_configure");
  }
  assert_int_equal(stats().vm_count, CAP);
  vm_end(vms[500]);
  vms[500] = vm_make(NULL);
  assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
  for (int i = 0; i < CAP; i += 99) expect_answer(vms[i]);
  for (int i = 0; i < CAP; i++) vm_end(vms[i]);
}

static void a_lower_cap_takes_nothing_away(void **state) {
  (void)state;
  char message[512];
  luavm_vm vms[3] = {vm_make(NULL), vm_make(NULL), vm_make(NULL)};
  assert_status(luavm_configure(CONFIG(.vm_cap = 2), NULL), LUAVM_OK);
  assert_int_equal(stats().vm_cap, 2);
  assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
  assert_names(message, "2");
  for (int i = 0; i < 3; i++) expect_answer(vms[i]);
  vm_end(vms[0]);
  assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
  vm_end(vms[1]);
  vms[1] = vm_make(NULL);
  vm_end(vms[1]);
  vm_end(vms[2]);
}

static void the_cap_may_be_65535(void **state) {
  (void)state;
  luavm_buffer *error = (luavm_buffer *)state;
  assert_status(luavm_configure(CONFIG(.vm_cap = 65535), &error), LUAVM_OK);
  assert_null(error);
  assert_int_equal(stats().vm_cap, 65535);
  assert_status(luavm_configure(CONFIG(.vm_cap = 0), &error), LUAVM_OK);
  assert_int_equal(stats().vm_cap, 1000);
}

static void the_memory_quota_stops_a_script_below_its_own_limit(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(64))), other = vm_make(NULL);
  uint64_t quota = stats().memory_bytes / MIB(1) * MIB(1) + MIB(5);
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = quota), NULL), LUAVM_OK);
  assert_true(stats().memory_quota_bytes == quota);
  luavm_result *result = eval(vm, "return ('x'):rep(12 << 20)", NULL);
  assert_result(result, LUAVM_QUOTA);
  assert_result_names(result, "5 MiB");
  assert_result_names(result, "quota");
  release(result);
  result = eval(vm, "local t = {} while true do t = {t, ('x'):rep(999)} end", NULL);
  assert_result(result, LUAVM_QUOTA);
  release(result);
  assert_true(stats().memory_bytes <= quota);
  expect_answer(vm);
  expect_answer(other);
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = LUAVM_UNLIMITED), NULL),
                LUAVM_OK);
  assert_true(stats().memory_quota_bytes == LUAVM_UNLIMITED);
  expect(vm, LUAVM_OK, "return #('x'):rep(12 << 20)");
  vm_end(other);
  vm_end(vm);
}

static void no_vm_is_made_over_the_quota(void **state) {
  (void)state;
  char message[512];
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = 1), NULL), LUAVM_OK);
  assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
  assert_names(message, "quota");
  assert_status(luavm_configure(CONFIG(.flags = 0), NULL), LUAVM_OK);
  vm_end(vm_make(NULL));
}

static void a_reset_over_the_quota_can_be_tried_again(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = 1), NULL), LUAVM_OK);
  assert_status(vm_reset(vm), LUAVM_QUOTA);
  luavm_result *result = eval(vm, "return 1", NULL);
  assert_true(result->status != LUAVM_OK);
  release(result);
  memory_of(vm);
  assert_status(luavm_configure(CONFIG(.flags = 0), NULL), LUAVM_OK);
  assert_status(vm_reset(vm), LUAVM_OK);
  expect_answer(vm);
  vm_end(vm);
}

static void the_caps_of_services_are_the_processes(void **state) {
  (void)state;
  assert_int_equal(stats().http_cap, 100);
  assert_int_equal(stats().ws_cap, 50);
  assert_int_equal(stats().cache_bytes, MIB(100));
  assert_int_equal(stats().cache_compress_bytes, KIB(4));
  const luavm_config *given = CONFIG(.http_cap = 3, .ws_cap = 2, .cache_bytes = MIB(1),
                                     .cache_compress_bytes = LUAVM_UNLIMITED);
  assert_status(luavm_configure(given, NULL), LUAVM_OK);
  assert_int_equal(stats().http_cap, 3);
  assert_int_equal(stats().ws_cap, 2);
  assert_int_equal(stats().cache_bytes, MIB(1));
  assert_true(stats().cache_compress_bytes == LUAVM_UNLIMITED);
  assert_status(luavm_configure(CONFIG(.flags = 0), NULL), LUAVM_OK);
  assert_int_equal(stats().http_cap, 100);
}

static void a_file_of_authorities_has_to_be_there(void **state) {
  (void)state;
  luavm_buffer *error = NULL;
  const char file[] = "missing.pem";
  luavm_config *given =
      CONFIG(.vm_cap = 7, .ca_file = file, .ca_file_length = sizeof file - 1);
  assert_status(luavm_configure(given, &error), LUAVM_ARGUMENT);
  assert_names(error->data, "luavm_config.ca_file 'missing.pem'");
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  assert_int_equal(stats().vm_cap, 1000);
  given->ca_file_length = 4097;
  assert_status(luavm_configure(given, NULL), LUAVM_ARGUMENT);
}

/* The structs as they were before there were services. */
static void an_earlier_headers_structs_are_known(void **state) {
  (void)state;
  enum {
    CONFIG_FIRST = offsetof(luavm_config, http_cap),
    STATISTICS_FIRST = offsetof(luavm_statistics, http_cap)
  };
  luavm_config *given = CONFIG(.vm_cap = 7, .http_cap = 3, .ws_cap = 2);
  given->struct_size = CONFIG_FIRST;
  assert_status(luavm_configure(given, NULL), LUAVM_OK);
  assert_int_equal(stats().vm_cap, 7);
  assert_int_equal(stats().http_cap, 100);
  luavm_statistics read;
  memset(&read, 0x55, sizeof read);
  read.struct_size = STATISTICS_FIRST;
  assert_status(luavm_stats(&read), LUAVM_OK);
  assert_int_equal(read.struct_size, STATISTICS_FIRST);
  assert_int_equal(read.vm_cap, 7);
  assert_int_equal(read.block_count, stats().block_count);
  assert_int_equal(read.http_cap, 0x55555555);
  assert_status(luavm_configure(CONFIG(.flags = 0), NULL), LUAVM_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_vm_after_the_cap_is_quota),
      TEST(a_lower_cap_takes_nothing_away),
      TEST(the_cap_may_be_65535),
      TEST(the_memory_quota_stops_a_script_below_its_own_limit),
      TEST(no_vm_is_made_over_the_quota),
      TEST(a_reset_over_the_quota_can_be_tried_again),
      TEST(the_caps_of_services_are_the_processes),
      TEST(a_file_of_authorities_has_to_be_there),
      TEST(an_earlier_headers_structs_are_known),
  };
  return RUN("quota", tests);
}
