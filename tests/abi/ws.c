/* WebSocket for hosts, against a Node server (../websocket). */
#include <pthread.h>
#include <stdio.h>

#include "abi.h"

#define TIMEOUT 60000
#define WS_OPTIONS(...) \
  (&(luavm_ws_options){.struct_size = sizeof(luavm_ws_options), __VA_ARGS__})
#define URL(text) .url = (text), .url_length = strlen(text)

static int port(void) {
  const char *given = getenv("LUAVM_WS_PORT");
  if (given == NULL) fail_msg("LUAVM_WS_PORT is not set; run this through node.py");
  return atoi(given);
}

static const char *url_of(const char *page) {
  static char url[256];
  snprintf(url, sizeof url, "ws://127.0.0.1:%d/%s", port(), page);
  return url;
}

/* Connects, asserts the status, and that there is a message where it failed. */
static luavm_ws connect_with(luavm_status want, const luavm_ws_options *options,
                             const char *names) {
  luavm_ws socket = 77;
  luavm_buffer *error = (luavm_buffer *)1;
  luavm_status status = ws_connect(options, &socket, &error);
  if (status != want)
    fail_msg("%s, not %s: %s", luavm_status_name(status), luavm_status_name(want),
             error ? error->data : "");
  assert_true((socket != 0) == (want == LUAVM_OK));
  assert_true((error != NULL) == (want != LUAVM_OK));
  if (error != NULL) assert_names(error->data, names);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  assert_status(ws_connect(options, NULL, NULL), LUAVM_ARGUMENT);
  return socket;
}

static luavm_ws open_page(const char *page) {
  const char *url = url_of(page);
  return connect_with(LUAVM_OK, WS_OPTIONS(URL(url)), "");
}

static void refuse(luavm_status want, const luavm_ws_options *options,
                   const char *names) {
  assert_int_equal(connect_with(want, options, names), 0);
}

static void end(luavm_ws socket) {
  assert_status(ws_free(socket), LUAVM_OK);
  assert_status(ws_free(socket), LUAVM_HANDLE);
}

static void say(luavm_status want, luavm_ws socket, int32_t kind, const char *data,
                size_t length) {
  luavm_buffer *error = (luavm_buffer *)1;
  luavm_status status = ws_send(socket, kind, data, length, 0, &error);
  if (status != want)
    fail_msg("%s: %s", luavm_status_name(status), error ? error->data : "");
  assert_true((error != NULL) == (want != LUAVM_OK));
  assert_status(luavm_buffer_free(error), LUAVM_OK);
}

static int32_t last_code;

static luavm_buffer *hear_within(uint64_t timeout_ms, luavm_status want,
                                 luavm_ws socket, int32_t kind) {
  int32_t got = 77;
  luavm_buffer *data = (luavm_buffer *)1, *error = (luavm_buffer *)1;
  last_code = 77;
  luavm_status status = ws_receive(socket, timeout_ms, &got, &last_code, &data, &error);
  if (status != want)
    fail_msg("%s: %s", luavm_status_name(status), error ? error->data : "");
  assert_int_equal(got, kind);
  assert_true((data != NULL) == (want == LUAVM_OK));
  assert_true((error != NULL) == (want != LUAVM_OK));
  assert_true((last_code != 0) == (kind == LUAVM_WS_CLOSE));
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  return data;
}

static luavm_buffer *hear(luavm_ws socket, int32_t kind) {
  return hear_within(TIMEOUT, LUAVM_OK, socket, kind);
}

static void hear_text(luavm_ws socket, const char *want) {
  luavm_buffer *data = hear(socket, LUAVM_WS_TEXT);
  assert_int_equal(data->length, strlen(want));
  assert_string_equal(data->data, want);
  assert_status(luavm_buffer_free(data), LUAVM_OK);
}

