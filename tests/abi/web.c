#include "web.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <strings.h>
#include <sys/socket.h>

static int port(void) {
  const char *given = getenv("LUAVM_PORT");
  if (given == NULL) fail_msg("LUAVM_PORT is not set; run this through server.py");
  return atoi(given);
}

const char *url_of(const char *path) {
  static char urls[8][256];
  static unsigned last;
  char *url = urls[++last % COUNT(urls)];
  snprintf(url, sizeof urls[0], "http://127.0.0.1:%d%s", port(), path);
  return url;
}

int closed_port(void) {
  static int bound = -1; /* bound, so that nobody else listens there */
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bound < 0) {
    bound = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(bound, (struct sockaddr *)&address, length), 0);
  }
  assert_int_equal(getsockname(bound, (struct sockaddr *)&address, &length), 0);
  return ntohs(address.sin_port);
}

static void check_bytes(const luavm_bytes *bytes) {
  assert_non_null(bytes->data);
  assert_int_equal(bytes->data[bytes->length], 0);
}

static void check_response(const luavm_http_response *r, luavm_status status) {
  assert_non_null(r);
  assert_int_equal(r->struct_size, sizeof *r);
  assert_status(r->status, status);
  check_bytes(&r->message);
  check_bytes(&r->url);
  check_bytes(&r->body);
  assert_true((r->message.length == 0) == (status == LUAVM_OK));
  assert_true((r->code != 0) == (status == LUAVM_OK));
  assert_true((r->url.length != 0) == (status == LUAVM_OK));
  assert_true((r->wall_ns != 0) == (status == LUAVM_OK));
  assert_true((r->fields != NULL) == (r->field_count > 0));
  if (status != LUAVM_OK) assert_int_equal(r->field_count + r->body.length, 0);
  for (size_t i = 0; i < r->field_count; i++) {
    check_bytes(&r->fields[i].name);
    check_bytes(&r->fields[i].value);
  }
}

luavm_http_response *ask(luavm_status want, const char *url,
                         const luavm_http_request *request) {
  luavm_http_request asked = *request;
  asked.url = url;
  asked.url_length = strlen(url);
  luavm_http_response *response = NULL;
  luavm_status status = http_request(&asked, &response);
  if (status != want)
    fail_msg("%s: %s, not %s: %s", url, luavm_status_name(status),
             luavm_status_name(want), response ? response->message.data : "");
  check_response(response, want);
  return response;
}

luavm_http_response *get(luavm_status want, const char *path) {
  const char *url = url_of(path);
  luavm_http_response *response = NULL;
  luavm_status status = http_get(url, strlen(url), &response);
  if (status != want)
    fail_msg("%s: %s, not %s: %s", url, luavm_status_name(status),
             luavm_status_name(want), response ? response->message.data : "");
  check_response(response, want);
  return response;
}

void web_free(luavm_http_response *response) {
  assert_status(http_free(response), LUAVM_OK);
}

void expect_ask(luavm_status want, const char *url, const luavm_http_request *request) {
  web_free(ask(want, url, request));
}

void expect_get(luavm_status want, const char *path) {
  web_free(get(want, path));
}

const char *field_of(const luavm_http_response *response, const char *name) {
  for (size_t i = 0; i < response->field_count; i++)
    if (strcasecmp(response->fields[i].name.data, name) == 0)
      return response->fields[i].value.data;
  return NULL;
}

void server_counts(long *total, long *peak) {
  luavm_http_response *response = get(LUAVM_OK, "/counts");
  assert_int_equal(sscanf(response->body.data, "%ld %ld", total, peak), 2);
  web_free(response);
}

luavm_policy policy_of(const char *document) {
  char json[2048];
  int length = snprintf(json, sizeof json, document, port());
  luavm_policy_options options = {
      .struct_size = sizeof options, .json = json, .json_length = (size_t)length};
  luavm_policy policy = 0;
  luavm_buffer *error = NULL;
  if (policy_new(&options, &policy, &error) != LUAVM_OK) fail_msg("%s", error->data);
  return policy;
}
