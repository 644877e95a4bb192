/* HTTP: what a host asks of a server, and what its scripts may. An answer is one
 * block, given back with http_free. Start examples/server.py first.
 *
 *   cc http.c -o http $(pkg-config --cflags --libs luavm) && ./http
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luavm.h>

static char base[256] = "http://127.0.0.1:8765";

static const char *url_of(const char *path) {
  static char url[512];
  snprintf(url, sizeof url, "%s%s", base, path);
  return url;
}

static void show(luavm_status status, luavm_http_response *response) {
  if (status == LUAVM_OK)
    printf("%d: %s\n", (int)response->code, response->body.data);
  else
    printf("%s\n", luavm_status_name(status)); /* response->message says why */
  http_free(response);
}

static void get(const char *url) {
  luavm_http_response *response;
  luavm_status status = http_get(url, strlen(url), &response);
  show(status, response);
}

static void request(luavm_http_request request) {
  luavm_http_response *response;
  luavm_status status = http_request(&request, &response);
  show(status, response);
}

/* A policy that lets scripts ask the server at this port, and no other. */
static luavm_policy policy_for(int port) {
  char json[512];
  int length = snprintf(json, sizeof json,
                        "{\"version\": 1, \"json\": true, \"http\": {"
                        "\"hosts\": [{\"host\": \"127.0.0.1\", \"schemes\": "
                        "[\"http\"], \"ports\": [%d]}], "
                        "\"addresses\": {\"allow\": [\"127.0.0.1\"]}}}",
                        port);
  luavm_policy_options options = {
      .struct_size = sizeof options, .json = json, .json_length = (size_t)length};
  luavm_policy policy = 0;
  luavm_buffer *error;
  if (policy_new(&options, &policy, &error) != LUAVM_OK) puts(error->data);
  luavm_buffer_free(error);
  return policy;
}

/* The script's last value, or what stopped it. */
static void script(luavm_vm vm, const char *source) {
  luavm_result *result;
  luavm_status status = vm_eval(vm, source, strlen(source), NULL, &result);
  if (status == LUAVM_OK)
    printf("script: %s\n", result->values[0].as.bytes->data);
  else
    printf("script: %s\n", luavm_status_name(status));
  vm_result_free(result);
}

int main(int count, char **arguments) {
  if (count > 1) snprintf(base, sizeof base, "%s", arguments[1]);

  get(url_of("/hello"));
  get(url_of("/nowhere")); /* 404 is an answer like any other */

  /* What http_get leaves to its defaults. */
  luavm_http_field type = {{"content-type", 12}, {"text/plain", 10}};
  request((luavm_http_request){.struct_size = sizeof(luavm_http_request),
                               .url = url_of("/echo"),
                               .url_length = strlen(url_of("/echo")),
                               .method = "POST",
                               .method_length = 4,
                               .fields = &type,
                               .field_count = 1,
                               .body = "posted",
                               .body_length = 6,
                               .timeout_ms = 5000});

  /* A body over its cap is not taken in. */
  request((luavm_http_request){.struct_size = sizeof(luavm_http_request),
                               .url = url_of("/big/1000000"),
                               .url_length = strlen(url_of("/big/1000000")),
                               .response_bytes = 1000});
  get("http://127.0.0.1:1/"); /* nobody listens there */

  /* The module `http`, for scripts whose policy names the hosts. */
  luavm_policy policy = policy_for(atoi(strrchr(base, ':') + 1));
  luavm_vm_options options = {.struct_size = sizeof options, .policy = policy};
  luavm_vm vm;
  if (vm_new(&options, &vm, NULL) != LUAVM_OK) return 1;
  char source[512];
  snprintf(source, sizeof source, "return http.get('%s'):json().name", url_of("/json"));
  script(vm, source);
  snprintf(source, sizeof source, "return http.get('%s').body", url_of("/away"));
  script(vm, source); /* redirects to an address that the policy does not allow */
  vm_free(vm);
  policy_free(policy);
  return 0;
}