static void messages_of_every_size_come_back(void **state) {
  (void)state;
  static char data[1000001];
  static const size_t sizes[] = {0, 1, 125, 126, 65535, 65536, 65537, sizeof data};
  memset(data, 'x', sizeof data);
  luavm_ws socket = open_page("echo");
  for (size_t i = 0; i < COUNT(sizes); i++)
    for (int32_t kind = LUAVM_WS_TEXT; kind <= LUAVM_WS_BINARY; kind++) {
      say(LUAVM_OK, socket, kind, data, sizes[i]);
      luavm_buffer *got = hear(socket, kind);
      assert_int_equal(got->length, sizes[i]);
      assert_memory_equal(got->data, data, sizes[i]);
      assert_int_equal(got->data[got->length], 0);
      assert_status(luavm_buffer_free(got), LUAVM_OK);
    }
  say(LUAVM_OK, socket, LUAVM_WS_BINARY, NULL, 0);
  assert_status(luavm_buffer_free(hear(socket, LUAVM_WS_BINARY)), LUAVM_OK);
  end(socket);
}

static void the_peers_close_comes_after_its_messages_and_once(void **state) {
  (void)state;
  luavm_ws socket = open_page("many/2");
  hear_text(socket, "1");
  hear_text(socket, "2");
  luavm_buffer *reason = hear(socket, LUAVM_WS_CLOSE);
  assert_int_equal(last_code, 1000);
  assert_string_equal(reason->data, "that is all");
  assert_status(luavm_buffer_free(reason), LUAVM_OK);
  hear_within(TIMEOUT, LUAVM_CLOSED, socket, 0);
  say(LUAVM_CLOSED, socket, LUAVM_WS_TEXT, "x", 1);
  assert_status(ws_close(socket, 0, NULL, 0, 0, NULL), LUAVM_OK);
  end(socket);
  socket = open_page("nocode");
  assert_status(luavm_buffer_free(hear(socket, LUAVM_WS_CLOSE)), LUAVM_OK);
  assert_int_equal(last_code, 1005);
  end(socket);
}

static void a_close_is_answered_and_ends_it(void **state) {
  (void)state;
  luavm_ws socket = open_page("echo");
  luavm_buffer *error;
  assert_status(ws_close(socket, 3999, "bye", 3, 0, &error), LUAVM_OK);
  assert_null(error);
  assert_status(ws_close(socket, 3999, "bye", 3, 0, &error), LUAVM_OK);
  hear_within(TIMEOUT, LUAVM_CLOSED, socket, 0);
  say(LUAVM_CLOSED, socket, LUAVM_WS_TEXT, "x", 1);
  end(socket);
  socket = open_page("deaf");
  assert_status(ws_close(socket, 0, NULL, 0, 50, &error), LUAVM_TIMEOUT);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  end(socket);
}

static void what_does_not_come_times_out(void **state) {
  (void)state;
  luavm_ws socket = open_page("echo");
  hear_within(0, LUAVM_TIMEOUT, socket, 0);
  hear_within(10, LUAVM_TIMEOUT, socket, 0);
  say(LUAVM_OK, socket, LUAVM_WS_TEXT, "late", 4);
  hear_text(socket, "late");
  end(socket);
}

static void a_message_over_its_cap_is_output(void **state) {
  (void)state;
  const char *url = url_of("big/1001");
  luavm_ws socket =
      connect_with(LUAVM_OK, WS_OPTIONS(URL(url), .message_bytes = 1000), "");
  hear_within(TIMEOUT, LUAVM_OUTPUT, socket, 0);
  end(socket);
  url = url_of("endless");
  socket = connect_with(LUAVM_OK, WS_OPTIONS(URL(url), .queue_bytes = 5000), "");
  hear_within(TIMEOUT, LUAVM_OUTPUT, socket, 0);
  end(socket);
}

static void a_peer_that_breaks_off_is_network(void **state) {
  (void)state;
  luavm_ws socket = open_page("die");
  say(LUAVM_OK, socket, LUAVM_WS_TEXT, "x", 1);
  hear_within(TIMEOUT, LUAVM_NETWORK, socket, 0);
  end(socket);
}

static void a_peer_that_does_not_read_makes_sending_time_out(void **state) {
  (void)state;
  static char data[32 << 20];
  luavm_ws socket = open_page("deaf");
  luavm_buffer *error;
  assert_status(ws_send(socket, LUAVM_WS_BINARY, data, sizeof data, 200, &error),
                LUAVM_TIMEOUT);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  hear_within(TIMEOUT, LUAVM_NETWORK, socket, 0);
  end(socket);
}

