/* What a host asks of an HTTP server: an answer is one block, given back with
 * http_free. Start examples/server.py first.
 *
 *   cc http.c -o http $(pkg-config --cflags --libs luavm) && ./http
 */
#include <stdio.h>
#include <string.h>

#include <luavm.h>

static char base[256] = "http://127.0.0.1:8765";

static void show(luavm_status status, luavm_http_response *response) {
  if (status == LUAVM_OK)
    printf("%d: %s\n", (int)response->code, response->body.data);
  else
    printf("%s\n", luavm_status_name(status)); /* response->message says why */
  http_free(response);
}

static const char *url_of(const char *path) {
  static char url[512];
  snprintf(url, sizeof url, "%s%s", base, path);
  return url;
}

int main(int count, char **arguments) {
  if (count > 1) snprintf(base, sizeof base, "%s", arguments[1]);
  luavm_http_response *response;

  luavm_status status = http_get(url_of("/hello"), strlen(url_of("/hello")), &response);
  show(status, response);

  /* 404 is an answer like any other. */
  status = http_get(url_of("/nowhere"), strlen(url_of("/nowhere")), &response);
  show(status, response);

  /* Everything that http_get leaves to its defaults. */
  luavm_http_field type = {{"content-type", 12}, {"text/plain", 10}};
  luavm_http_request request = {.struct_size = sizeof request,
                                .url = url_of("/echo"),
                                .url_length = strlen(url_of("/echo")),
                                .method = "POST",
                                .method_length = 4,
                                .fields = &type,
                                .field_count = 1,
                                .body = "posted",
                                .body_length = 6,
                                .timeout_ms = 5000};
  show(http_request(&request, &response), response);

  /* A body over its cap is not taken in. */
  luavm_http_request large = {.struct_size = sizeof large,
                              .url = url_of("/big/1000000"),
                              .url_length = strlen(url_of("/big/1000000")),
                              .response_bytes = 1000};
  show(http_request(&large, &response), response);

  /* Nobody listens there. */
  show(http_get("http://127.0.0.1:1/", 19, &response), response);
  return 0;
}
