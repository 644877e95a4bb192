/* HTTP for hosts: what servers answer, well or badly, and what stays in bounds. */
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>

#include "web.h"

static bool body_is(const luavm_http_response *r, const char *text) {
  return r->body.length == strlen(text) &&
         memcmp(r->body.data, text, r->body.length) == 0;
}

static void a_get_answers_with_status_fields_url_and_body(void **state) {
  (void)state;
  luavm_http_response *r = get(LUAVM_OK, "/hello?a=b#part");
  assert_int_equal(r->code, 200);
  assert_int_equal(r->redirects, 0);
  assert_text(&r->url, url_of("/hello?a=b"));
  assert_text(&r->body, "hello");
  assert_string_equal(field_of(r, "x-one"), "yes");
  assert_string_equal(field_of(r, "content-length"), "5");
  assert_string_equal(field_of(r, "x-latin"), "caf\xe9");
  assert_null(field_of(r, "x-two"));
  int ones = 0;
  for (size_t i = 0; i < r->field_count; i++)
    ones += strcmp(r->fields[i].name.data, "X-One") == 0;
  assert_int_equal(ones, 2);
  web_free(r);
}

static void a_request_sends_its_method_fields_and_body(void **state) {
  (void)state;
  const luavm_http_field fields[] = {{TEXT("X-Name"), TEXT("  Ada\tL\xe9  ")},
                                     {TEXT("Content-Type"), TEXT("text/x-lua")},
                                     {TEXT("X-Empty"), {NULL, 0}}};
  luavm_http_response *r = ask(
      LUAVM_OK, url_of("/echo"),
      REQUEST(METHOD("patch"), FIELDS(fields), .body = "a\0b\r\n", .body_length = 5));
  assert_non_null(strstr(r->body.data, "PATCH /echo\n"));
  assert_non_null(strstr(r->body.data, "\nX-Name: Ada\tL\xe9\n"));
  assert_non_null(strstr(r->body.data, "\nContent-Type: text/x-lua\n"));
  assert_non_null(strstr(r->body.data, "\nContent-Length: 5\n"));
  assert_non_null(strstr(r->body.data, "\nX-Empty: \n"));
  assert_memory_equal(r->body.data + r->body.length - 7, "\n\na\0b\r\n", 7);
  web_free(r);
  static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", "OPTIONS"};
  for (size_t i = 0; i < COUNT(methods); i++) {
    r = ask(LUAVM_OK, url_of("/echo"), REQUEST(METHOD(methods[i])));
    assert_memory_equal(r->body.data, methods[i], strlen(methods[i]));
    web_free(r);
  }
  r = ask(LUAVM_OK, url_of("/big/1000"), REQUEST(METHOD("HEAD")));
  assert_int_equal(r->body.length, 0);
  assert_string_equal(field_of(r, "content-length"), "1000");
  web_free(r);
}

static const char *numbered(const char *page, size_t number) {
  char path[64];
  snprintf(path, sizeof path, "/%s/%zu", page, number);
  return url_of(path);
}

static void bodies_of_any_length_arrive_whole(void **state) {
  (void)state;
  static const size_t lengths[] = {0,     1,     999,   16383,   16384,        16385,
                                   32768, 32769, 65537, 1 << 20, (5 << 20) + 1};
  static const char *const pages[] = {"big", "chunks", "zip"};
  for (size_t p = 0; p < COUNT(pages); p++)
    for (size_t i = 0; i < COUNT(lengths); i++) {
      luavm_http_response *r =
          ask(LUAVM_OK, numbered(pages[p], lengths[i]), REQUEST(.flags = 0));
      assert_int_equal(r->body.length, lengths[i]);
      for (size_t at = 0; at < lengths[i]; at++) {
        size_t n = at % 65536;
        if ((unsigned char)r->body.data[at] != ((n * 7 + (n >> 8)) & 0xFF))
          fail_msg("%s of %zu bytes differs at %zu", pages[p], lengths[i], at);
      }
      web_free(r);
    }
}