static void *receive_until_closed(void *socket) {
  int32_t kind;
  luavm_buffer *data;
  return (void *)(intptr_t)ws_receive(*(luavm_ws *)socket, LUAVM_UNLIMITED, &kind, NULL,
                                      &data, NULL);
}

static void free_ends_those_that_wait(void **state) {
  (void)state;
  for (int round = 0; round < 20; round++) {
    luavm_ws socket = open_page("silent");
    pthread_t threads[3];
    for (size_t i = 0; i < COUNT(threads); i++)
      assert_int_equal(pthread_create(&threads[i], NULL, receive_until_closed, &socket),
                       0);
    end(socket);
    for (size_t i = 0; i < COUNT(threads); i++) {
      void *status;
      pthread_join(threads[i], &status);
      if ((intptr_t)status != LUAVM_HANDLE) /* it came after the end */
        assert_status((luavm_status)(intptr_t)status, LUAVM_CLOSED);
    }
  }
}

static void caps_of_the_process_hold(void **state) {
  (void)state;
  assert_status(luavm_configure(CONFIG(.ws_cap = 2), NULL), LUAVM_OK);
  const char *url = url_of("silent");
  luavm_ws one = open_page("silent"), two = open_page("silent");
  refuse(LUAVM_QUOTA, WS_OPTIONS(URL(url)), "2 WebSocket connections are open");
  end(one);
  one = open_page("silent");
  end(one), end(two);
  assert_status(luavm_configure(
                    CONFIG(.memory_quota_bytes = stats().memory_bytes + MIB(1)), NULL),
                LUAVM_OK);
  refuse(LUAVM_QUOTA, WS_OPTIONS(URL(url), .queue_bytes = MIB(2)), "memory quota");
  url = url_of("big/2000000");
  one = connect_with(LUAVM_OK, WS_OPTIONS(URL(url), .message_bytes = MIB(4)), "");
  hear_within(TIMEOUT, LUAVM_MEMORY, one, 0);
  assert_status(luavm_configure(CONFIG(.vm_cap = 0), NULL), LUAVM_OK);
  luavm_buffer *data = hear(one, LUAVM_WS_BINARY);
  assert_int_equal(data->length, 2000000);
  assert_status(luavm_buffer_free(data), LUAVM_OK);
  end(one);
}

static void a_policy_holds(void **state) {
  (void)state;
  char json[512];
  snprintf(
      json, sizeof json,
      "{\"version\": 1, \"ws\": {\"hosts\": [{\"host\": \"127.0.0.1\", \"schemes\": "
      "[\"ws\"], \"ports\": [%d]}], \"addresses\": {\"allow\": [\"127.0.0.1\"]}, "
      "\"message\": \"1KiB\"}}",
      port());
  luavm_policy_options options = {
      .struct_size = sizeof options, .json = json, .json_length = strlen(json)};
  luavm_policy policy;
  assert_status(policy_new(&options, &policy, NULL), LUAVM_OK);
  const char *url = url_of("echo");
  luavm_ws socket = connect_with(LUAVM_OK, WS_OPTIONS(URL(url), .policy = policy), "");
  static char data[1025];
  say(LUAVM_ARGUMENT, socket, LUAVM_WS_BINARY, data, sizeof data);
  say(LUAVM_OK, socket, LUAVM_WS_BINARY, data, sizeof data - 1);
  refuse(LUAVM_SANDBOX, WS_OPTIONS(URL("ws://127.0.0.1:1/"), .policy = policy),
         "not among the hosts");
  assert_status(policy_free(policy), LUAVM_OK);
  assert_status(luavm_buffer_free(hear(socket, LUAVM_WS_BINARY)), LUAVM_OK);
  refuse(LUAVM_HANDLE, WS_OPTIONS(URL(url), .policy = policy), "no such policy");
  end(socket);
}

