/* HTTP for hosts: what is refused, who owns what, and what it costs. */
#include <stdio.h>

#include "web.h"

#define OPEN                                                           \
  "{\"version\": 1, \"http\": {\"hosts\": [{\"host\": \"127.0.0.1\", " \
  "\"schemes\": [\"http\"], \"ports\": [%d]"
#define LOOPBACK "}], \"addresses\": {\"allow\": [\"127.0.0.1\"]}"

static void refused(const char *url, size_t length) {
  luavm_http_response *response = NULL;
  luavm_status status = http_get(url, length, &response);
  if (status != LUAVM_ARGUMENT) fail_msg("'%s' is %s", url, luavm_status_name(status));
  assert_status(response->status, status);
  assert_true(response->message.length > 0);
  web_free(response);
}

static void what_is_no_url_is_refused(void **state) {
  (void)state;
  static const char *const urls[] = {"",
                                     "hello",
                                     "/hello",
                                     "http:",
                                     "http:/127.0.0.1/",
                                     "http://",
                                     "http:///path",
                                     "ftp://127.0.0.1/",
                                     "file:///etc/passwd",
                                     "gopher://127.0.0.1/_GET",
                                     "ws://127.0.0.1/",
                                     "http://user@127.0.0.1/",
                                     "http://user:password@127.0.0.1/",
                                     "http://127.0.0.1:0/",
                                     "http://127.0.0.1:65536/",
                                     "http://127.0.0.1:-1/",
                                     "http://127.0.0.1:80a/",
                                     "http://127.0.0.1 /",
                                     "http://127.0.0.1/a b",
                                     "http://127.0.0.1/\\..",
                                     "http://127.0.0.1\\@example.com/",
                                     "http://127%2e0.0.1/",
                                     "http://[::1/",
                                     "http://::1/",
                                     "http://127.0.0.1/\r\nX-Injected: 1",
                                     "http://127.0.0.1/ HTTP/1.1\r\nX: 1\r\n\r\n",
                                     "http://127.0.0.1/\t",
                                     "http://127.0.0.1\n/",
                                     "http://\xff\xfe/",
                                     "http://127.0.0.1/\x80"};
  for (size_t i = 0; i < COUNT(urls); i++) refused(urls[i], strlen(urls[i]));
  refused("http://127.0.0.1/\0", 18);
  refused(NULL, 0);
  refused(NULL, 1);
  static char longest[9000] = "http://127.0.0.1/";
  memset(longest + 17, 'x', sizeof longest - 17);
  refused(longest, 8193);
  refused(longest, SIZE_MAX);
}

/* Nothing of it reaches the server, let alone as lines of their own. */
static void nothing_is_injected_into_a_request(void **state) {
  (void)state;
  static const char *const methods[] = {"GET /secret HTTP/1.1\r\nX:",
                                        "GET\r\n",
                                        "G T",
                                        "GET\t",
                                        "",
                                        "CONNECT",
                                        "TRACE",
                                        "G\xc9T",
                                        "\x7f"};
  static const luavm_http_field fields[] = {
      {TEXT("X-One\r\nX-Two"), TEXT("1")},
      {TEXT("X-One"), TEXT("1\r\nX-Two: 2")},
      {TEXT("X-One"), TEXT("1\nX-Two: 2")},
      {TEXT("X-One"), TEXT("1\rX-Two: 2")},
      {TEXT("X-One"), TEXT("1\0 2")},
      {TEXT("X-One:"), TEXT("1")},
      {TEXT("X One"), TEXT("1")},
      {TEXT(" X-One"), TEXT("1")},
      {TEXT(""), TEXT("1")},
      {TEXT("X-\xe9"), TEXT("1")},
      {TEXT("X-One\0"), TEXT("1")},
      {TEXT("X-One"), TEXT("\x7f")},
      {TEXT("Host"), TEXT("example.com")},
      {TEXT("Content-Length"), TEXT("0")},
      {TEXT("content-length"), TEXT("99")},
      {TEXT("Transfer-Encoding"), TEXT("chunked")},
      {TEXT("Connection"), TEXT("keep-alive")},
      {TEXT("Upgrade"), TEXT("h2c")},
      {TEXT("Expect"), TEXT("100-continue")},
      {TEXT("Proxy-Authorization"), TEXT("x")}};
  long before, after, peak;
  server_counts(&before, &peak);
  for (size_t i = 0; i < COUNT(methods); i++)
    if (methods[i][0] != 0)
      expect_ask(LUAVM_ARGUMENT, url_of("/echo"), REQUEST(METHOD(methods[i])));
  expect_ask(LUAVM_ARGUMENT, url_of("/echo"),
             REQUEST(.method = "GET\0", .method_length = 4));
  for (size_t i = 0; i < COUNT(fields); i++)
    expect_ask(LUAVM_ARGUMENT, url_of("/echo"),
               REQUEST(.fields = &fields[i], .field_count = 1));
  server_counts(&after, &peak);
  assert_int_equal(after, before + 1);
}

