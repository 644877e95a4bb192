/* Gates of HTTP; included by gate.c. */
luavm_status http_request(const luavm_http_request *request,
                          luavm_http_response **response) {
  if (response != NULL) *response = NULL;
  FORKED(managed_http_request(request, response));
}

luavm_status http_get(const char *url, size_t url_length,
                      luavm_http_response **response) {
  if (response != NULL) *response = NULL;
  FORKED(managed_http_get(url, url_length, response));
}

luavm_status http_free(luavm_http_response *response) {
  FORKED(managed_http_free(response));
}