static void wrong_arguments_are_refused(void **state) {
  (void)state;
  const char *url = url_of("echo");
  refuse(LUAVM_ARGUMENT, NULL, "options is NULL");
  refuse(LUAVM_ARGUMENT, &(luavm_ws_options){.struct_size = 8}, "struct_size");
  refuse(LUAVM_ARGUMENT, WS_OPTIONS(URL(url), .flags = 1), "flags");
  refuse(LUAVM_ARGUMENT, WS_OPTIONS(.url = NULL, .url_length = 5), "url is NULL");
  refuse(LUAVM_ARGUMENT, WS_OPTIONS(.url = NULL), "bad URL");
  refuse(LUAVM_ARGUMENT, WS_OPTIONS(URL("http://127.0.0.1/")), "ws://");
  refuse(LUAVM_ARGUMENT, WS_OPTIONS(URL("ws://a b/")), "bad URL");
  refuse(LUAVM_ARGUMENT, WS_OPTIONS(URL(url), .field_count = 1), "fields is NULL");
  luavm_http_field field = {{"X", 1}, {"a\r\nEvil: 1", 10}};
  refuse(LUAVM_ARGUMENT, WS_OPTIONS(URL(url), .fields = &field, .field_count = 1),
         "control byte");
  refuse(LUAVM_ARGUMENT,
         WS_OPTIONS(URL(url), .protocols = "a b", .protocols_length = 3),
         "subprotocol");
  refuse(LUAVM_NETWORK, WS_OPTIONS(URL(url_of("redirect"))), "redirects (302)");
  luavm_ws socket = open_page("echo");
  say(LUAVM_ARGUMENT, socket, 0, "x", 1);
  say(LUAVM_ARGUMENT, socket, LUAVM_WS_CLOSE, "x", 1);
  say(LUAVM_ARGUMENT, socket, LUAVM_WS_TEXT, "\xff", 1);
  say(LUAVM_ARGUMENT, socket, LUAVM_WS_TEXT, NULL, 1);
  static const int32_t codes[] = {-1, 1, 999, 1002, 1004, 1005, 1006, 1012, 2999, 5000};
  for (size_t i = 0; i < COUNT(codes); i++)
    assert_status(ws_close(socket, codes[i], NULL, 0, 0, NULL), LUAVM_ARGUMENT);
  assert_status(ws_close(socket, 0, "\xff", 1, 0, NULL), LUAVM_ARGUMENT);
  assert_status(ws_close(socket, 0, NULL, 1, 0, NULL), LUAVM_ARGUMENT);
  assert_status(ws_close(socket, 0, "x", 124, 0, NULL), LUAVM_ARGUMENT);
  int32_t kind;
  luavm_buffer *data;
  assert_status(ws_receive(socket, 0, NULL, NULL, &data, NULL), LUAVM_ARGUMENT);
  assert_status(ws_receive(socket, 0, &kind, NULL, NULL, NULL), LUAVM_ARGUMENT);
  end(socket);
  assert_status(ws_free(0), LUAVM_OK);
  const luavm_ws none[] = {0, 1, socket, socket + 1, UINT64_MAX};
  for (size_t i = 0; i < COUNT(none); i++) {
    say(LUAVM_HANDLE, none[i], LUAVM_WS_TEXT, "x", 1);
    hear_within(0, LUAVM_HANDLE, none[i], 0);
    assert_status(ws_close(none[i], 0, NULL, 0, 0, NULL), LUAVM_HANDLE);
    if (none[i] != 0) assert_status(ws_free(none[i]), LUAVM_HANDLE);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(messages_of_every_size_come_back),
      TEST(the_peers_close_comes_after_its_messages_and_once),
      TEST(a_close_is_answered_and_ends_it),
      TEST(what_does_not_come_times_out),
      TEST(a_message_over_its_cap_is_output),
      TEST(a_peer_that_breaks_off_is_network),
      TEST(a_peer_that_does_not_read_makes_sending_time_out),
      TEST(free_ends_those_that_wait),
      TEST(caps_of_the_process_hold),
      TEST(a_policy_holds),
      TEST(wrong_arguments_are_refused),
  };
  return RUN("ws", tests);
}