static void large_bodies_are_sent_whole(void **state) {
  (void)state;
  static unsigned char body[3000001];
  for (size_t i = 0; i < sizeof body; i++)
    body[i] = (unsigned char)((i % 65536) * 7 + (i % 65536 >> 8));
  static const size_t lengths[] = {1, 65535, 65536, 65537, sizeof body};
  for (size_t i = 0; i < COUNT(lengths); i++) {
    char want[64];
    snprintf(want, sizeof want, "%zu whole", lengths[i]);
    luavm_http_response *r =
        ask(LUAVM_OK, url_of("/length"),
            REQUEST(METHOD("PUT"), .body = (char *)body, .body_length = lengths[i]));
    assert_text(&r->body, want);
    web_free(r);
  }
}

static void a_body_over_its_cap_is_output(void **state) {
  (void)state;
  expect_ask(LUAVM_OK, url_of("/big/50000"), REQUEST(.response_bytes = 50000));
  expect_ask(LUAVM_OUTPUT, url_of("/big/50001"), REQUEST(.response_bytes = 50000));
  expect_ask(LUAVM_OUTPUT, url_of("/chunks/50001"), REQUEST(.response_bytes = 50000));
  expect_ask(LUAVM_OUTPUT, url_of("/zip/50001"), REQUEST(.response_bytes = 50000));
  expect_ask(LUAVM_OUTPUT, url_of("/hello"), REQUEST(.response_bytes = 1));
  luavm_http_response *r = get(LUAVM_OUTPUT, "/endless");
  assert_names(r->message.data, "16 MiB");
  web_free(r);
  expect_ask(LUAVM_OUTPUT, url_of("/bomb/64"),
             REQUEST(.response_bytes = LUAVM_UNLIMITED));
  expect_ask(LUAVM_OK, url_of("/big/20000000"),
             REQUEST(.response_bytes = LUAVM_UNLIMITED));
}

static void answers_of_400_and_above_are_answers(void **state) {
  (void)state;
  static const int codes[] = {200, 204, 299, 304, 400, 404, 418, 500, 599};
  for (size_t i = 0; i < COUNT(codes); i++) {
    luavm_http_response *r =
        ask(LUAVM_OK, numbered("code", (size_t)codes[i]), REQUEST(.flags = 0));
    assert_int_equal(r->code, codes[i]);
    web_free(r);
  }
}

static void redirects_are_followed_20_times_or_answered(void **state) {
  (void)state;
  luavm_http_response *r = get(LUAVM_OK, "/redirect/20");
  assert_int_equal(r->redirects, 20);
  assert_text(&r->url, url_of("/hello"));
  assert_text(&r->body, "hello");
  web_free(r);
  r = get(LUAVM_NETWORK, "/redirect/21");
  assert_names(r->message.data, "20 redirects");
  web_free(r);
  r = ask(LUAVM_OK, url_of("/redirect/1"), REQUEST(.flags = LUAVM_HTTP_NO_REDIRECT));
  assert_int_equal(r->code, 302);
  assert_int_equal(r->redirects, 0);
  assert_string_equal(field_of(r, "location"), "/hello");
  assert_true(body_is(r, "elsewhere"));
  web_free(r);
}

/* What is waited for never comes: whatever the machine's load, it is the timeout. */
static void a_server_that_keeps_silent_is_timeout(void **state) {
  (void)state;
  luavm_http_response *r =
      ask(LUAVM_TIMEOUT, url_of("/silent"), REQUEST(.timeout_ms = 50));
  assert_names(r->message.data, "127.0.0.1 did not finish within 50 ms");
  web_free(r);
  expect_ask(LUAVM_TIMEOUT, url_of("/stall"), REQUEST(.timeout_ms = 50));
  expect_ask(LUAVM_OK, url_of("/hello"), REQUEST(.timeout_ms = LUAVM_UNLIMITED));
  expect_get(LUAVM_OK, "/hello");
}

static void what_does_not_answer_in_http_is_network(void **state) {
  (void)state;
  static const char *const paths[] = {"/short",   "/garbage",   "/nothing",
                                      "/notzip",  "/halfzip",   "/split",
                                      "/lengths", "/fields/101"};
  for (size_t i = 0; i < COUNT(paths); i++) expect_get(LUAVM_NETWORK, paths[i]);
  expect_get(LUAVM_OK, "/fields/90");
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", closed_port());
  luavm_http_response *r = ask(LUAVM_NETWORK, url, REQUEST(.flags = 0));
  assert_names(r->message.data, "refuses the connection");
  web_free(r);
  snprintf(url, sizeof url, "https%s", url_of("/hello") + strlen("http"));
  expect_ask(LUAVM_NETWORK, url, REQUEST(.timeout_ms = 60000));
}

