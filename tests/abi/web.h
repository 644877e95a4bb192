/* What the tests of HTTP share: requests in one line, to the server of server.py. */
#ifndef WEB_H
#define WEB_H

#include "abi.h"

#define REQUEST(...) \
  (&(luavm_http_request){.struct_size = sizeof(luavm_http_request), __VA_ARGS__})
#define TEXT(s) \
  { (s), sizeof(s) - 1 }
#define METHOD(s) .method = (s), .method_length = strlen(s)
#define FIELDS(array) .fields = (array), .field_count = COUNT(array)

/* "http://127.0.0.1:PORT" and the path; valid until the next but 7. */
const char *url_of(const char *path);

/* A port of this machine where nobody listens. */
int closed_port(void);

/* Asks for a URL, with the rest of the request as it is. What holds for every
 * response is asserted, and the status. */
luavm_http_response *ask(luavm_status want, const char *url,
                         const luavm_http_request *request);
luavm_http_response *get(luavm_status want, const char *path);
/* The same, and gives it back. */
void expect_ask(luavm_status want, const char *url, const luavm_http_request *request);
void expect_get(luavm_status want, const char *path);

void web_free(luavm_http_response *response);

/* The value of a response's header; NULL: it has none. */
const char *field_of(const luavm_http_response *response, const char *name);

/* What the server's page of that name says: "REQUESTS MOST_AT_ONCE". */
void server_counts(long *total, long *peak);

/* A policy from a document in which the first %d is the server's port. */
luavm_policy policy_of(const char *document);

#endif