static void requests_that_are_malformed_are_refused(void **state) {
  (void)state;
  static char bytes[65 << 10];
  memset(bytes, 'x', sizeof bytes);
  const luavm_http_field large[] = {{TEXT("X-Large"), {bytes, sizeof bytes}}};
  const luavm_http_field null[] = {{TEXT("X-Null"), {NULL, 1}}};
  const luavm_http_field huge[] = {{{bytes, SIZE_MAX}, TEXT("x")}};
  static luavm_http_field many[101];
  for (size_t i = 0; i < COUNT(many); i++)
    many[i] = (luavm_http_field){TEXT("X-Many"), TEXT("x")};
  const char *url = url_of("/hello");
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(FIELDS(large)));
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(FIELDS(null)));
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(FIELDS(huge)));
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(FIELDS(many)));
  expect_ask(LUAVM_OK, url, REQUEST(.fields = many, .field_count = 100));
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(.field_count = 1));
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(.fields = many, .field_count = SIZE_MAX));
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(.body_length = 1));
  expect_ask(LUAVM_ARGUMENT, url,
             REQUEST(.body = bytes, .body_length = (1u << 30) + 1));
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(.method = bytes, .method_length = 257));
  expect_ask(LUAVM_ARGUMENT, url, REQUEST(.flags = 2));
  expect_ask(LUAVM_ARGUMENT, url, &(luavm_http_request){.struct_size = 0});
  expect_ask(LUAVM_ARGUMENT, url,
             &(luavm_http_request){.struct_size = sizeof(luavm_http_request) + 8});
  luavm_http_response *response = (luavm_http_response *)bytes;
  assert_status(http_request(NULL, &response), LUAVM_ARGUMENT);
  assert_names(response->message.data, "request is NULL");
  web_free(response);
  assert_status(http_request(REQUEST(.flags = 0), NULL), LUAVM_ARGUMENT);
  assert_status(http_get(url, strlen(url), NULL), LUAVM_ARGUMENT);
}

static luavm_http_response *under(luavm_status want, luavm_policy policy,
                                  const char *path) {
  return ask(want, url_of(path), REQUEST(.policy = policy));
}

static void refused_under(const char *document, const char *path, const char *why) {
  luavm_policy policy = policy_of(document);
  luavm_http_response *r = under(LUAVM_SANDBOX, policy, path);
  assert_names(r->message.data, why);
  web_free(r);
  assert_status(policy_free(policy), LUAVM_OK);
}

static void a_policy_says_what_may_be_asked(void **state) {
  (void)state;
  refused_under("{\"version\": 1}", "/hello", "it has no \"http\"");
  refused_under(OPEN "}]}}", "/hello", "loopback");
  refused_under(
      "{\"version\": 1, \"http\": {\"hosts\": [\"example.com\"], "
      "\"addresses\": {\"allow\": [\"127.0.0.1\"]}}}",
      "/hello", "not among the hosts");
  refused_under(OPEN ", \"methods\": [\"POST\"]" LOOPBACK "}}", "/hello",
                "GET is not allowed");
  refused_under(OPEN LOOPBACK "}}", "/away", "169.254.169.254");
  luavm_policy policy = policy_of(OPEN LOOPBACK ", \"body\": 1000, \"redirects\": 1}}");
  web_free(under(LUAVM_OK, policy, "/big/1000"));
  web_free(under(LUAVM_OUTPUT, policy, "/big/1001"));
  web_free(under(LUAVM_OK, policy, "/redirect/1"));
  web_free(under(LUAVM_NETWORK, policy, "/redirect/2"));
  expect_ask(LUAVM_OUTPUT, url_of("/big/1001"),
             REQUEST(.policy = policy, .response_bytes = 2000));
  expect_ask(LUAVM_OUTPUT, url_of("/big/600"),
             REQUEST(.policy = policy, .response_bytes = 500));
  assert_status(policy_free(policy), LUAVM_OK);
  web_free(under(LUAVM_HANDLE, policy, "/hello"));
  web_free(under(LUAVM_HANDLE, 77, "/hello"));
  policy = policy_of(OPEN LOOPBACK ", \"timeout\": \"50ms\"}}");
  web_free(under(LUAVM_TIMEOUT, policy, "/silent"));
  expect_ask(LUAVM_TIMEOUT, url_of("/silent"),
             REQUEST(.policy = policy, .timeout_ms = LUAVM_UNLIMITED));
  assert_status(policy_free(policy), LUAVM_OK);
}