/* The framework would, where no body was sent. */
static void what_may_do_something_is_not_asked_for_twice(void **state) {
  (void)state;
  static const char *const methods[] = {"POST", "PATCH", "BREW"};
  long before, after, peak;
  server_counts(&before, &peak);
  for (size_t i = 0; i < COUNT(methods); i++)
    expect_ask(LUAVM_NETWORK, url_of("/nothing"), REQUEST(METHOD(methods[i])));
  server_counts(&after, &peak);
  assert_int_equal(after - before, 1 + COUNT(methods));
}

enum { AT_ONCE = 100, MORE = 10 };

static void *gather(void *at) {
  char url[128];
  luavm_status *status = at;
  snprintf(url, sizeof url, "http://127.0.0.1:%s/gather/%d", getenv("LUAVM_PORT"),
           AT_ONCE);
  luavm_http_request request = {.struct_size = sizeof request,
                                .url = url,
                                .url_length = strlen(url),
                                .timeout_ms = LUAVM_UNLIMITED};
  luavm_http_response *response = NULL;
  *status = http_request(&request, &response);
  if (*status == LUAVM_OK && !body_is(response, "all here")) *status = LUAVM_INTERNAL;
  if (http_free(response) != LUAVM_OK) *status = LUAVM_INTERNAL;
  return NULL;
}

/* The server answers nobody before 100 are there: one less, and none would end. */
static void a_hundred_are_under_way_at_once_and_others_wait(void **state) {
  (void)state;
  pthread_t threads[AT_ONCE + MORE];
  luavm_status statuses[AT_ONCE + MORE];
  for (int i = 0; i < AT_ONCE + MORE; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, gather, &statuses[i]), 0);
  for (int i = 0; i < AT_ONCE + MORE; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < AT_ONCE + MORE; i++) assert_status(statuses[i], LUAVM_OK);
  long total, peak;
  server_counts(&total, &peak);
  assert_int_equal(peak, AT_ONCE);
}

enum { UNDER_WAY = 1, IN_LINE = 10 * UNDER_WAY, ALL = UNDER_WAY + IN_LINE + 1 };

static sem_t ended;
static luavm_status last_ended;

static void *ask_eleven(void *nothing) {
  char url[128];
  luavm_http_response *response = NULL;
  snprintf(url, sizeof url, "http://127.0.0.1:%s/eleven", getenv("LUAVM_PORT"));
  last_ended = http_get(url, strlen(url), &response);
  if (http_free(response) != LUAVM_OK) last_ended = LUAVM_INTERNAL;
  sem_post(&ended);
  return nothing;
}

/* One is under way, and the server does not answer it before others come; of the
 * others one is too many, whichever it is. */
static void who_finds_the_line_full_is_refused(void **state) {
  (void)state;
  pthread_t threads[ALL];
  assert_int_equal(sem_init(&ended, 0, 0), 0);
  assert_status(luavm_configure(CONFIG(.http_cap = UNDER_WAY), NULL), LUAVM_OK);
  for (int i = 0; i < ALL; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, ask_eleven, NULL), 0);
  sem_wait(&ended);
  luavm_status refused = last_ended;
  assert_status(luavm_configure(CONFIG(.http_cap = 0), NULL), LUAVM_OK);
  assert_status(refused, LUAVM_QUOTA);
  for (int i = 1; i < ALL; i++) {
    sem_wait(&ended);
    assert_status(last_ended, LUAVM_OK);
  }
  for (int i = 0; i < ALL; i++) pthread_join(threads[i], NULL);
  sem_destroy(&ended);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_get_answers_with_status_fields_url_and_body),
      TEST(a_request_sends_its_method_fields_and_body),
      TEST(bodies_of_any_length_arrive_whole),
      TEST(large_bodies_are_sent_whole),
      TEST(a_body_over_its_cap_is_output),
      TEST(answers_of_400_and_above_are_answers),
      TEST(redirects_are_followed_20_times_or_answered),
      TEST(a_server_that_keeps_silent_is_timeout),
      TEST(what_does_not_answer_in_http_is_network),
      TEST(what_may_do_something_is_not_asked_for_twice),
      TEST(who_finds_the_line_full_is_refused),
      TEST(a_hundred_are_under_way_at_once_and_others_wait),
  };
  return RUN("http", tests);
}