static void a_response_is_freed_once_and_nothing_else_is(void **state) {
  (void)state;
  luavm_http_response *r = get(LUAVM_OK, "/hello"), copy = *r;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result = eval(vm, "return 1", NULL);
  luavm_buffer *buffer = NULL;
  assert_status(luavm_configure(NULL, &buffer), LUAVM_ARGUMENT);
  void *const foreign[] = {&copy,
                           (char *)r + 1,
                           (char *)r + 16,
                           (char *)r - 16,
                           (void *)(uintptr_t)r->body.data,
                           (void *)(uintptr_t)r->fields,
                           result,
                           buffer,
                           (void *)1,
                           (void *)UINTPTR_MAX};
  for (size_t i = 0; i < COUNT(foreign); i++)
    assert_status(http_free(foreign[i]), LUAVM_ARGUMENT);
  assert_status(luavm_buffer_free((luavm_buffer *)r), LUAVM_ARGUMENT);
  assert_status(vm_result_free((luavm_result *)r), LUAVM_ARGUMENT);
  assert_text(&r->body, "hello");
  web_free(r);
  for (int i = 0; i < 3; i++) assert_status(http_free(r), LUAVM_ARGUMENT);
  assert_status(http_free(NULL), LUAVM_OK);
  assert_status(luavm_buffer_free(buffer), LUAVM_OK);
  release(result);
  vm_end(vm);
}

static void a_body_is_charged_to_the_process_until_it_is_freed(void **state) {
  (void)state;
  luavm_statistics before = stats();
  luavm_http_response *r = get(LUAVM_OK, "/chunks/3000000");
  luavm_statistics held = stats();
  assert_int_equal(held.block_count, before.block_count + 1);
  assert_true(held.memory_bytes >= before.memory_bytes + 3000000);
  assert_true(held.memory_bytes < before.memory_bytes + 3000000 + 32768);
  web_free(r);
  assert_int_equal(stats().memory_bytes, before.memory_bytes);
  assert_status(
      luavm_configure(CONFIG(.memory_quota_bytes = before.memory_bytes + MIB(1)), NULL),
      LUAVM_OK);
  r = get(LUAVM_QUOTA, "/chunks/3000000");
  assert_names(r->message.data, "quota");
  web_free(r);
  expect_get(LUAVM_QUOTA, "/endless");
  expect_get(LUAVM_OK, "/hello");
  assert_int_equal(stats().memory_bytes, before.memory_bytes);
}

/* What fails is answered, as NULL where not even that can be said. */
static void a_request_that_gets_no_memory_leaks_none(void **state) {
  (void)state;
  luavm_statistics before = stats();
  uint64_t requests = 0;
  assert_status(luavm_fail_allocations(LUAVM_UNLIMITED, 0, NULL), LUAVM_OK);
  expect_get(LUAVM_OK, "/chunks/300000");
  assert_status(luavm_fail_allocations(0, 0, &requests), LUAVM_OK);
  assert_true(requests >= 5);
  for (uint32_t flags = 0; flags <= LUAVM_FAIL_ONWARD; flags++)
    for (uint64_t nth = 1; nth <= requests; nth++) {
      const char *url = url_of("/chunks/300000");
      luavm_http_response *r = NULL;
      assert_status(luavm_fail_allocations(nth, flags, NULL), LUAVM_OK);
      luavm_status status = http_get(url, strlen(url), &r);
      assert_status(luavm_fail_allocations(0, 0, NULL), LUAVM_OK);
      assert_true(status == LUAVM_MEMORY || (status == LUAVM_OK && r != NULL));
      assert_true(r == NULL || r->status == status);
      if (status == LUAVM_OK) assert_int_equal(r->body.length, 300000);
      web_free(r);
      assert_int_equal(stats().memory_bytes, before.memory_bytes);
    }
}

static luavm_status fetch(void *user, const luavm_call *call, luavm_reply *reply) {
  luavm_http_response *r = get(LUAVM_OK, "/hello");
  void *copy;
  (void)user, (void)call;
  assert_status(luavm_reply_memory(reply, sizeof(luavm_bytes) + 6, &copy), LUAVM_OK);
  luavm_bytes *bytes = copy;
  *bytes = (luavm_bytes){memcpy(bytes + 1, r->body.data, 6), r->body.length};
  reply->values[0] = (luavm_value){.type = LUAVM_BYTES, .as.bytes = bytes};
  reply->value_count = 1;
  web_free(r);
  return LUAVM_OK;
}

static void a_host_function_may_ask(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_function function = {
      .struct_size = sizeof function, .name = "fetch", .name_length = 5, .call = fetch};
  assert_status(vm_register(vm, &function, NULL), LUAVM_OK);
  expect_true(vm, "return fetch() == 'hello'");
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(what_is_no_url_is_refused),
      TEST(nothing_is_injected_into_a_request),
      TEST(requests_that_are_malformed_are_refused),
      TEST(a_policy_says_what_may_be_asked),
      TEST(a_response_is_freed_once_and_nothing_else_is),
      TEST(a_body_is_charged_to_the_process_until_it_is_freed),
      TEST(a_request_that_gets_no_memory_leaks_none),
      TEST(a_host_function_may_ask),
  };
  return RUN("http_bounds", tests);
}
